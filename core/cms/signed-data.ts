/** CMS SignedData (RFC 5652 section 5), read strictly. */
import { hex } from '../bytes.ts';
import { DerFields, expectTag, octetsOf, oidOf, only, smallIntegerOf } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { contextTag, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { tlv } from '../der/writer.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/algorithm.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { type Attribute, readAttributes } from './attributes.ts';

export type SignerId =
  | { readonly kind: 'issuer-serial'; readonly issuer: Uint8Array; readonly serial: string }
  | { readonly kind: 'key-id'; readonly keyId: string };

export interface SignerInfo {
  readonly sid: SignerId;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: readonly Attribute[] | undefined;
  /** The signed attributes under the SET OF tag: what is signed (section 5.4). Undefined without attributes. */
  readonly signedBytes: Uint8Array | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** As CMS carries it: an ECDSA signature is a SEQUENCE of r and s. */
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly Attribute[];
}

export interface SignedData {
  readonly der: Uint8Array;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** Undefined for a detached signature. */
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  /** DER of the revocation lists that came with it. */
  readonly crls: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
}

const LABEL = 'SignedData';
const MAX_CERTIFICATES = 32;
const MAX_SIGNERS = 16;

/** @param der ContentInfo. @throws CoreError `FORMAT` for anything but SignedData in strict DER with X.509 certificates */
export function parseSignedData(der: Uint8Array): SignedData {
  const info = new DerFields(parseDer(der, LABEL, { bytes: 8 << 20 }), 'ContentInfo');
  if (oidOf(info.take(TAG.oid, 'contentType'), LABEL) !== OID.signedData) {
    throw derError('ContentInfo', 'is not SignedData');
  }
  const content = only(info.take(contextTag(0, true), 'content'), 'ContentInfo');
  info.end();
  return { der, ...readSignedData(content) };
}

function readSignedData(node: DerNode): Omit<SignedData, 'der'> {
  const fields = new DerFields(node, LABEL);
  const version = smallIntegerOf(fields.take(TAG.integer, 'version'), LABEL);
  const digests = fields.take(TAG.set, 'digestAlgorithms').children;
  const encapsulated = readEncapsulated(fields.take(TAG.sequence, 'encapContentInfo'));
  const certificates = fields.maybe(contextTag(0, true))?.children ?? [];
  const crls = fields.maybe(contextTag(1, true))?.children ?? [];
  const infos = fields.take(TAG.set, 'signerInfos').children;
  fields.end();
  if (certificates.length > MAX_CERTIFICATES || infos.length > MAX_SIGNERS) {
    throw derError(LABEL, `more than ${MAX_CERTIFICATES} certificates or ${MAX_SIGNERS} signers`);
  }
  const signers = infos.map(readSignerInfo);
  checkVersion(version, encapsulated.contentType, signers);
  return {
    digestAlgorithms: digests.map((digest) => readAlgorithm(digest, `${LABEL} digest`)),
    ...encapsulated,
    certificates: certificates.map(readCertificate),
    crls: crls.map(readCrl),
    signers: signers.map(({ info }) => info),
  };
}

function readCertificate(node: DerNode): Certificate {
  expectTag(node, TAG.sequence, `${LABEL} certificates`);
  return parseCertificate(node.bytes);
}

function readCrl(node: DerNode): Uint8Array {
  expectTag(node, TAG.sequence, `${LABEL} crls`);
  return node.bytes;
}

/** Section 5.1: 3 for a content other than plain data or a signer named by key id, otherwise 1. No other kinds of certificates are read. */
function checkVersion(version: number, contentType: string, signers: readonly { version: number }[]): void {
  const third = contentType !== OID.data || signers.some((signer) => signer.version === 3);
  if (version !== (third ? 3 : 1)) throw derError(LABEL, 'wrong version', { version });
}

function readEncapsulated(node: DerNode): Pick<SignedData, 'contentType' | 'content'> {
  const label = 'encapContentInfo';
  const fields = new DerFields(node, label);
  const contentType = oidOf(fields.take(TAG.oid, 'eContentType'), label);
  const content = fields.maybeExplicit(0, 'eContent');
  fields.end();
  return { contentType, content: content && octetsOf(content, label) };
}

function readSignerInfo(node: DerNode): { version: number; info: SignerInfo } {
  const label = 'SignerInfo';
  const fields = new DerFields(node, label);
  const version = smallIntegerOf(fields.take(TAG.integer, 'version'), label);
  const sid = readSignerId(fields.any('sid'));
  if (version !== (sid.kind === 'key-id' ? 3 : 1)) throw derError(label, 'wrong version', { version });
  const digestAlgorithm = readAlgorithm(fields.take(TAG.sequence, 'digestAlgorithm'), label);
  const signed = fields.maybe(contextTag(0, true));
  const signatureAlgorithm = readAlgorithm(fields.take(TAG.sequence, 'signatureAlgorithm'), label);
  const signature = octetsOf(fields.take(TAG.octetString, 'signature'), label);
  const unsigned = fields.maybe(contextTag(1, true));
  fields.end();
  const info = {
    sid,
    digestAlgorithm,
    signedAttributes: signed && readAttributes(signed, 'signedAttrs'),
    signedBytes: signed && asSetOf(signed),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(unsigned, 'unsignedAttrs'),
  };
  return { version, info };
}

/** The attributes under the tag of a SET OF; reading them again refuses an order that is not DER's. */
function asSetOf(node: DerNode): Uint8Array {
  const bytes = tlv(TAG.set, node.content);
  parseDer(bytes, 'signedAttrs');
  return bytes;
}

function readSignerId(node: DerNode): SignerId {
  if (node.tag === contextTag(0, false)) return { kind: 'key-id', keyId: hex(node.content) };
  const fields = new DerFields(node, 'SignerInfo.sid');
  const issuer = fields.take(TAG.sequence, 'issuer').bytes;
  const serial = hex(fields.take(TAG.integer, 'serialNumber').content);
  fields.end();
  return { kind: 'issuer-serial', issuer, serial };
}
