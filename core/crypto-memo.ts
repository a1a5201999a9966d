/**
 * A `Crypto` for one verification: the same signature over the same bytes under the same key is verified once. Certificates and revocation lists
 * come up with every item, each time as the very same objects, so identity is enough to know them by.
 */
import type { Crypto } from './crypto.ts';

type Verdicts = WeakMap<Uint8Array, WeakMap<Uint8Array, WeakMap<Uint8Array, Promise<boolean>>>>;

/** Drop it with the verification: it holds for bytes that nobody changes meanwhile. */
export function rememberingCrypto(c: Crypto): Crypto {
  const byAlgorithm = new Map<string, Verdicts>();
  return {
    ...c,
    verify(alg, spki, message, signature) {
      const verdicts = entry(byAlgorithm, alg);
      const known = entry(entry(verdicts, spki), message);
      const found = known.get(signature) ?? c.verify(alg, spki, message, signature);
      known.set(signature, found);
      return found;
    },
  };
}

interface Holder<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The map held under the key, made when there is none. */
function entry<K, V extends object>(
  holder: Holder<K, WeakMap<Uint8Array, V>>,
  key: K,
): WeakMap<Uint8Array, V> {
  const made = holder.get(key) ?? new WeakMap<Uint8Array, V>();
  holder.set(key, made);
  return made;
}
