/** Secrets of 32 bytes in files of their own, readable by the owner alone. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ServiceError } from './errors.ts';

const SECRET_BYTES = 32;

/**
 * Reads the secret, or makes it when there is no such file.
 * @throws ServiceError `KEY_UNAVAILABLE` when the file cannot be read, has another length, or can be read by others
 */
export function loadOrCreateSecret(file: string): Uint8Array {
  const created = create(file);
  if (created !== undefined) return created;
  try {
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) throw refused(file, `others can read it (mode ${mode.toString(8)})`);
    const secret = new Uint8Array(readFileSync(file));
    if (secret.length !== SECRET_BYTES)
      throw refused(file, `it has ${secret.length} bytes, not ${SECRET_BYTES}`);
    return secret;
  } catch (cause) {
    throw cause instanceof ServiceError ? cause : refused(file, 'it cannot be read', cause);
  }
}

/** @returns undefined when the file exists */
function create(file: string): Uint8Array | undefined {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const secret = new Uint8Array(randomBytes(SECRET_BYTES));
  try {
    const fd = openSync(file, 'wx', 0o600);
    writeSync(fd, secret);
    fsyncSync(fd);
    closeSync(fd);
    return secret;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw refused(file, 'it cannot be written', cause);
  }
}

function refused(file: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('KEY_UNAVAILABLE', `the key file ${file} cannot be used: ${why}`, {
    facts: { file },
    remedy: 'Restore the file from a copy with mode 0600. A new key cannot open what the old one encrypted.',
    cause,
  });
}
