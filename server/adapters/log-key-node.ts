/** The log's signing key in a file of its own, used through `node:crypto`: twenty times the portable speed, and each commit signs once. */
import { createPrivateKey, sign } from 'node:crypto';
import { concat, hexDecode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { createEd25519Signer, type NoteSigner } from '../../core/note/sign.ts';

/** Frame of an Ed25519 private key as PKCS#8 (RFC 8410 section 7). */
const PKCS8_PREFIX = hexDecode('302e020100300506032b657004220420');

/** @param seed the Ed25519 secret, 32 bytes */
export function createLogSigner(crypto: Crypto, origin: string, seed: Uint8Array): NoteSigner {
  const der = Buffer.from(concat(PKCS8_PREFIX, seed));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    key: createEd25519Signer(crypto, origin, seed).key,
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  };
}
