/**
 * Recoverable ECDSA signatures over secp256k1 as the EVM takes them: r (32) ‖ s (32) ‖ v (1), v 27 or 28, s in the lower half of the order.
 * The strictness is the contract's own (OpenZeppelin ECDSA): every signed statement has just one signature of a kind, so what verifies here
 * verifies there. docs/spec/anchor.md section 4.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { CoreError } from '../error.ts';
import { type Address, addressOfPublicKey } from './address.ts';
import { fromHex } from './hex.ts';

export const SIGNATURE_LENGTH = 65;

/** `v` is 27 plus the parity of the point's y, a custom older than EIP-155 that typed data has kept. */
const V_OFFSET = 27;

/**
 * Signs a 32-byte digest, deterministically (RFC 6979).
 *
 * @param privateKey 32 bytes
 * @returns 65 bytes, low s
 * @throws CoreError `RANGE` when the key or the digest is not one
 */
export function signDigest(privateKey: Uint8Array, digest: Uint8Array): Uint8Array {
  if (digest.length !== 32 || !secp256k1.utils.isValidSecretKey(privateKey)) {
    throw new CoreError('RANGE', 'signing takes a private key of secp256k1 and a digest of 32 bytes', {
      facts: { digestLength: digest.length, keyLength: privateKey.length },
    });
  }
  const recovered = secp256k1.sign(digest, privateKey, { prehash: false, lowS: true, format: 'recovered' });
  const out = new Uint8Array(SIGNATURE_LENGTH);
  out.set(recovered.subarray(1), 0);
  out[64] = V_OFFSET + recovered[0]!;
  return out;
}

function recoverPublicKey(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  const parity = signature[64]! - V_OFFSET;
  if (parity !== 0 && parity !== 1) return undefined;
  try {
    const point = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact');
    if (point.hasHighS()) return undefined;
    return point.addRecoveryBit(parity).recoverPublicKey(digest).toBytes(false);
  } catch {
    // r or s out of range, or r is no x of the curve: a signature of nobody.
    return undefined;
  }
}

/**
 * Who signed a digest.
 *
 * @param signature 65 bytes, or the same as 0x-hex
 * @returns the signer's address, or undefined when the bytes are no valid signature: another length, v other than 27 and 28, a high s, r or s
 *   out of range. Never throws for hostile input
 */
export function recoverSigner(digest: Uint8Array, signature: Uint8Array | string): Address | undefined {
  const bytes = typeof signature === 'string' ? decode(signature) : signature;
  if (bytes?.length !== SIGNATURE_LENGTH || digest.length !== 32) return undefined;
  const publicKey = recoverPublicKey(digest, bytes);
  return publicKey === undefined ? undefined : addressOfPublicKey(publicKey);
}

function decode(signature: string): Uint8Array | undefined {
  try {
    return fromHex(signature, 'signature');
  } catch {
    return undefined;
  }
}
