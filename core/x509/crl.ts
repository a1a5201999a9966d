/** Certificate revocation lists, version 2 (RFC 5280 section 5). */
import { hex } from '../bytes.ts';
import { DerFields, expectTag, integerOf, smallIntegerOf, timeOf } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm.ts';
import { readTime } from './certificate.ts';
import { type Extension, extension, readAuthorityKeyId, readExtensions } from './extensions.ts';
import { type Name, readName } from './name.ts';
import { readSigned } from './signed.ts';

export interface RevokedCertificate {
  /** Contents of the INTEGER in lower-case hexadecimal. */
  readonly serial: string;
  /** Milliseconds since the epoch. */
  readonly revokedAt: number;
  /** Since when the key is suspected, if the list says so (section 5.3.2). */
  readonly invalidSince: number | undefined;
  /** CRLReason; undefined when not given. */
  readonly reason: number | undefined;
}

export interface Crl {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: ReadonlyMap<string, RevokedCertificate>;
  readonly aki: string | undefined;
  readonly sigAlg: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

const LABEL = 'CRL';
const FORM = { label: LABEL, signedPart: 'tbsCertList', limits: { bytes: 4 << 20, nodes: 500_000 } };

/**
 * Complete lists only: one with a critical extension (delta, limited scope) is refused.
 * @throws CoreError `FORMAT`, also without nextUpdate, which RFC 5280 demands
 */
export function parseCrl(der: Uint8Array): Crl {
  return readSigned(der, FORM, readTbs);
}

function readTbs(tbs: DerNode) {
  const fields = new DerFields(tbs, LABEL);
  if (smallIntegerOf(fields.take(TAG.integer, 'version'), LABEL) !== 1) {
    throw derError(LABEL, 'not of version 2');
  }
  const inner = readAlgorithm(fields.take(TAG.sequence, 'signature'), LABEL);
  const issuer = readName(fields.take(TAG.sequence, 'issuer'), `${LABEL} issuer`);
  const thisUpdate = readTime(fields.any('thisUpdate'));
  const nextUpdate = readTime(fields.any('nextUpdate'));
  const entries = fields.maybe(TAG.sequence);
  const list = fields.maybeExplicit(0, 'crlExtensions');
  fields.end();
  const extensions = noneCritical(list === undefined ? [] : readExtensions(list, LABEL));
  const aki = extension(extensions, OID.authorityKeyIdentifier, readAuthorityKeyId);
  return { inner, issuer, thisUpdate, nextUpdate, revoked: readEntries(entries), aki };
}

function noneCritical(extensions: readonly Extension[]): readonly Extension[] {
  const critical = extensions.find((ext) => ext.critical);
  if (critical !== undefined) throw derError(LABEL, `critical extension ${critical.oid} is not supported`);
  return extensions;
}

function readEntries(node: DerNode | undefined): Map<string, RevokedCertificate> {
  const revoked = new Map<string, RevokedCertificate>();
  for (const child of node?.children ?? []) {
    const entry = readEntry(child);
    if (revoked.has(entry.serial)) throw derError(LABEL, 'a serial number is listed twice');
    revoked.set(entry.serial, entry);
  }
  return revoked;
}

function readEntry(node: DerNode): RevokedCertificate {
  const fields = new DerFields(node, `${LABEL} entry`);
  const serial = fields.take(TAG.integer, 'userCertificate');
  const revokedAt = readTime(fields.any('revocationDate'));
  const list = fields.maybe(TAG.sequence);
  fields.end();
  const extensions = noneCritical(list === undefined ? [] : readExtensions(list, LABEL));
  return {
    serial: hex(serial.content),
    revokedAt,
    invalidSince: extension(extensions, OID.invalidityDate, (der) => timeOf(parseDer(der, LABEL), LABEL)),
    reason: extension(extensions, OID.crlReason, readReason),
  };
}

function readReason(der: Uint8Array): number {
  const node = parseDer(der, LABEL);
  expectTag(node, TAG.enumerated, LABEL);
  return Number(integerOf(node, LABEL));
}
