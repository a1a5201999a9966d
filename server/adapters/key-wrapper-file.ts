/** `KeyWrapper` with a key-encryption key in a file (mode 0600), for installations without an HSM. AES-256 key wrap, RFC 3394. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { KeyWrapper } from '../ports/platform.ts';
import { loadOrCreateSecret } from '../secret-file.ts';

const ALGORITHM = 'id-aes256-wrap';
/** RFC 3394 section 2.2.3.1: the initial value by whose return a wrapped key is known to be authentic. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);

/** Made at first use. @throws ServiceError `KEY_UNAVAILABLE` as `loadOrCreateSecret` */
export function createFileKeyWrapper(file: string): KeyWrapper {
  const kek = loadOrCreateSecret(file);
  const id = createHash('sha256').update('triseal/kek/v1\n').update(kek).digest('hex');
  return {
    keyId: `file-${id.slice(0, 16)}`,
    wrap: async (key) => {
      const cipher = createCipheriv(ALGORITHM, kek, INITIAL_VALUE);
      return new Uint8Array(Buffer.concat([cipher.update(key), cipher.final()]));
    },
    unwrap: async (wrapped) => {
      const decipher = createDecipheriv(ALGORITHM, kek, INITIAL_VALUE);
      return new Uint8Array(Buffer.concat([decipher.update(wrapped), decipher.final()]));
    },
  };
}
