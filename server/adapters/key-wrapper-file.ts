/**
 * `KeyWrapper` with key-encryption keys in files (mode 0600), for installations without an HSM. AES-256 key wrap, RFC 3394. While the key is being
 * changed there are two files: `<file>` and `<file>.next`; the next one wraps, both unwrap.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RotatingKeys } from '../ports/platform.ts';
import { loadOrCreateSecret } from '../secret-file.ts';

const ALGORITHM = 'id-aes256-wrap';
/** RFC 3394 section 2.2.3.1: the initial value by whose return a wrapped key is known to be authentic. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);

interface Kek {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Made at first use. @throws ServiceError `KEY_UNAVAILABLE` as `loadOrCreateSecret` */
export function createFileKeyWrapper(file: string): RotatingKeys {
  const nextFile = `${file}.next`;
  let current = load(file);
  let next = existsSync(nextFile) ? load(nextFile) : undefined;
  const wrapping = () => next ?? current;
  const named = (id: string) => [current, next].find((kek) => kek?.id === id);
  return {
    get keyId() {
      return wrapping().id;
    },
    holds: (id) => named(id) !== undefined,
    wrap: async (key) => {
      const cipher = createCipheriv(ALGORITHM, wrapping().secret, INITIAL_VALUE);
      return new Uint8Array(Buffer.concat([cipher.update(key), cipher.final()]));
    },
    unwrap: async (wrapped, by = wrapping().id) => {
      const kek = named(by);
      if (kek === undefined) throw new RangeError(`the key ${by} is not at hand`);
      const decipher = createDecipheriv(ALGORITHM, kek.secret, INITIAL_VALUE);
      return new Uint8Array(Buffer.concat([decipher.update(wrapped), decipher.final()]));
    },
    begin: async () => {
      next ??= load(nextFile);
      flushDirectory(file);
      return { from: current.id, to: next.id };
    },
    finish: async () => {
      if (next === undefined) return;
      overwrite(file);
      renameSync(nextFile, file);
      flushDirectory(file);
      current.secret.fill(0);
      current = next;
      next = undefined;
    },
  };
}

function load(file: string): Kek {
  const secret = loadOrCreateSecret(file);
  const id = createHash('sha256').update('triseal/kek/v1\n').update(secret).digest('hex');
  return { id: `file-${id.slice(0, 16)}`, secret };
}

/** The blocks of the file themselves: a rename alone would leave them as they are. */
function overwrite(file: string): void {
  const fd = openSync(file, 'r+');
  try {
    writeSync(fd, randomBytes(32), 0, 32, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function flushDirectory(file: string): void {
  const fd = openSync(dirname(file), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
