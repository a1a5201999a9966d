/** What a certificate may be used for, by its key usage and extended key usage (RFC 5280 section 4.2.1.3 and 4.2.1.12). */
import { OID } from '../der/oid.ts';
import type { Certificate } from './certificate.ts';

/**
 * `statement-signing`: statements about evidence, and client assertions of an organisation (digitalSignature; documentSigning, RFC 9336).
 * `client-authentication`: a client assertion or TLS connection of an organisation (digitalSignature; clientAuth or documentSigning).
 * `timestamping`: RFC 3161 section 2.3, timeStamping alone and critical.
 * `document-signing`: PDF and container signatures (nonRepudiation; documentSigning).
 * `any`: no purpose is asked for.
 */
export type Purpose =
  | 'statement-signing'
  | 'client-authentication'
  | 'timestamping'
  | 'document-signing'
  | 'any';

export type PurposeProblem = { readonly code: 'KEY_USAGE' | 'PURPOSE'; readonly why: string };

/** What the leaf lacks for the purpose, if anything. */
export function purposeProblem(leaf: Certificate, purpose: Purpose): PurposeProblem | undefined {
  switch (purpose) {
    case 'any':
      return undefined;
    case 'timestamping':
      return timestampingProblem(leaf);
    case 'client-authentication':
      return clientProblem(leaf);
    case 'statement-signing':
      return needs(leaf, 'digitalSignature', leaf.keyUsage?.includes('digitalSignature'));
    case 'document-signing':
      return needs(leaf, 'nonRepudiation', leaf.keyUsage?.includes('nonRepudiation'));
  }
}

function needs(leaf: Certificate, usage: string, present: boolean | undefined): PurposeProblem | undefined {
  if (present !== true) return { code: 'KEY_USAGE', why: `key usage lacks ${usage}` };
  const purposes = leaf.extKeyUsage?.purposes ?? [];
  return purposes.includes(OID.documentSigning)
    ? undefined
    : { code: 'PURPOSE', why: 'extended key usage lacks documentSigning' };
}

function clientProblem(leaf: Certificate): PurposeProblem | undefined {
  if (leaf.extKeyUsage?.purposes.includes(OID.clientAuth) !== true) {
    return needs(leaf, 'digitalSignature', leaf.keyUsage?.includes('digitalSignature'));
  }
  if (leaf.keyUsage?.includes('digitalSignature') === true) return undefined;
  return { code: 'KEY_USAGE', why: 'key usage lacks digitalSignature' };
}

function timestampingProblem({ extKeyUsage, keyUsage }: Certificate): PurposeProblem | undefined {
  const sole = extKeyUsage?.purposes.length === 1 && extKeyUsage.purposes[0] === OID.timeStamping;
  if (!sole) return { code: 'PURPOSE', why: 'extended key usage is not timeStamping alone' };
  if (!extKeyUsage.critical) return { code: 'PURPOSE', why: 'extended key usage is not critical' };
  const foreign = keyUsage?.find((usage) => usage !== 'digitalSignature' && usage !== 'nonRepudiation');
  return foreign && { code: 'KEY_USAGE', why: `key usage has ${foreign}` };
}

const WANTED: Record<Exclude<Purpose, 'any'>, string> = {
  'statement-signing': OID.documentSigning,
  'client-authentication': OID.clientAuth,
  'document-signing': OID.documentSigning,
  timestamping: OID.timeStamping,
};

/** Whether a CA that limits what its certificates are for allows this purpose. */
export function caAllows(ca: Certificate, purpose: Purpose): boolean {
  if (ca.extKeyUsage === undefined || purpose === 'any') return true;
  const { purposes } = ca.extKeyUsage;
  return purposes.includes(WANTED[purpose]) || purposes.includes(OID.anyExtendedKeyUsage);
}
