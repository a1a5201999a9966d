/** Issues certificates and revocation lists: @peculiar/x509 where the issuer's key is P-256 or Ed25519, node-forge where it is RSA. */
import 'reflect-metadata';
import { type KeyObject, randomBytes } from 'node:crypto';
import {
  Name,
  Extension as PeculiarExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import type { Signer } from '../core/crypto.ts';
import { OID } from '../core/der/oid.ts';
import { TAG } from '../core/der/reader.ts';
import { integer, tlv } from '../core/der/writer.ts';
import { CoreError } from '../core/error.ts';
import { type Certificate, parseCertificate } from '../core/x509/certificate.ts';
import { type Crl, parseCrl } from '../core/x509/crl.ts';
import type { Extension } from '../core/x509/extensions.ts';
import { pemEncode } from '../core/x509/pem.ts';
import { authorityKeyIdentifier, profileExtensions } from './extensions.ts';
import { issueWithForge } from './forge.ts';
import { generateKey, keyPem, spkiOfKey, webAlgorithm, webKey } from './keys.ts';
import type { CertificateProfile, KeyKind, SubjectName } from './profiles.ts';
import { keySigner } from './signer.ts';

/** A certificate together with its private key. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

export interface IssueInput {
  /** Undefined for a self-signed certificate. */
  readonly issuer?: Issuer;
  readonly subject: SubjectName;
  readonly profile: CertificateProfile;
  /** Kind of key to make, or the private key to certify. */
  readonly key: KeyKind | KeyObject;
  /** Milliseconds since the epoch; fractions of a second are cut off. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Put after those of the profile. */
  readonly extensions?: readonly Extension[];
}

export interface Issued extends Issuer {
  readonly certificatePem: string;
  /** PKCS#8, unencrypted. */
  readonly keyPem: string;
  readonly signer: Signer;
}

/** What is signed, whichever library signs it. */
export interface CertificatePlan {
  /** 16 octets in hexadecimal, positive. */
  readonly serial: string;
  readonly subject: SubjectName;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

/** Issues a certificate, with a new key unless one is given. The result has passed this project's own strict parser. */
export async function issueCertificate(input: IssueInput): Promise<Issued> {
  const key = typeof input.key === 'string' ? await generateKey(input.key) : input.key;
  const spki = spkiOfKey(key);
  const issuerSpki = input.issuer?.certificate.spki ?? spki;
  const plan: CertificatePlan = {
    serial: newSerial(),
    subject: input.subject,
    spki,
    notBefore: wholeSecond(input.notBefore),
    notAfter: wholeSecond(input.notAfter),
    extensions: [...profileExtensions(input.profile, spki, issuerSpki), ...(input.extensions ?? [])],
  };
  const { issuer } = input;
  const der =
    issuer?.key.asymmetricKeyType === 'rsa' && key.asymmetricKeyType === 'rsa'
      ? issueWithForge(plan, issuer)
      : await issueWithPeculiar(plan, issuer, key);
  const certificate = parseCertificate(der);
  return {
    certificate,
    key,
    certificatePem: pemEncode('CERTIFICATE', der),
    keyPem: keyPem(key),
    signer: keySigner(key),
  };
}

/** First octet between 40 and 7F: positive, and always of one length. */
function newSerial(): string {
  const octets = randomBytes(16);
  octets[0] = 0x40 | (octets[0]! & 0x3f);
  return octets.toString('hex');
}

function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

async function issueWithPeculiar(
  plan: CertificatePlan,
  issuer: Issuer | undefined,
  key: KeyObject,
): Promise<Uint8Array> {
  const subject = new Name(plan.subject.map(([type, value]) => ({ [type]: [value] })));
  const signer = issuer?.key ?? key;
  const made = await X509CertificateGenerator.create({
    serialNumber: plan.serial,
    subject,
    issuer: issuer === undefined ? subject : new Name(own(issuer.certificate.subject.der)),
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    publicKey: own(plan.spki),
    signingKey: await webKey(signer),
    signingAlgorithm: webAlgorithm(signer),
    extensions: plan.extensions.map(toPeculiar),
  });
  return new Uint8Array(made.rawData);
}

/** A copy with a buffer of its own, which the library's types ask for. */
const own = (bytes: Uint8Array) => bytes.slice();

function toPeculiar({ oid, critical, value }: Extension): PeculiarExtension {
  return new PeculiarExtension(oid, critical, own(value));
}

const plain = (oid: string, value: Uint8Array) => toPeculiar({ oid, critical: false, value });

export interface RevocationInput {
  /** Hexadecimal serial number, as `Certificate.serial` has it. */
  readonly serial: string;
  /** Milliseconds since the epoch. */
  readonly revokedAt: number;
  /** CRLReason (RFC 5280 section 5.3.1), never 0: 1 key compromise, 3 affiliation changed, 4 superseded, 5 ceased, ... */
  readonly reason: number;
}

export interface CrlInput {
  readonly issuer: Issuer;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Grows from list to list. */
  readonly number: number;
  readonly revoked: readonly RevocationInput[];
}

/** Issues a complete revocation list. */
export async function issueCrl(input: CrlInput): Promise<{ readonly crl: Crl; readonly crlPem: string }> {
  const { issuer } = input;
  if (input.nextUpdate < input.thisUpdate) {
    throw new CoreError('MISUSE', 'a revocation list cannot run out before it is made');
  }
  const made = await X509CrlGenerator.create({
    issuer: new Name(own(issuer.certificate.subject.der)),
    thisUpdate: wholeSecond(input.thisUpdate),
    nextUpdate: wholeSecond(input.nextUpdate),
    signingKey: await webKey(issuer.key),
    signingAlgorithm: webAlgorithm(issuer.key),
    extensions: [
      plain(OID.authorityKeyIdentifier, authorityKeyIdentifier(issuer.certificate.spki)),
      plain(OID.crlNumber, integer(input.number)),
    ],
    entries: input.revoked.map(({ serial, revokedAt, reason }) => ({
      serialNumber: serial,
      revocationDate: wholeSecond(revokedAt),
      // Given always: for an entry without extensions the library would write an empty list, which is malformed.
      extensions: [plain(OID.crlReason, tlv(TAG.enumerated, Uint8Array.of(reason)))],
    })),
  });
  const der = new Uint8Array(made.rawData);
  return { crl: parseCrl(der), crlPem: pemEncode('X509 CRL', der) };
}
