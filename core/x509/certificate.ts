/** X.509 certificates, version 3 (RFC 5280 section 4.1). */
import { hex } from '../bytes.ts';
import { DerFields, integerOf, smallIntegerOf, timeOf } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { type DerNode, derError, TAG } from '../der/reader.ts';
import { CoreError } from '../error.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm.ts';
import {
  type BasicConstraints,
  type Extension,
  extension,
  type KeyUsage,
  readAuthorityKeyId,
  readBasicConstraints,
  readExtensions,
  readExtKeyUsage,
  readKeyUsage,
  readPolicies,
  readSubjectKeyId,
} from './extensions.ts';
import { type Name, readName } from './name.ts';
import { pemDecode } from './pem.ts';
import { readSigned } from './signed.ts';

export interface Certificate {
  readonly der: Uint8Array;
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  /** Contents of the INTEGER in lower-case hexadecimal. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  /** Milliseconds since the epoch; both ends belong to the validity. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
  /** Undefined when the extension is absent; likewise below. */
  readonly keyUsage: readonly KeyUsage[] | undefined;
  readonly extKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean } | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly policies: readonly string[];
  /** Key identifiers, lower-case hexadecimal. */
  readonly ski: string | undefined;
  readonly aki: string | undefined;
  readonly sigAlg: AlgorithmIdentifier;
  /** Contents of the BIT STRING. */
  readonly signature: Uint8Array;
}

const LABEL = 'certificate';
const FORM = { label: LABEL, signedPart: 'tbsCertificate', limits: { bytes: 64 * 1024 } };

/** @throws CoreError `FORMAT` for anything that is not a certificate of version 3 in strict DER of at most 64 KiB */
export function parseCertificate(der: Uint8Array): Certificate {
  return readSigned(der, FORM, readTbs);
}

function readTbs(tbs: DerNode) {
  const fields = new DerFields(tbs, LABEL);
  const version = fields.maybeExplicit(0, 'version');
  if (version === undefined || smallIntegerOf(version, `${LABEL} version`) !== 2) {
    throw derError(LABEL, 'not of version 3');
  }
  const serial = fields.take(TAG.integer, 'serialNumber');
  if (integerOf(serial, LABEL) <= 0n || serial.content.length > 20) {
    throw derError(LABEL, 'serial number is not positive and of at most 20 octets');
  }
  const inner = readAlgorithm(fields.take(TAG.sequence, 'signature'), LABEL);
  const issuer = readName(fields.take(TAG.sequence, 'issuer'), `${LABEL} issuer`);
  const validity = readValidity(fields.take(TAG.sequence, 'validity'));
  const subject = readName(fields.take(TAG.sequence, 'subject'), `${LABEL} subject`);
  const spki = fields.take(TAG.sequence, 'subjectPublicKeyInfo').bytes;
  const list = fields.maybeExplicit(3, 'extensions');
  fields.end();
  const extensions = list === undefined ? [] : readExtensions(list, LABEL);
  return { inner, serial: hex(serial.content), issuer, ...validity, subject, spki, ...readKnown(extensions) };
}

function readKnown(extensions: readonly Extension[]) {
  const purposes = extension(extensions, OID.extKeyUsage, readExtKeyUsage);
  const critical = extensions.some((ext) => ext.oid === OID.extKeyUsage && ext.critical);
  return {
    extensions,
    keyUsage: extension(extensions, OID.keyUsage, readKeyUsage),
    extKeyUsage: purposes && { purposes, critical },
    basicConstraints: extension(extensions, OID.basicConstraints, readBasicConstraints),
    policies: extension(extensions, OID.certificatePolicies, readPolicies) ?? [],
    ski: extension(extensions, OID.subjectKeyIdentifier, readSubjectKeyId),
    aki: extension(extensions, OID.authorityKeyIdentifier, readAuthorityKeyId),
  };
}

function readValidity(node: DerNode): { notBefore: number; notAfter: number } {
  const fields = new DerFields(node, `${LABEL} validity`);
  const notBefore = readTime(fields.any('notBefore'));
  const notAfter = readTime(fields.any('notAfter'));
  fields.end();
  return { notBefore, notAfter };
}

/** RFC 5280 section 4.1.2.5: whole seconds, UTCTime up to 2049. */
export function readTime(node: DerNode): number {
  const ms = timeOf(node, `${LABEL} time`);
  const early = ms >= Date.UTC(1950, 0) && ms < Date.UTC(2050, 0);
  if (early !== (node.tag === TAG.utcTime) || ms % 1000 !== 0) {
    throw derError(`${LABEL} time`, 'not in the form of RFC 5280 section 4.1.2.5');
  }
  return ms;
}

/** All certificates of a PEM text. @throws CoreError `FORMAT`, `ENCODING` */
export function parseCertificates(pem: string): Certificate[] {
  return pemDecode(pem, 'CERTIFICATE').map(parseCertificate);
}

/** The one certificate of a PEM text. @throws CoreError `FORMAT`, `ENCODING` */
export function certificateFromPem(pem: string): Certificate {
  const [certificate, ...more] = parseCertificates(pem);
  if (certificate === undefined || more.length > 0) {
    throw new CoreError('FORMAT', 'PEM text must hold exactly one certificate', {
      facts: { extra: more.length },
    });
  }
  return certificate;
}

/** Whether the certificate is valid at a time, both ends included. */
export function isValidAt(certificate: Certificate, at: number): boolean {
  return certificate.notBefore <= at && at <= certificate.notAfter;
}
