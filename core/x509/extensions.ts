/** The extensions of RFC 5280 section 4.2 that path validation reads. */
import { hex } from '../bytes.ts';
import { DerFields, expectTag, namedBitsOf, octetsOf, oidOf, smallIntegerOf } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { contextTag, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

export type KeyUsage =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

/** In the order of their bits (RFC 5280 section 4.2.1.3). */
export const KEY_USAGES: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

export interface BasicConstraints {
  readonly ca: boolean;
  /** Most intermediate certificates that may follow; undefined when unlimited. */
  readonly pathLength: number | undefined;
}

/** @param node SEQUENCE OF Extension. @throws CoreError `FORMAT`, also for an extension given twice or an explicit `critical FALSE` */
export function readExtensions(node: DerNode, label: string): Extension[] {
  expectTag(node, TAG.sequence, label);
  if (node.children.length === 0) throw derError(label, 'empty list of extensions');
  const extensions = node.children.map((child) => readExtension(child, label));
  const seen = new Set(extensions.map(({ oid }) => oid));
  if (seen.size !== extensions.length) throw derError(label, 'an extension is given twice');
  return extensions;
}

function readExtension(node: DerNode, label: string): Extension {
  const fields = new DerFields(node, `${label} extension`);
  const oid = oidOf(fields.take(TAG.oid, 'extnID'), label);
  const critical = trueOrAbsent(fields, `${label} extension ${oid} critical`);
  const value = octetsOf(fields.take(TAG.octetString, 'extnValue'), label);
  fields.end();
  return { oid, critical, value };
}

/** BOOLEAN DEFAULT FALSE: DER leaves the default out (X.690 section 11.5). */
export function trueOrAbsent(fields: DerFields, label: string): boolean {
  const node = fields.maybe(TAG.boolean);
  if (node?.content[0] === 0) throw derError(label, 'default value is written out');
  return node !== undefined;
}

export function readBasicConstraints(der: Uint8Array): BasicConstraints {
  const fields = new DerFields(parseDer(der, 'basicConstraints'), 'basicConstraints');
  const ca = trueOrAbsent(fields, 'basicConstraints');
  const limit = fields.maybe(TAG.integer);
  fields.end();
  if (limit !== undefined && !ca) throw derError('basicConstraints', 'path length without cA');
  return { ca, pathLength: limit && smallIntegerOf(limit, 'basicConstraints', 255) };
}

export function readKeyUsage(der: Uint8Array): KeyUsage[] {
  const bits = namedBitsOf(parseDer(der, 'keyUsage'), 'keyUsage');
  if (bits.some((bit) => bit >= KEY_USAGES.length)) throw derError('keyUsage', 'unknown bit');
  return bits.map((bit) => KEY_USAGES[bit]!);
}

export function readExtKeyUsage(der: Uint8Array): string[] {
  const node = parseDer(der, 'extKeyUsage');
  expectTag(node, TAG.sequence, 'extKeyUsage');
  if (node.children.length === 0) throw derError('extKeyUsage', 'no purpose');
  return node.children.map((child) => oidOf(child, 'extKeyUsage'));
}

/** Object identifiers of the certificate policies; qualifiers are not read. */
export function readPolicies(der: Uint8Array): string[] {
  const node = parseDer(der, 'certificatePolicies');
  expectTag(node, TAG.sequence, 'certificatePolicies');
  return node.children.map((child) =>
    oidOf(
      new DerFields(child, 'certificatePolicies').take(TAG.oid, 'policyIdentifier'),
      'certificatePolicies',
    ),
  );
}

/** @returns lower-case hexadecimal */
export function readSubjectKeyId(der: Uint8Array): string {
  return hex(octetsOf(parseDer(der, 'subjectKeyIdentifier'), 'subjectKeyIdentifier'));
}

/** Key identifier of the authority in lower-case hexadecimal; undefined when the extension names the authority otherwise. */
export function readAuthorityKeyId(der: Uint8Array): string | undefined {
  const label = 'authorityKeyIdentifier';
  const id = new DerFields(parseDer(der, label), label).maybe(contextTag(0, false));
  return id && hex(id.content);
}

/** Value of an extension read by `read`, or undefined when the certificate does not have it. */
export function extension<T>(
  extensions: readonly Extension[],
  oid: string,
  read: (der: Uint8Array) => T,
): T | undefined {
  const found = extensions.find((ext) => ext.oid === oid);
  return found && read(found.value);
}

/** Extensions that may be critical: path validation obeys them, or they ask nothing of it. */
export const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  // No policy is demanded, so any set of policies satisfies RFC 5280 section 6.1.
  OID.certificatePolicies,
  // Names of other kinds restrict nothing; certificates are told apart by their bytes.
  OID.subjectAltName,
]);
