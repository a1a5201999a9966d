/**
 * The one signature of a PDF at PAdES-BASELINE-T, read more strictly than PDF allows: over the entire file but its own place, whose unused part is
 * zeros, and nothing after it. Others let the padding be changed, or take a file for signed of which only the beginning is.
 */
import { concat, hexDecode } from '../bytes.ts';
import { parseSignedData, type SignedData } from '../cms/signed-data.ts';
import { verifySignedData } from '../cms/verify.ts';
import type { Crypto } from '../crypto.ts';
import { OID } from '../der/oid.ts';
import { CoreError, type Facts } from '../error.ts';
import { verifyTimestampToken } from '../tsp/token.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Crl } from '../x509/crl.ts';
import { validatePath } from '../x509/path.ts';
import { findText } from './find.ts';
import { latin1 } from './latin1.ts';

export type PdfSignatureCode =
  | 'OK'
  /** No signature, more than one, or of another kind. */
  | 'NONE'
  /** It does not cover the whole file. */
  | 'COVERAGE'
  /** Not strict DER, or something else than zeros after it. */
  | 'FORMAT'
  /** The signature does not hold; the facts say why. */
  | 'SIGNATURE'
  /** The time-stamp over it is missing or does not hold. */
  | 'TIMESTAMP'
  /** The signer's certificate did not hold at the time of the time-stamp. */
  | 'CERTIFICATE';

export interface PdfSignatureResult {
  readonly ok: boolean;
  readonly code: PdfSignatureCode;
  /** Subject of the signer's certificate; proven only when `ok`. */
  readonly signer: string | undefined;
  /** The certificate itself, where its signature holds; to be relied on only when `ok`. */
  readonly certificate: Certificate | undefined;
  /** Time of the time-stamp, milliseconds; proven only when `ok`. */
  readonly time: number | undefined;
  readonly facts: Facts;
}

export interface PdfSignatureOptions {
  /** Roots of document signers, and of time-stamping authorities. */
  readonly anchors: readonly Certificate[];
  readonly timestampAnchors: readonly Certificate[];
  /** Certificates beside those in the signature and the token. */
  readonly intermediates?: readonly Certificate[];
  readonly crls?: readonly Crl[];
}

/** Nothing is thrown for hostile bytes. */
export async function verifyPdfSignature(
  c: Crypto,
  pdf: Uint8Array,
  options: PdfSignatureOptions,
): Promise<PdfSignatureResult> {
  const place = placeOf(pdf);
  if ('code' in place) return refuse(place.code, { why: place.why });
  try {
    const data = parseSignedData(derOf(place.contents));
    return await judge(c, data, place.signed, options);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return refuse('FORMAT', { why: error.message });
  }
}

function refuse(
  code: PdfSignatureCode,
  facts: Facts,
  certificate?: Certificate,
  time?: number,
): PdfSignatureResult {
  return { ok: false, code, signer: certificate?.subject.text, certificate, time, facts };
}

async function judge(
  c: Crypto,
  data: SignedData,
  content: Uint8Array,
  { anchors, timestampAnchors, intermediates: others = [], crls }: PdfSignatureOptions,
): Promise<PdfSignatureResult> {
  const signed = await verifySignedData(c, data, { content });
  const { certificate } = signed;
  if (!signed.ok || certificate === undefined)
    return refuse('SIGNATURE', { ...signed.facts, why: signed.code });
  const intermediates = [...data.certificates, ...others];
  const info = data.signers[0]!;
  const tokens = info.unsignedAttributes.filter(({ oid }) => oid === OID.signatureTimeStamp);
  const token = tokens[0]?.values[0];
  if (token === undefined || tokens[0]!.values.length !== 1)
    return refuse('TIMESTAMP', { why: 'there is not exactly one' }, certificate);
  const stamp = await verifyTimestampToken(c, token, {
    digest: c.sha256(info.signature),
    anchors: timestampAnchors,
    intermediates,
    ...(crls && { crls }),
  });
  if (!stamp.ok || stamp.genTime === undefined)
    return refuse('TIMESTAMP', { ...stamp.facts, why: stamp.code }, certificate, stamp.genTime);
  const path = await validatePath(c, {
    leaf: certificate,
    intermediates,
    anchors,
    at: stamp.genTime,
    purpose: 'document-signing',
    ...(crls && { crls }),
  });
  if (!path.ok) return refuse('CERTIFICATE', { ...path.facts, path: path.code }, certificate, stamp.genTime);
  const proven = { certificate, signer: certificate.subject.text, time: stamp.genTime };
  return { ok: true, code: 'OK', ...proven, facts: { tsa: stamp.tsaName ?? null } };
}

interface Place {
  readonly contents: Uint8Array;
  readonly signed: Uint8Array;
}

const BEFORE_RANGE = '/SubFilter /ETSI.CAdES.detached\n';
const RANGE = /^\/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]\n\/Contents <$/;
const RANGE_LENGTH = '/ByteRange [0 0000000000 0000000000 0000000000]\n/Contents <'.length;

function placeOf(pdf: Uint8Array): Place | { readonly code: PdfSignatureCode; readonly why: string } {
  const at = findText(pdf, '/ByteRange');
  const range = RANGE.exec(latin1(pdf.subarray(at, at + RANGE_LENGTH)));
  const ours = latin1(pdf.subarray(Math.max(0, at - BEFORE_RANGE.length), at)) === BEFORE_RANGE;
  if (at < 0 || range === null || !ours) return { code: 'NONE', why: 'no signature of this project' };
  if (findText(pdf, '/ByteRange', at + 1) >= 0) return { code: 'NONE', why: 'more than one signature' };
  const [from, to, rest] = range.slice(1).map(Number) as [number, number, number];
  // The place must be where the dictionary says `/Contents`, and the second range must reach the end of the file.
  if (
    from !== at + RANGE_LENGTH - 1 ||
    to + rest !== pdf.length ||
    to <= from ||
    pdf[to - 1] !== '>'.charCodeAt(0)
  )
    return { code: 'COVERAGE', why: 'the signature does not cover the whole file' };
  const digits = latin1(pdf.subarray(from + 1, to - 1));
  if (!/^(?:[0-9a-f]{2})+$/.test(digits))
    return { code: 'FORMAT', why: 'the signature is not lower-case hexadecimal' };
  return { contents: hexDecode(digits), signed: concat(pdf.subarray(0, from), pdf.subarray(to)) };
}

/** The DER at the beginning, after which there must be zeros alone. @throws CoreError `FORMAT` */
function derOf(contents: Uint8Array): Uint8Array {
  const [tag, first] = contents;
  if (tag !== 0x30 || first === undefined || first < 0x82 || first > 0x83)
    throw malformed('is not a long SEQUENCE');
  const width = first & 0x7f;
  const length = contents.subarray(2, 2 + width).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = 2 + width + length;
  if (end > contents.length) throw malformed('is cut off');
  if (contents.subarray(end).some((byte) => byte !== 0))
    throw malformed('is followed by something else than zeros');
  return contents.slice(0, end);
}

function malformed(why: string): CoreError {
  return new CoreError('FORMAT', `the signature ${why}`);
}
