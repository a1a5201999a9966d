/** Attributes of a CMS signer (RFC 5652 section 5.3), and signing-certificate-v2 (RFC 5035 section 3). */
import { equal, hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { DerFields, expectTag, octetsOf, oidOf, only } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { contextTag, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { octetString, oid, sequence, setOf } from '../der/writer.ts';
import { type CmsDigest, cmsDigest, digestAlgorithm, readAlgorithm } from '../x509/algorithm.ts';
import type { Certificate } from '../x509/certificate.ts';

export interface Attribute {
  readonly oid: string;
  /** DER of each value. */
  readonly values: readonly Uint8Array[];
}

/** @param node SET OF Attribute under any tag. @throws CoreError `FORMAT`, also for an attribute given twice */
export function readAttributes(node: DerNode, label: string): Attribute[] {
  const attributes = node.children.map((child) => {
    const fields = new DerFields(child, label);
    const name = oidOf(fields.take(TAG.oid, 'attrType'), label);
    const values = fields.take(TAG.set, 'attrValues').children.map(({ bytes }) => bytes);
    fields.end();
    if (values.length === 0) throw derError(label, 'attribute without a value');
    return { oid: name, values };
  });
  if (new Set(attributes.map((a) => a.oid)).size !== attributes.length) {
    throw derError(label, 'an attribute is given twice');
  }
  return attributes;
}

/** DER of an attribute with one value. */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value));
}

/** The value of an attribute that has exactly one. @returns undefined when the attribute is absent. @throws CoreError `FORMAT` */
export function singleValue(attributes: readonly Attribute[], type: string): DerNode | undefined {
  const found = attributes.find((a) => a.oid === type);
  if (found === undefined) return undefined;
  if (found.values.length !== 1) throw derError(`attribute ${type}`, 'must have exactly one value');
  return parseDer(found.values[0]!, `attribute ${type}`);
}

/** SigningCertificateV2 with one ESSCertIDv2: SHA-256, which as the default is left out, and no issuerSerial. */
export function signingCertificateV2(c: Crypto, certificate: Uint8Array): Uint8Array {
  return sequence(sequence(sequence(octetString(c.sha256(certificate)))));
}

export interface SigningCertificate {
  readonly digest: CmsDigest | undefined;
  readonly hash: Uint8Array;
  /** DER of the issuer's Name and the serial number in hexadecimal, if given. */
  readonly issuerSerial: { readonly issuer: Uint8Array; readonly serial: string } | undefined;
}

/** The first ESSCertIDv2, which names the signer's certificate (RFC 5035 section 4). @throws CoreError `FORMAT` */
export function readSigningCertificateV2(node: DerNode): SigningCertificate {
  const label = 'signing-certificate-v2';
  const fields = new DerFields(node, label);
  const [first] = fields.take(TAG.sequence, 'certs').children;
  fields.maybe(TAG.sequence);
  fields.end();
  if (first === undefined) throw derError(label, 'names no certificate');
  const id = new DerFields(first, label);
  const algorithm = id.maybe(TAG.sequence);
  const hash = octetsOf(id.take(TAG.octetString, 'certHash'), label);
  const issuerSerial = id.maybe(TAG.sequence);
  id.end();
  const digest = algorithm === undefined ? 'sha-256' : digestAlgorithm(readAlgorithm(algorithm, label));
  return { digest, hash, issuerSerial: issuerSerial && readIssuerSerial(issuerSerial, label) };
}

function readIssuerSerial(node: DerNode, label: string) {
  const fields = new DerFields(node, label);
  const names = fields.take(TAG.sequence, 'issuer');
  const serial = fields.take(TAG.integer, 'serialNumber');
  fields.end();
  const directoryName = only(names, `${label} issuer`);
  expectTag(directoryName, contextTag(4, true), `${label} issuer`);
  return { issuer: only(directoryName, `${label} issuer`).bytes, serial: hex(serial.content) };
}

/** Whether the attribute names exactly this certificate. */
export function namesCertificate(c: Crypto, id: SigningCertificate, certificate: Certificate): boolean {
  if (id.digest === undefined || !equal(id.hash, cmsDigest(c, id.digest, certificate.der))) return false;
  const { issuerSerial } = id;
  return (
    issuerSerial === undefined ||
    (equal(issuerSerial.issuer, certificate.issuer.der) && issuerSerial.serial === certificate.serial)
  );
}

/** contentType of the signed attributes. */
export function readContentType(attributes: readonly Attribute[]): string | undefined {
  const node = singleValue(attributes, OID.contentType);
  return node && oidOf(node, 'contentType');
}

export function readMessageDigest(attributes: readonly Attribute[]): Uint8Array | undefined {
  const node = singleValue(attributes, OID.messageDigest);
  return node && octetsOf(node, 'messageDigest');
}
