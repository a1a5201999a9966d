/** `Signer` whose private key lies in a PEM file (PKCS#8, unencrypted, readable by its owner alone). */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { keySigner } from '../../certs/signer.ts';
import type { Signer } from '../../core/crypto.ts';
import { ServiceError } from '../errors.ts';

/** Rights of group and others. */
const FOREIGN_RIGHTS = 0o077;

/**
 * Reads the key once, at start.
 * @throws ServiceError `KEY_UNAVAILABLE` when the file cannot be read, others may read it, or it holds no usable private key
 */
export function createFileSigner(pemPath: string): Signer {
  const unavailable = (why: string, cause?: unknown) =>
    new ServiceError('KEY_UNAVAILABLE', `private key file ${why}`, {
      facts: { path: pemPath },
      remedy: 'The file must hold one private key as PKCS#8 PEM (P-256, Ed25519 or RSA), mode 0600.',
      cause,
    });
  let pem: string;
  try {
    if (process.platform !== 'win32' && (statSync(pemPath).mode & FOREIGN_RIGHTS) !== 0) {
      throw unavailable('may be read by others than its owner');
    }
    pem = readFileSync(pemPath, 'utf8');
  } catch (error) {
    throw error instanceof ServiceError ? error : unavailable('cannot be read', error);
  }
  try {
    return keySigner(createPrivateKey(pem));
  } catch (error) {
    throw unavailable('holds no usable private key', error);
  }
}
