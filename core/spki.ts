/** Raw public keys inside the fixed DER frames of SubjectPublicKeyInfo (RFC 5280, RFC 5480, RFC 8410). */
import { concat, equal, hexDecode } from './bytes.ts';

export interface PublicKeyPoint {
  readonly alg: 'ES256' | 'ES384' | 'EdDSA';
  /** Uncompressed point (65 or 97 bytes), or the 32 bytes of Ed25519. */
  readonly point: Uint8Array;
}

const FRAMES: readonly { alg: PublicKeyPoint['alg']; prefix: Uint8Array; size: number }[] = [
  { alg: 'ES256', prefix: hexDecode('3059301306072a8648ce3d020106082a8648ce3d030107034200'), size: 65 },
  { alg: 'ES384', prefix: hexDecode('3076301006072a8648ce3d020106052b81040022036200'), size: 97 },
  { alg: 'EdDSA', prefix: hexDecode('302a300506032b6570032100'), size: 32 },
];

/** @returns undefined when the key is of another kind (RSA, another curve, a compressed point) */
export function publicKeyPoint(spki: Uint8Array): PublicKeyPoint | undefined {
  const frame = FRAMES.find(
    ({ prefix, size }) =>
      spki.length === prefix.length + size && equal(spki.subarray(0, prefix.length), prefix),
  );
  return frame && { alg: frame.alg, point: spki.subarray(frame.prefix.length) };
}

/** @param point as in `PublicKeyPoint` */
export function spkiOf({ alg, point }: PublicKeyPoint): Uint8Array {
  return concat(FRAMES.find((frame) => frame.alg === alg)!.prefix, point);
}

/**
 * Whether the bytes are one DER SEQUENCE with its shortest length and nothing after it. Libraries differ on trailing bytes, and a key must not
 * be good in one verifier and bad in the next.
 */
export function isOneSequence(der: Uint8Array): boolean {
  const [tag, first] = der;
  if (tag !== 0x30 || first === undefined) return false;
  if (first < 0x80) return der.length === 2 + first;
  const width = first & 0x7f;
  if (width < 1 || width > 2 || der.length < 2 + width) return false;
  const length = der.subarray(2, 2 + width).reduce((sum, byte) => sum * 256 + byte, 0);
  return length >= (width === 1 ? 0x80 : 0x100) && der.length === 2 + width + length;
}
