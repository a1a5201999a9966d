/** `Signer` over a private key that `node:crypto` holds: from a PEM file, a PKCS#12 keystore, or just generated. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '../core/crypto.ts';
import { CoreError } from '../core/error.ts';

const HASH: Record<Signer['alg'], string | null> = { ES256: 'sha256', EdDSA: null, RS256: 'sha256' };

/** Shortest RSA modulus that is signed with, in bits. */
const MIN_RSA_BITS = 2048;

function algorithmOf(key: KeyObject): Signer['alg'] {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return 'ES256';
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (key.asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) return 'RS256';
  throw new CoreError('ALGORITHM', 'private key is not P-256, Ed25519, or RSA of at least 2048 bits', {
    facts: { type: String(key.asymmetricKeyType), curve: details?.namedCurve ?? null },
  });
}

/** Signs on the thread pool. @throws CoreError `ALGORITHM` for a key of another kind, `MISUSE` for a public key */
export function keySigner(key: KeyObject): Signer {
  if (key.type !== 'private') throw new CoreError('MISUSE', 'a signer needs a private key');
  const alg = algorithmOf(key);
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  return {
    alg,
    spki,
    sign: (message) =>
      new Promise((resolve, reject) => {
        sign(HASH[alg], message, { key, dsaEncoding: 'ieee-p1363' }, (error, signature) =>
          error ? reject(error) : resolve(new Uint8Array(signature)),
        );
      }),
  };
}
