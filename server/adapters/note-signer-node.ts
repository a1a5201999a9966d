/** Ed25519 signer of notes over `node:crypto`: a checkpoint is signed with every commit of the log, and the portable signer takes twenty times as long. */
import { createPrivateKey, sign } from 'node:crypto';
import { concat, hexDecode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { ed25519PublicKey, type NoteSigner } from '../../core/note/sign.ts';
import { makeVkey } from '../../core/note/vkey.ts';

/** RFC 8410: the frame of PrivateKeyInfo around the 32 bytes of an Ed25519 key. */
const PKCS8_PREFIX = hexDecode('302e020100300506032b657004220420');

/**
 * @param type 1 for plain signatures (a log, stream heads), 4 for cosignatures
 * @param privateKey 32 bytes
 * @throws CoreError `MISUSE` for a bad name or key length
 */
export function createNativeEd25519Signer(
  c: Crypto,
  name: string,
  type: 1 | 4,
  privateKey: Uint8Array,
): NoteSigner {
  const vkey = makeVkey(c, name, type, ed25519PublicKey(privateKey));
  const der = Buffer.from(concat(PKCS8_PREFIX, privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { key: vkey, sign: async (message) => new Uint8Array(sign(null, message, key)) };
}
