/** The implementation of `Crypto` that runs everywhere: noble, and WebCrypto for the RSA that noble does not have. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import type { Crypto, SignatureAlgorithm } from './crypto.ts';
import { Sm3, sm3 } from './sm3.ts';
import { isOneSequence, publicKeyPoint } from './spki.ts';

const RSA_HASH: Partial<Record<SignatureAlgorithm, string>> = {
  RS256: 'SHA-256',
  RS384: 'SHA-384',
  RS512: 'SHA-512',
};

async function verifyRsa(
  hash: string,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!isOneSequence(spki)) return false;
  const subtle = globalThis.crypto.subtle;
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash };
  const key = await subtle.importKey('spki', spki.slice(), algorithm, false, ['verify']);
  return subtle.verify(algorithm, key, signature.slice(), message.slice());
}

/**
 * Ed25519 keys are honest when they lie in the group of prime order. Others verify signatures in some libraries and not in others (RFC 8032
 * section 5.1.7 leaves it open), so both implementations refuse them. @throws for bytes that are no point
 */
export function isPrimeOrder(point: Uint8Array): boolean {
  const { Point } = ed25519;
  return Point.fromBytes(point).isTorsionFree() && !Point.fromBytes(point).is0();
}

/** Noble multiplies by the cofactor and OpenSSL does not: with key and R of prime order the two agree. */
function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!ed25519.verify(signature, message, key, { zip215: false })) return false;
  return isPrimeOrder(key) && ed25519.Point.fromBytes(signature.subarray(0, 32)).isTorsionFree();
}

async function verify(
  alg: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const rsa = RSA_HASH[alg];
  if (rsa !== undefined) return verifyRsa(rsa, spki, message, signature);
  const key = publicKeyPoint(spki);
  if (key === undefined || key.alg !== alg) return false;
  if (alg === 'EdDSA') return verifyEd25519(key.point, message, signature);
  // JOSE signatures need not have a low s: RFC 7518 section 3.4 sets no such rule.
  const curve = alg === 'ES256' ? p256 : p384;
  return curve.verify(signature, message, key.point, { lowS: false });
}

/** Hostile keys and signatures make the libraries throw; for a verifier that means no more than "does not verify". */
async function falseIfThrown(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}

export const portableCrypto: Crypto = {
  name: 'portable',
  sha256,
  sha384,
  sha512,
  sm3,
  digester: (alg) => (alg === 'sha-256' ? sha256.create() : new Sm3()),
  verify: (alg, spki, message, signature) => falseIfThrown(() => verify(alg, spki, message, signature)),
  verifyEd25519: (key, message, signature) => falseIfThrown(() => verifyEd25519(key, message, signature)),
  verifyMlDsa44: (key, message, signature) => falseIfThrown(() => ml_dsa44.verify(signature, message, key)),
};
