/** Time-stamp tokens (RFC 3161 section 2.4.2 with RFC 5816): read, verified, built. */
import { equal, hex } from '../bytes.ts';
import { buildSignedData } from '../cms/build.ts';
import { parseSignedData, type SignedData } from '../cms/signed-data.ts';
import { type CmsCode, verifySignedData } from '../cms/verify.ts';
import type { Crypto, Signer } from '../crypto.ts';
import { OID } from '../der/oid.ts';
import { derError } from '../der/reader.ts';
import { CoreError, type Facts } from '../error.ts';
import { type CmsDigest, digestAlgorithm } from '../x509/algorithm.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Crl } from '../x509/crl.ts';
import { type PathCode, type PathInput, validatePath } from '../x509/path.ts';
import { encodeTstInfo, parseTstInfo, type TstInfo, type TstInfoInput } from './tst-info.ts';

export interface TimestampToken {
  readonly der: Uint8Array;
  readonly info: TstInfo;
  readonly signedData: SignedData;
}

/** @param der ContentInfo. @throws CoreError `FORMAT` for anything but a time-stamp token in strict DER */
export function parseTimestampToken(der: Uint8Array): TimestampToken {
  const signedData = parseSignedData(der);
  if (signedData.contentType !== OID.tstInfo || signedData.content === undefined) {
    throw derError('TimeStampToken', 'does not enclose TSTInfo');
  }
  return { der, info: parseTstInfo(signedData.content), signedData };
}

export type TimestampCode =
  | CmsCode
  | PathCode
  /** The token stamps another digest, or one by another algorithm. */
  | 'IMPRINT'
  /** The nonce is not that of the request. */
  | 'NONCE'
  /** The token names another TSA than the one whose certificate signed it. */
  | 'TSA_NAME';

export interface TimestampResult {
  readonly ok: boolean;
  readonly code: TimestampCode;
  /** Milliseconds since the epoch; to be believed only when `ok`, and so is all below. */
  readonly genTime: number | undefined;
  readonly accuracyMicros: number | undefined;
  /** Subject of the TSA's certificate. */
  readonly tsaName: string | undefined;
  readonly policy: string | undefined;
  readonly serial: string | undefined;
  /** From the TSA's certificate to the anchor. */
  readonly chain: readonly Certificate[];
  readonly facts: Facts;
}

export interface TimestampInput {
  /** Digest of the stamped data. */
  readonly digest: Uint8Array;
  /** Default `sha-256`. */
  readonly algorithm?: CmsDigest;
  readonly anchors: readonly Certificate[];
  /** Certificates beside those in the token. */
  readonly intermediates?: readonly Certificate[];
  readonly crls?: readonly Crl[];
  readonly revocation?: NonNullable<PathInput['revocation']>;
  /** Nonce of the request, when the token is the answer to one. */
  readonly nonce?: bigint;
}

/**
 * Verifies a token: what it stamps, its one signature with contentType, messageDigest and signing-certificate-v2, and the TSA's certificate with the
 * sole critical purpose timeStamping, valid at the token's own time. Nothing is thrown for hostile bytes.
 */
export async function verifyTimestampToken(
  c: Crypto,
  token: Uint8Array | TimestampToken,
  input: TimestampInput,
): Promise<TimestampResult> {
  const parsed = token instanceof Uint8Array ? tryParse(token) : token;
  if (parsed instanceof CoreError) return result('FORMAT', undefined, { why: parsed.message });
  const { info, signedData } = parsed;
  const mismatch = mismatchWithRequest(info, input);
  if (mismatch !== undefined) return result(mismatch.code, info, mismatch.facts);
  const extra = input.intermediates ?? [];
  const signed = await verifySignedData(c, signedData, { certificates: extra });
  const { certificate } = signed;
  if (!signed.ok || certificate === undefined) return result(signed.code, info, signed.facts);
  if (info.tsa !== undefined && !equal(info.tsa.der, certificate.subject.der)) {
    return result('TSA_NAME', info, { named: info.tsa.text, signer: certificate.subject.text });
  }
  const path = await validatePath(c, {
    leaf: certificate,
    intermediates: [...signedData.certificates, ...extra],
    anchors: input.anchors,
    at: info.genTime,
    purpose: 'timestamping',
    ...(input.crls && { crls: input.crls }),
    ...(input.revocation && { revocation: input.revocation }),
  });
  return { ...result(path.code, info, path.facts), tsaName: certificate.subject.text, chain: path.chain };
}

function tryParse(der: Uint8Array): TimestampToken | CoreError {
  try {
    return parseTimestampToken(der);
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
}

function mismatchWithRequest(info: TstInfo, input: TimestampInput) {
  const { algorithm, digest } = info.imprint;
  const wanted = input.algorithm ?? 'sha-256';
  if (digestAlgorithm(algorithm) !== wanted || !equal(digest, input.digest)) {
    const facts = { expected: hex(input.digest), found: hex(digest), algorithm: algorithm.oid };
    return { code: 'IMPRINT' as const, facts };
  }
  if (input.nonce !== undefined && info.nonce !== input.nonce) {
    const facts = {
      expected: String(input.nonce),
      found: info.nonce === undefined ? null : String(info.nonce),
    };
    return { code: 'NONCE' as const, facts };
  }
  return undefined;
}

function result(code: TimestampCode, info: TstInfo | undefined, facts: Facts): TimestampResult {
  return {
    ok: code === 'OK',
    code,
    genTime: info?.genTime,
    accuracyMicros: info?.accuracyMicros,
    tsaName: undefined,
    policy: info?.policy,
    serial: info?.serial,
    chain: [],
    facts,
  };
}

export interface TokenInput extends Omit<TstInfoInput, 'tsa'> {
  readonly signer: Signer;
  readonly certificate: Certificate;
  /** Certificates to enclose: none when the request says so (certReq). */
  readonly enclosed: readonly Certificate[];
}

/** @returns DER TimeStampToken. @throws CoreError as `buildSignedData` */
export function buildTimestampToken(c: Crypto, input: TokenInput): Promise<Uint8Array> {
  const { signer, certificate, enclosed } = input;
  return buildSignedData(c, {
    contentType: OID.tstInfo,
    content: { enclosed: encodeTstInfo({ ...input, tsa: certificate.subject }) },
    signer,
    certificate,
    enclosed,
  });
}
