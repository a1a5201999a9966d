import { hex } from '../../bytes.ts';
import { receivedMs } from '../../entry/entry.ts';
import { type PathCode, validatePath } from '../../x509/path.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed } from '../check.ts';
import type { CheckCode } from '../codes.ts';
import type { Context, ItemContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { OpenedTrust, TrustedSigner } from '../opened-trust.ts';
import type { Finding } from '../report.ts';

const PATH_CODES: Partial<Record<PathCode, CheckCode>> = {
  NOT_YET_VALID: 'CERTIFICATE_EXPIRED',
  EXPIRED: 'CERTIFICATE_EXPIRED',
  KEY_USAGE: 'CERTIFICATE_PURPOSE',
  PURPOSE: 'CERTIFICATE_PURPOSE',
  REVOKED: 'CERTIFICATE_REVOKED',
};

/**
 * Every statement names a certificate that the trust data knows, that was valid for this purpose when the log received the statement, and that
 * belongs to whom the record says: the filing organisation's own system, or the service on its behalf. The two are counted apart.
 */
export const statementCertificates: Check = {
  id: 'statement-certificates',
  group: 'origin',
  title: { en: 'Certificates of the filers', zh: '提交者证书' },
  spec: 'RFC 5280 section 6; docs/spec/record.md section 4',
  weighs: true,
  passed: {
    en: 'Certificates valid at the time of filing. Items signed by the filing organisation itself: {filer}; by the service on its behalf: {service} ({organisations}).',
    zh: '提交时证书均有效：由提交机构自行签名 {filer} 项，由服务代签 {service} 项（{organisations}）。',
  },
  async run(context) {
    const findings: Finding[] = [];
    for (const item of context.items) findings.push(...(await itemFindings(context, item)));
    const signers = context.items.flatMap((item) => signerOf(context, item) ?? []);
    const by = (use: TrustedSigner['use']) => signers.filter((signer) => signer.use === use).length;
    const organisations = [...new Set(signers.map(({ organisation }) => organisation))];
    return { findings, facts: { filer: by('filer'), service: by('service'), organisations } };
  },
};

/** The trusted signer whose certificate the statement names. */
export function signerOf({ trust }: Context, { statement }: ItemContext): TrustedSigner | undefined {
  const named = openedValue(statement)?.x5t;
  return named && openedValue(trust)?.signers.get(hex(named));
}

async function itemFindings(context: Context, item: ItemContext): Promise<Finding[]> {
  const trust = openedValue(context.trust);
  const entry = openedValue(item.entry);
  const statement = openedValue(item.statement);
  if (trust === undefined) return [dependsOn('trust-source', item.entryFile)];
  if (entry === undefined) return [dependsOn('entries', item.entryFile)];
  if (statement === undefined) return [dependsOn('statement-signatures', item.entryFile)];
  const signer = signerOf(context, item);
  if (signer === undefined) {
    return [failed('CERTIFICATE_UNKNOWN', item.entryFile, { found: hex(statement.x5t) })];
  }
  const path = await pathFindings(context, trust, signer, receivedMs(entry), item.entryFile);
  return [
    ...registrationFindings(signer, receivedMs(entry), item.entryFile),
    ...path,
    ...filingFindings(item, signer),
  ];
}

/** The register of the organisations may end a certificate before its time, and know it only from some day on. */
function registrationFindings(
  { from, to, reason, certificate }: TrustedSigner,
  at: number,
  subject: string,
): Finding[] {
  if (at >= from && at < to) return [];
  const time = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'open');
  const facts = { subject: certificate.subject.text, at: time(at), from: time(from), to: time(to) };
  if (at < from) return [failed('CERTIFICATE_EXPIRED', subject, { ...facts, rule: 'registered later' })];
  return [failed('CERTIFICATE_REVOKED', subject, { ...facts, reason, rule: 'withdrawn before' })];
}

async function pathFindings(
  { c }: Context,
  { anchors, intermediates, crls }: OpenedTrust,
  { certificate }: TrustedSigner,
  at: number,
  subject: string,
): Promise<Finding[]> {
  const purpose = 'statement-signing';
  const { ok, code, facts } = await validatePath(c, {
    leaf: certificate,
    anchors,
    intermediates,
    crls,
    at,
    purpose,
  });
  if (ok) return [];
  const rule = typeof facts.why === 'string' ? facts.why : code;
  return [failed(PATH_CODES[code] ?? 'CERTIFICATE_PATH', subject, { ...facts, reason: code, rule })];
}

/** What the record says of its signing, where it is disclosed, against the owner of the certificate. */
function filingFindings({ record, recordFile }: ItemContext, signer: TrustedSigner): Finding[] {
  const filing = openedValue(record)?.opened.record.filing;
  if (filing === undefined) return [];
  const findings: Finding[] = [];
  if (filing.organisation !== signer.organisation) {
    const facts = { expected: filing.organisation, found: signer.organisation };
    findings.push(failed('FILING_ORGANISATION', recordFile, facts));
  }
  if (filing.signedBy !== signer.use) {
    findings.push(failed('FILING_ROLE', recordFile, { expected: filing.signedBy, found: signer.use }));
  }
  return findings;
}
