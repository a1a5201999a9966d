/**
 * `Crypto` for browsers: ECDSA by WebCrypto, tens of times the portable speed, everything else portable. Without a secure context (no
 * `crypto.subtle`) it is the portable one throughout, with the same answers.
 */
import { base64 } from './bytes.ts';
import type { Crypto, SignatureAlgorithm } from './crypto.ts';
import { portableCrypto } from './crypto-portable.ts';
import { publicKeyPoint } from './spki.ts';

const ECDSA: Partial<Record<SignatureAlgorithm, { readonly namedCurve: string; readonly hash: string }>> = {
  ES256: { namedCurve: 'P-256', hash: 'SHA-256' },
  ES384: { namedCurve: 'P-384', hash: 'SHA-384' },
};

const CACHED_KEYS = 256;

export function createWebCrypto(): Crypto {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) return { ...portableCrypto, name: 'web' };
  const keys = new Map<string, Promise<CryptoKey>>();
  const importKey = (spki: Uint8Array, namedCurve: string): Promise<CryptoKey> => {
    const id = base64(spki);
    const known = keys.get(id);
    if (known !== undefined) return known;
    if (keys.size >= CACHED_KEYS) keys.delete(keys.keys().next().value as string);
    const key = subtle.importKey('spki', spki.slice(), { name: 'ECDSA', namedCurve }, false, ['verify']);
    keys.set(id, key);
    return key;
  };
  const verify: Crypto['verify'] = async (alg, spki, message, signature) => {
    const curve = ECDSA[alg];
    if (curve === undefined) return portableCrypto.verify(alg, spki, message, signature);
    // Platforms differ on compressed points and trailing bytes: one frame is taken, as everywhere in `core`.
    if (publicKeyPoint(spki)?.alg !== alg) return false;
    try {
      const key = await importKey(spki, curve.namedCurve);
      return await subtle.verify(
        { name: 'ECDSA', hash: curve.hash },
        key,
        signature.slice(),
        message.slice(),
      );
    } catch {
      // A point off the curve, or a signature of another length: it does not verify.
      return false;
    }
  };
  return { ...portableCrypto, name: 'web', verify };
}
