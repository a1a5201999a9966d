/** The certificates of an outside TSA from one PEM file: roots are trust anchors, the others help to lead there (many tokens enclose the leaf alone). */
import { readFileSync } from 'node:fs';
import { equal } from '../../core/bytes.ts';
import { type Certificate, parseCertificates } from '../../core/x509/certificate.ts';
import { pemEncode } from '../../core/x509/pem.ts';
import type { Config } from '../config/variables.ts';
import { ServiceError } from '../errors.ts';

export interface TsaCertificates {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

export const pemOf = ({ der }: Certificate): string => pemEncode('CERTIFICATE', der);

/** @throws ServiceError `CONFIG_INVALID` when the file cannot be read or holds no root */
export function tsaCertificates({ tsaAnchor }: Config): TsaCertificates {
  if (tsaAnchor === undefined) return { anchors: [], intermediates: [] };
  const invalid = (why: string, cause?: unknown) =>
    new ServiceError('CONFIG_INVALID', `TRISEAL_TSA_ANCHOR=${tsaAnchor}: ${why}`, { cause });
  let all: readonly Certificate[];
  try {
    all = parseCertificates(readFileSync(tsaAnchor, 'utf8'));
  } catch (cause) {
    throw invalid((cause as Error).message, cause);
  }
  const isRoot = ({ subject, issuer }: Certificate) => equal(subject.der, issuer.der);
  if (!all.some(isRoot)) throw invalid('holds no self-signed certificate, which would be the anchor');
  return { anchors: all.filter(isRoot), intermediates: all.filter((one) => !isRoot(one)) };
}
