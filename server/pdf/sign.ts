/**
 * Signs a PDF at PAdES-BASELINE-T (ETSI EN 319 142-1): a detached CAdES signature over the whole file but its own place, and an RFC 3161 time-stamp
 * over the signature. What was there before is not touched, so the signed file begins with the unsigned one.
 */
import { concat, hex } from '../../core/bytes.ts';
import { attribute } from '../../core/cms/attributes.ts';
import { buildSignedData } from '../../core/cms/build.ts';
import type { Crypto, Signer } from '../../core/crypto.ts';
import { OID } from '../../core/der/oid.ts';
import { CoreError } from '../../core/error.ts';
import type { Certificate } from '../../core/x509/certificate.ts';
import type { Timestamper } from '../ports/platform.ts';
import { appendRevision, firstPage, openPdf, withEntry } from './revision.ts';

export interface PdfSigning {
  readonly crypto: Crypto;
  /** RSA or P-256: validators do not take Ed25519 in PDF. */
  readonly signer: Signer;
  readonly certificate: Certificate;
  /** To enclose: the certificate and its authorities' without the anchor. */
  readonly chain: readonly Certificate[];
  readonly timestamper: Timestamper;
  /** Claimed time of signing, milliseconds; the time-stamp is what proves one. */
  readonly time: number;
  /** Shown by readers. */
  readonly reason?: string;
}

/** Bytes kept for the signature: two certificates, a token with two, and room for an outside authority's. */
const RESERVED = 16_384;
/** `[0 a b c]`, each of ten digits. */
const RANGE = `[0 ${'0'.repeat(10)} ${'0'.repeat(10)} ${'0'.repeat(10)}]`;

/**
 * @param pdf as `renderPdf` makes it
 * @throws CoreError `FORMAT` for another make of file or one signed before, `ALGORITHM` for an Ed25519 key, `RANGE` when the signature outgrows its
 *   place, `MISUSE` as `buildSignedData`; and what signer and time-stamping authority throw
 */
export async function signPdf(pdf: Uint8Array, signing: PdfSigning): Promise<Uint8Array> {
  const { crypto, signer, certificate, chain, timestamper } = signing;
  if (signer.alg === 'EdDSA') throw new CoreError('ALGORITHM', 'a PDF is signed with RSA or P-256');
  const { file, from, to } = withPlaceholder(pdf, signing);
  const signed = concat(file.subarray(0, from), file.subarray(to));
  const cms = await buildSignedData(crypto, {
    contentType: OID.data,
    content: { detachedDigest: crypto.sha256(signed) },
    signer,
    certificate,
    enclosed: chain,
    unsignedAttributes: async (value) => [
      attribute(OID.signatureTimeStamp, await timestamper.stamp(crypto.sha256(value))),
    ],
  });
  if (cms.length > RESERVED)
    throw new CoreError('RANGE', 'the signature is larger than the place kept for it', {
      facts: { bytes: cms.length, reserved: RESERVED },
    });
  file.set(Buffer.from(hex(cms), 'latin1'), from + 1);
  return file;
}

interface Prepared {
  readonly file: Uint8Array;
  /** Offsets of the opening bracket and after the closing one. */
  readonly from: number;
  readonly to: number;
}

function withPlaceholder(pdf: Uint8Array, signing: PdfSigning): Prepared {
  const opened = openPdf(pdf);
  const [signature, field] = [opened.size, opened.size + 1];
  const page = firstPage(opened);
  const text = signatureText(signing);
  const { file, offsets } = appendRevision(opened, [
    { number: signature, text },
    { number: field, text: fieldText(signature, page) },
    {
      number: opened.root,
      text: withEntry(opened.object(opened.root), 'AcroForm', `<< /Fields [${field} 0 R] /SigFlags 3 >>`),
    },
    { number: page, text: withAnnotation(opened.object(page), field) },
  ]);
  const start = offsets.get(signature)!;
  const from = start + text.indexOf('/Contents <') + '/Contents '.length;
  const to = from + 2 * RESERVED + 2;
  const range = [from, to, file.length - to].map((value) => String(value).padStart(10, '0'));
  file.set(Buffer.from(`[0 ${range.join(' ')}]`, 'latin1'), start + text.indexOf(RANGE));
  return { file, from, to };
}

function signatureText({ certificate, time, reason }: PdfSigning): string {
  const name =
    certificate.subject.attributes.find(({ oid }) => oid === OID.commonName)?.value ??
    certificate.subject.text;
  return [
    '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached',
    `/ByteRange ${RANGE}`,
    `/Contents <${'0'.repeat(2 * RESERVED)}>`,
    `/M (${pdfDate(time)}) /Name ${pdfText(name)}${reason === undefined ? '' : ` /Reason ${pdfText(reason)}`} >>`,
  ].join('\n');
}

function fieldText(signature: number, page: number): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V ${signature} 0 R /F 132 /Rect [0 0 0 0] /P ${page} 0 R >>`;
}

function withAnnotation(page: string, field: number): string {
  const list = /\/Annots \[([^\]]*)\]/;
  return list.test(page)
    ? page.replace(list, `/Annots [$1 ${field} 0 R]`)
    : withEntry(page, 'Annots', `[${field} 0 R]`);
}

/** ISO 32000-1 section 7.9.4. */
function pdfDate(time: number): string {
  return `D:${new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

/** UTF-16 in hexadecimal, the one spelling of Chinese that every reader gets right. */
function pdfText(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
}
