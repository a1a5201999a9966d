/** `Signer` whose private key lies in a PKCS#12 keystore, as certificate authorities hand them out. node-forge opens it, `node:crypto` signs. */
import { readFileSync } from 'node:fs';
import { openKeystore } from '../../certs/forge.ts';
import { keySigner } from '../../certs/signer.ts';
import { equal } from '../../core/bytes.ts';
import type { Signer } from '../../core/crypto.ts';
import { type Certificate, parseCertificate } from '../../core/x509/certificate.ts';
import { ServiceError } from '../errors.ts';

export interface KeystoreSigner {
  readonly signer: Signer;
  /** Certificate of the key. */
  readonly certificate: Certificate;
  /** Other certificates in the keystore. */
  readonly others: readonly Certificate[];
}

/** @throws ServiceError `KEY_UNAVAILABLE` when the file cannot be read or opened, or does not hold one key and its certificate */
export function createKeystoreSigner(path: string, password: string): KeystoreSigner {
  try {
    const { key, certificates } = openKeystore(new Uint8Array(readFileSync(path)), password);
    const signer = keySigner(key);
    const parsed = certificates.map(parseCertificate);
    const certificate = parsed.find(({ spki }) => equal(spki, signer.spki));
    if (certificate === undefined) throw new Error('no certificate of the key');
    return { signer, certificate, others: parsed.filter((other) => other !== certificate) };
  } catch (cause) {
    throw new ServiceError('KEY_UNAVAILABLE', 'keystore cannot be opened', {
      facts: { path },
      remedy: 'The file must be PKCS#12 with one private key and its certificate; check the password.',
      cause,
    });
  }
}
