/**
 * A `Crypto` for one verification: the same signature over the same bytes under the same key is verified once. Certificates and revocation lists
 * come up with every item, each time as the very same objects, so identity is enough to know key and message by; the signature, brought into another
 * form each time, is known by its bytes.
 */
import { equal } from './bytes.ts';
import type { Crypto } from './crypto.ts';

interface Known {
  readonly signature: Uint8Array;
  readonly verdict: Promise<boolean>;
}

type Verdicts = WeakMap<Uint8Array, WeakMap<Uint8Array, Known[]>>;

/** Drop it with the verification: it holds for bytes that nobody changes meanwhile. */
export function rememberingCrypto(c: Crypto): Crypto {
  const byAlgorithm = new Map<string, Verdicts>();
  return {
    ...c,
    verify(alg, spki, message, signature) {
      const verdicts = entry(byAlgorithm, alg);
      const known = entryOf(entry(verdicts, spki), message, (): Known[] => []);
      const found = known.find((one) => equal(one.signature, signature));
      if (found !== undefined) return found.verdict;
      const verdict = c.verify(alg, spki, message, signature);
      known.push({ signature, verdict });
      return verdict;
    },
  };
}

interface Holder<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The map held under the key, made when there is none. */
const entry = <K, V extends object>(
  holder: Holder<K, WeakMap<Uint8Array, V>>,
  key: K,
): WeakMap<Uint8Array, V> => entryOf(holder, key, () => new WeakMap<Uint8Array, V>());

function entryOf<K, V>(holder: Holder<K, V>, key: K, make: () => V): V {
  const found = holder.get(key) ?? make();
  holder.set(key, found);
  return found;
}
