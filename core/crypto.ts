/**
 * The one door of `core` to cryptographic primitives. Two implementations stand behind it: `portableCrypto` (noble and WebCrypto, for the
 * browser and the offline page) and the native one of the shell (`server/adapters/crypto-node.ts`). Passed as the first argument, never kept in
 * module state, so a function's inputs are all in its signature.
 */
import { base64url, utf8 } from './bytes.ts';

export type DigestAlgorithm = 'sha-256' | 'sm3';

/** A digest in the making. Nothing can be added once it was taken. */
export interface Digester {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/**
 * `ES256` P-256 with SHA-256, signature r‖s (64 bytes); `EdDSA` Ed25519; `RS256`/`RS384`/`RS512` PKCS#1 v1.5; `ES384` P-384 with SHA-384, r‖s.
 * RSA is met in outside certificates and timestamp tokens only.
 */
export type SignatureAlgorithm = 'ES256' | 'ES384' | 'EdDSA' | 'RS256' | 'RS384' | 'RS512';

export interface Crypto {
  readonly name: string;
  sha256(bytes: Uint8Array): Uint8Array;
  /** Base64url SHA-256 of a text's UTF-8 bytes, where that is cheaper than by way of the bytes; `sha256Text` falls back to them. */
  sha256Text?(text: string): string;
  sm3(bytes: Uint8Array): Uint8Array;
  /** Of what comes piece by piece. */
  digester(alg: DigestAlgorithm): Digester;
  /** CRC-32 of zip archives, where the platform has a faster one than `package/crc32.ts`; `previous` as there. */
  crc32?(bytes: Uint8Array, previous?: number): number;
  /** SHA-384 and SHA-512 are met in certificates and timestamp tokens of others. */
  sha384(bytes: Uint8Array): Uint8Array;
  sha512(bytes: Uint8Array): Uint8Array;
  /**
   * @param spki the public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7); implementations may cache by its bytes
   * @returns false for a wrong signature, a malformed one, or a key that does not fit the algorithm; never throws for hostile input
   */
  verify(
    alg: SignatureAlgorithm,
    spki: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean>;
  /** Ed25519 over raw 32-byte keys, as signed notes use it (RFC 8032). */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** ML-DSA-44 (FIPS 204), pure, empty context. */
  verifyMlDsa44(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Base64url SHA-256 of a text's UTF-8 bytes. */
export function sha256Text(c: Crypto, text: string): string {
  return c.sha256Text?.(text) ?? base64url(c.sha256(utf8(text)));
}

export function digest(crypto: Crypto, alg: DigestAlgorithm, bytes: Uint8Array): Uint8Array {
  return alg === 'sha-256' ? crypto.sha256(bytes) : crypto.sm3(bytes);
}

/** Signs a message with a key that the caller does not see. Implemented in the shell (file, PKCS#12, HSM). */
export interface Signer {
  readonly alg: 'ES256' | 'EdDSA' | 'RS256';
  /** DER SubjectPublicKeyInfo of the key. */
  readonly spki: Uint8Array;
  /** Signature in JOSE form: r‖s for ES256, 64 bytes for EdDSA, the RSA block for RS256. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
