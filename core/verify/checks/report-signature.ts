import { equal } from '../../bytes.ts';
import { parseSignedData } from '../../cms/signed-data.ts';
import { verifySignedData } from '../../cms/verify.ts';
import { ASIC_PATHS } from '../../package/asic.ts';
import { EXTRA_PATHS } from '../../package/layout.ts';
import { extractAttachment } from '../../pdf/attachment.ts';
import { type PdfSignatureCode, verifyPdfSignature } from '../../pdf/signature.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { nameValue } from '../../x509/name.ts';
import { type Check, dependsOn, failed, notChecked } from '../check.ts';
import type { CheckCode } from '../codes.ts';
import type { Context } from '../context.ts';
import { openedValue, openPart } from '../opened.ts';
import type { Finding } from '../report.ts';

const FILE = EXTRA_PATHS.reportPdf;

const CODES: Readonly<Record<Exclude<PdfSignatureCode, 'OK'>, CheckCode>> = {
  NONE: 'REPORT_SIGNATURE',
  COVERAGE: 'REPORT_SIGNATURE',
  FORMAT: 'REPORT_SIGNATURE',
  SIGNATURE: 'REPORT_SIGNATURE',
  TIMESTAMP: 'REPORT_TIME',
  CERTIFICATE: 'REPORT_CERTIFICATE',
};

/**
 * The report for people is signed over the whole file by the organisation that put the package together, with a certificate that was good for it at the time of
 * the signature's own timestamp, and the report that it encloses for machines is the one that lies beside it.
 */
export const reportSignature: Check = {
  id: 'report-signature',
  group: 'origin',
  title: { en: 'Signature of the report', zh: '核验报告签名' },
  spec: 'ETSI EN 319 142-1 (PAdES-BASELINE-T); ISO 32000-1 section 12.8; docs/spec/report.md section 8',
  // As with the container's: the evidence proves itself without the report.
  weighs: false,
  passed: {
    en: '{signer} signed the whole report for people; the signature existed at {genTime}.',
    zh: '{signer} 对核验报告全文签名；该签名在 {genTime} 已经存在。',
  },
  async run(context) {
    const pdf = context.files.get(FILE);
    if (pdf === undefined) return { findings: [notChecked('REPORT_NONE', FILE)], facts: {} };
    const trust = openedValue(context.trust);
    if (trust === undefined) return { findings: [dependsOn('trust-source', FILE)], facts: {} };
    const { code, signer, certificate, time, facts } = await verifyPdfSignature(context.c, pdf, trust);
    const findings =
      code === 'OK'
        ? await contentFindings(context, pdf, certificate!)
        : [failed(CODES[code], FILE, { ...facts, reason: code })];
    const genTime = time === undefined ? null : new Date(time).toISOString();
    return { findings, facts: { signer: signer ?? null, genTime, tsa: facts.tsa ?? null } };
  },
};

async function contentFindings(context: Context, pdf: Uint8Array, signer: Certificate): Promise<Finding[]> {
  const beside = context.files.get(EXTRA_PATHS.reportJson);
  const inside = extractAttachment(pdf, 'report.json');
  const same = beside === undefined ? inside === undefined : inside !== undefined && equal(inside, beside);
  const builder = await builderOf(context);
  const [found, expected] = [organisationOf(signer), builder && organisationOf(builder)];
  return [
    ...(same ? [] : [failed('REPORT_DIFFERS', FILE, { beside: EXTRA_PATHS.reportJson })]),
    ...(expected === undefined || found === expected
      ? []
      : [failed('REPORT_SIGNER', FILE, { found, expected })]),
  ];
}

/** Whoever signed the container; whether that signature is good for anything is for its own check to say. */
async function builderOf({ c, files }: Context): Promise<Certificate | undefined> {
  const content = files.get(ASIC_PATHS.manifest);
  const signed = openedValue(openPart(files.get(ASIC_PATHS.signature), parseSignedData));
  if (content === undefined || signed === undefined) return undefined;
  const { ok, certificate } = await verifySignedData(c, signed, { content });
  return ok ? certificate : undefined;
}

/** The organisation of the subject; the whole name of one that names none. */
function organisationOf({ subject }: Certificate): string {
  return nameValue(subject, 'O') ?? subject.text;
}
