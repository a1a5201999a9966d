/** The development PKI as data: who is certified, by whom, for what, for how long. `generate.ts` makes keys and certificates of it. */
import { OID } from '../core/der/oid.ts';
import type { KeyUsage } from '../core/x509/extensions.ts';
import { POLICY } from '../core/x509/policy.ts';

export type KeyKind = 'P-256' | 'Ed25519' | 'RSA-3072';

/** Attributes of a subject, in the order of the encoding. */
export type SubjectName = readonly (readonly ['C' | 'O' | 'OU' | 'CN', string])[];

/** What a certificate says beside names, key and times. */
export interface CertificateProfile {
  /** Present for an authority. @property pathLength most authorities below it; undefined for no limit */
  readonly ca?: { readonly pathLength?: number };
  readonly keyUsage: readonly KeyUsage[];
  readonly extKeyUsage?: { readonly purposes: readonly string[]; readonly critical: boolean };
  /** Dotted object identifiers. */
  readonly policies?: readonly string[];
}

const AUTHORITY_USE: readonly KeyUsage[] = ['keyCertSign', 'cRLSign'];
const DOCUMENT_SIGNING = { purposes: [OID.documentSigning], critical: false };

export const PROFILES = {
  root: { ca: { pathLength: 1 }, keyUsage: AUTHORITY_USE },
  authority: { ca: { pathLength: 0 }, keyUsage: AUTHORITY_USE },
  filerStatement: {
    keyUsage: ['digitalSignature'],
    extKeyUsage: DOCUMENT_SIGNING,
    policies: [POLICY.filerStatement],
  },
  serviceStatement: {
    keyUsage: ['digitalSignature'],
    extKeyUsage: DOCUMENT_SIGNING,
    policies: [POLICY.serviceStatement],
  },
  timestamping: {
    keyUsage: ['digitalSignature'],
    extKeyUsage: { purposes: [OID.timeStamping], critical: true },
  },
  // Without digitalSignature, so that this key cannot make statements.
  documentSigning: {
    keyUsage: ['nonRepudiation'],
    extKeyUsage: DOCUMENT_SIGNING,
    policies: [POLICY.documentSigning],
  },
} as const satisfies Record<string, CertificateProfile>;

const YEAR = 366;

/** Days of validity, and of the revocation lists. A certificate must not outlive the one that issued it. */
export const LIFETIME_DAYS = {
  root: 20 * YEAR,
  authority: 15 * YEAR,
  leaf: 3 * YEAR,
  timestamping: 10 * YEAR,
  crl: YEAR,
} as const;

export interface AuthorityPlan {
  readonly subject: SubjectName;
  readonly key: KeyKind;
}

const BANK = '示范银行 Demo Bank';
const USERS = '示范用户权益协会 Demo Users Association';
const COMMISSION = '示范仲裁委员会 Demo Arbitration Commission';
const SERVICE = '存证服务运营方 TriSeal Service Operator';

const subject = (O: string, OU: string, CN: string): SubjectName => [
  ['C', 'CN'],
  ['O', O],
  ['OU', OU],
  ['CN', CN],
];

export const ROOT: AuthorityPlan = {
  subject: subject('TriSeal Development', 'not for production', 'TriSeal development root'),
  key: 'P-256',
};

/** Authorities below the root: one for each party, and one with RSA for documents, since PDF readers know RSA best. */
export const AUTHORITIES = {
  bank: { subject: subject(BANK, 'certificate authority', 'Demo Bank CA'), key: 'P-256' },
  user: { subject: subject(USERS, 'certificate authority', 'Demo Users Association CA'), key: 'P-256' },
  commission: {
    subject: subject(COMMISSION, 'certificate authority', 'Demo Arbitration Commission CA'),
    key: 'P-256',
  },
  documents: {
    subject: subject(SERVICE, 'certificate authority', 'TriSeal document signing CA'),
    key: 'RSA-3072',
  },
} as const satisfies Record<string, AuthorityPlan>;

export type AuthorityName = keyof typeof AUTHORITIES;

export interface IdentityPlan {
  readonly authority: AuthorityName;
  readonly profile: keyof typeof PROFILES;
  /** Name of the organisation as configuration and records give it. */
  readonly organisation: string;
  readonly subject: SubjectName;
  readonly key: KeyKind;
}

/** Holders of leaf certificates. Those named `-service` are held by the service on a party's behalf, and their subject and policy say so. */
export const IDENTITIES = {
  'bank-filing': {
    authority: 'bank',
    profile: 'filerStatement',
    organisation: 'demo-bank',
    subject: subject(BANK, 'filing system', 'demo-bank filing system'),
    key: 'P-256',
  },
  'bank-service': {
    authority: 'bank',
    profile: 'serviceStatement',
    organisation: 'demo-bank',
    subject: subject(BANK, 'evidence service on behalf of the organisation', 'service for demo-bank'),
    key: 'P-256',
  },
  'user-filing': {
    authority: 'user',
    profile: 'filerStatement',
    organisation: 'demo-users',
    subject: subject(USERS, 'filing system', 'demo-users filing system'),
    key: 'P-256',
  },
  'user-service': {
    authority: 'user',
    profile: 'serviceStatement',
    organisation: 'demo-users',
    subject: subject(USERS, 'evidence service on behalf of the organisation', 'service for demo-users'),
    key: 'P-256',
  },
  'commission-filing': {
    authority: 'commission',
    profile: 'filerStatement',
    organisation: 'demo-commission',
    subject: subject(COMMISSION, 'filing system', 'demo-commission filing system'),
    key: 'P-256',
  },
  'commission-service': {
    authority: 'commission',
    profile: 'serviceStatement',
    organisation: 'demo-commission',
    subject: subject(
      COMMISSION,
      'evidence service on behalf of the organisation',
      'service for demo-commission',
    ),
    key: 'P-256',
  },
  'commission-tsa': {
    authority: 'commission',
    profile: 'timestamping',
    organisation: 'demo-commission',
    subject: subject(COMMISSION, 'time-stamping authority', 'demo-commission TSA'),
    key: 'P-256',
  },
  'credential-signing': {
    authority: 'documents',
    profile: 'documentSigning',
    organisation: 'triseal-service',
    subject: subject(SERVICE, 'credential signing', 'TriSeal credential signing'),
    key: 'P-256',
  },
  'document-signing': {
    authority: 'documents',
    profile: 'documentSigning',
    organisation: 'triseal-service',
    subject: subject(SERVICE, 'document signing', 'TriSeal document signing'),
    key: 'RSA-3072',
  },
} as const satisfies Record<string, IdentityPlan>;

export type IdentityName = keyof typeof IDENTITIES;
