/**
 * What one verification asks of cryptography, recorded call by call, to be made again without anything between. The recovery of the chain's signers does not go
 * by way of `Crypto` and is counted with them.
 */
import { recoverSigner } from '../../core/chain/signature.ts';
import { confirmationDigest } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseSeal } from '../../core/package/chain-seal.ts';
import { PATHS } from '../../core/package/layout.ts';
import { readZip } from '../../core/package/zip-reader.ts';

type Calls = readonly (() => unknown)[];

/** @param verify one verification of `zip` by the `Crypto` that it is given */
export async function recordedCalls(
  c: Crypto,
  zip: Uint8Array,
  verify: (c: Crypto) => Promise<unknown>,
): Promise<Calls> {
  const calls: (() => unknown)[] = [];
  const recording = new Proxy(c, {
    get: (target, name) => {
      const value = target[name as keyof Crypto];
      if (typeof value !== 'function') return value;
      return (...args: never[]) => {
        calls.push(() => (value as (...all: never[]) => unknown)(...args));
        return (value as (...all: never[]) => unknown)(...args);
      };
    },
  });
  await verify(recording);
  return [...calls, ...recoveries(zip)];
}

/** As the check of the confirmations makes them, one a party. */
function recoveries(zip: Uint8Array): Calls {
  const seal = parseSeal(readZip(zip).files!.get(PATHS.seal)!);
  const digest = confirmationDigest(seal);
  return seal.confirmations.map(
    ({ signature }) =>
      () =>
        recoverSigner(digest, signature),
  );
}

export const again = (calls: Calls): Promise<unknown> => Promise.all(calls.map((call) => call()));
