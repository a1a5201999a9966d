/** Verifies the one signer of a CMS SignedData with signed attributes (RFC 5652 section 5.4 to 5.6, RFC 5035). The certificate's path is not looked at. */
import { equal } from '../bytes.ts';
import type { Crypto, SignatureAlgorithm } from '../crypto.ts';
import { OID } from '../der/oid.ts';
import { CoreError, type Facts } from '../error.ts';
import {
  type AlgorithmIdentifier,
  type CmsDigest,
  cmsDigest,
  digestAlgorithm,
  isStrongKey,
  signatureAlgorithm,
  verifyDerSignature,
} from '../x509/algorithm.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  namesCertificate,
  readContentType,
  readMessageDigest,
  readSigningCertificateV2,
  singleValue,
} from './attributes.ts';
import type { SignedData, SignerInfo } from './signed-data.ts';

export type CmsCode =
  | 'OK'
  /** Not strict DER, or an attribute is malformed. */
  | 'FORMAT'
  /** Not exactly one signer. */
  | 'SIGNERS'
  /** The signer's certificate is not at hand. */
  | 'SIGNER_UNKNOWN'
  /** An algorithm that is not accepted, or algorithms that do not fit each other. */
  | 'ALGORITHM'
  /** Signed attributes are missing, or contentType is not that of the content. */
  | 'CONTENT_TYPE'
  /** messageDigest is not that of the content. */
  | 'MESSAGE_DIGEST'
  /** signing-certificate-v2 is missing, or does not name the signer's certificate. */
  | 'SIGNING_CERTIFICATE'
  | 'SIGNATURE';

export interface CmsResult {
  readonly ok: boolean;
  readonly code: CmsCode;
  /** Certificate named by the signer, where it was found; proven to be the signer's only when `ok`. */
  readonly certificate: Certificate | undefined;
  readonly facts: Facts;
}

export interface CmsInput {
  /** Content of a detached signature; must be undefined otherwise. */
  readonly content?: Uint8Array;
  /** Certificates beside those inside. */
  readonly certificates?: readonly Certificate[];
}

/** Nothing is thrown for hostile input. */
export async function verifySignedData(
  c: Crypto,
  data: SignedData,
  input: CmsInput = {},
): Promise<CmsResult> {
  const [signer] = data.signers;
  if (signer === undefined || data.signers.length !== 1) {
    return failure('SIGNERS', undefined, { found: data.signers.length });
  }
  const certificate = findSigner(signer, [...data.certificates, ...(input.certificates ?? [])]);
  if (certificate === undefined) return failure('SIGNER_UNKNOWN', undefined, {});
  try {
    return await verifySigner(c, data, signer, certificate, data.content ?? input.content);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return failure('FORMAT', certificate, { why: error.message });
  }
}

function findSigner({ sid }: SignerInfo, candidates: readonly Certificate[]): Certificate | undefined {
  return candidates.find((candidate) =>
    sid.kind === 'key-id'
      ? candidate.ski === sid.keyId
      : candidate.serial === sid.serial && equal(candidate.issuer.der, sid.issuer),
  );
}

async function verifySigner(
  c: Crypto,
  data: SignedData,
  signer: SignerInfo,
  certificate: Certificate,
  content: Uint8Array | undefined,
): Promise<CmsResult> {
  const algorithms = signerAlgorithms(data, signer);
  if (algorithms === undefined || !isStrongKey(certificate.spki)) {
    const facts = { digest: signer.digestAlgorithm.oid, signature: signer.signatureAlgorithm.oid };
    return failure('ALGORITHM', certificate, facts);
  }
  const attributes = signer.signedAttributes ?? [];
  if (readContentType(attributes) !== data.contentType) {
    return failure('CONTENT_TYPE', certificate, { contentType: data.contentType });
  }
  const digest = readMessageDigest(attributes);
  if (!digest || !content || !equal(digest, cmsDigest(c, algorithms.digest, content))) {
    return failure('MESSAGE_DIGEST', certificate, { detached: data.content === undefined });
  }
  const named = singleValue(attributes, OID.signingCertificateV2);
  if (named === undefined || !namesCertificate(c, readSigningCertificateV2(named), certificate)) {
    return failure('SIGNING_CERTIFICATE', certificate, { present: named !== undefined });
  }
  const { spki } = certificate;
  const valid = await verifyDerSignature(
    c,
    algorithms.signature,
    spki,
    signer.signedBytes!,
    signer.signature,
  );
  return valid
    ? { ok: true, code: 'OK', certificate, facts: { signer: certificate.subject.text } }
    : failure('SIGNATURE', certificate, { signer: certificate.subject.text });
}

const RSA_BY_DIGEST: Record<CmsDigest, SignatureAlgorithm> = {
  'sha-256': 'RS256',
  'sha-384': 'RS384',
  'sha-512': 'RS512',
};
/** Digest that goes with a signature; Ed25519 takes SHA-512 (RFC 8419 section 3.1). */
export const DIGEST_OF: Record<SignatureAlgorithm, CmsDigest> = {
  ES256: 'sha-256',
  ES384: 'sha-384',
  EdDSA: 'sha-512',
  RS256: 'sha-256',
  RS384: 'sha-384',
  RS512: 'sha-512',
};

/**
 * The signer's algorithms when both are accepted and use one digest. RSA may be named without its digest (RFC 3370 section 3.2). The list of
 * digests in front must be the signer's and no other: nothing signs it, so it is allowed to say nothing else.
 */
function signerAlgorithms({ digestAlgorithms }: SignedData, signer: SignerInfo) {
  const digest = digestAlgorithm(signer.digestAlgorithm);
  const listed = digestAlgorithms.map(digestAlgorithm);
  if (digest === undefined || listed.length !== 1 || listed[0] !== digest) return undefined;
  const signature = signatureNamed(signer.signatureAlgorithm, digest);
  return signature !== undefined && DIGEST_OF[signature] === digest ? { digest, signature } : undefined;
}

function signatureNamed(id: AlgorithmIdentifier, digest: CmsDigest): SignatureAlgorithm | undefined {
  if (id.oid !== OID.rsaEncryption) return signatureAlgorithm(id);
  const plain = id.parameters?.length === 2 && id.parameters[0] === 0x05;
  return plain ? RSA_BY_DIGEST[digest] : undefined;
}

function failure(code: CmsCode, certificate: Certificate | undefined, facts: Facts): CmsResult {
  return { ok: false, code, certificate, facts };
}
