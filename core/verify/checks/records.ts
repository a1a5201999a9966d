import type { EvidenceRecord } from '../../evidence/record.ts';
import { problemLines } from '../../evidence/validate.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import type { Context, DisclosedRecord, ItemContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Every evidence record is the one whose statement was logged; what it discloses is what was signed, and follows its document type. */
export const records: Check = {
  id: 'records',
  group: 'integrity',
  title: { en: 'Evidence records', zh: '存证记录' },
  spec: 'RFC 9901 section 7.1; docs/spec/record.md',
  weighs: true,
  passed: {
    en: '{records, plural, =1 {The evidence record is the one that was} other {All # evidence records are those that were}} signed and logged{redacted, plural, =0 {, with nothing withheld} =1 {; one withholds parts} other {; # of them withhold parts}}.',
    zh: '{records, plural, =1 {该存证记录} other {全部 # 份存证记录}}与签名并写入日志的一致，{redacted, plural, =0 {无未予披露的部分} other {其中 # 份有部分内容未予披露}}。',
  },
  run(context) {
    const disclosed = context.items.flatMap(({ record }) => openedValue(record) ?? []);
    return {
      findings: context.items.flatMap((item) => recordFindings(context, item)),
      facts: {
        records: disclosed.length,
        redacted: disclosed.filter(({ opened }) => opened.withheld.length > 0).length,
        withheld: context.items
          .filter(({ listed }) => listed?.withheld !== undefined)
          .map(({ sequence }) => String(sequence)),
        ...erasedFacts(context),
        ...linkFacts(context, 'supersedes'),
        ...linkFacts(context, 'annotates'),
      },
    };
  },
};

/** Of each erased item that its proof stands, and which record of type ERASE says so. Left out where nothing was erased. */
function erasedFacts({ items }: Context): { readonly erased?: readonly string[] } {
  const records = items.flatMap(({ sequence, record }) => {
    const { type, annotates } = openedValue(record)?.opened.record ?? {};
    return type === 'ERASE' && annotates !== undefined ? [{ sequence, of: annotates.sequence }] : [];
  });
  const erased = items
    .filter(({ listed }) => listed?.withheld === 'erased')
    .map(({ sequence }) => {
      const by = records.filter(({ of }) => of === sequence).map((record) => record.sequence);
      const source = by.length === 0 ? 'not recorded in this package' : `recorded in ${by.join(', ')}`;
      return `${sequence} CONTENT_ERASED_PROOF_INTACT (${source})`;
    });
  return erased.length === 0 ? {} : { erased };
}

type LinkKind = 'supersedes' | 'annotates';

/** `5 -> 3`: item 5 says so of item 3. Left out where no record does. */
function linkFacts({ items }: Context, kind: LinkKind): Partial<Record<LinkKind, readonly string[]>> {
  const links = items.flatMap(({ sequence, record }) => {
    const link = openedValue(record)?.opened.record[kind];
    return link === undefined ? [] : [`${sequence} -> ${link.sequence}`];
  });
  return links.length === 0 ? {} : { [kind]: links };
}

/** An item can only speak of one that stood before it in the stream. */
function linkFindings({ sequence, recordFile }: ItemContext, record: Partial<EvidenceRecord>): Finding[] {
  return (['supersedes', 'annotates'] as const)
    .filter((kind) => (record[kind]?.sequence ?? 0) >= sequence)
    .map((kind) => failed('RECORD_SCHEMA', recordFile, { rule: `/${kind}/sequence: an earlier item` }));
}

/** Whether nothing in the record is in doubt, so that other checks may build on it. */
export function recordHolds(context: Context, item: ItemContext): boolean {
  return item.record.state === 'ok' && recordFindings(context, item).length === 0;
}

function recordFindings(context: Context, item: ItemContext): Finding[] {
  const { record, recordFile, entry, entryFile, listed } = item;
  if (record.state === 'absent') return absent(context, item);
  if (record.state === 'malformed') return [failed('RECORD_FORMAT', recordFile, { rule: record.rule })];
  const findings = disclosureFindings(record.value, recordFile);
  const statement = openedValue(entry)?.statement;
  if (statement === undefined) findings.push(dependsOn('entries', entryFile));
  else if (statement !== record.value.sdJwt.jws) findings.push(failed('STATEMENT_DIFFERS', recordFile));
  findings.push(...linkFindings(item, record.value.opened.record));
  const { loan, type } = record.value.opened.record;
  const expectedLoan = openedValue(context.data)?.loan;
  if (loan !== undefined && expectedLoan !== undefined && loan !== expectedLoan) {
    findings.push(failed('LOAN_DIFFERS', recordFile, { expected: expectedLoan, found: loan }));
  }
  if (type !== undefined && listed?.type !== undefined && type !== listed.type) {
    findings.push(failed('TYPE_DIFFERS', recordFile, { expected: listed.type, found: type }));
  }
  return findings;
}

function absent({ kind }: Context, { listed, recordFile, entryFile }: ItemContext): Finding[] {
  if (listed?.withheld !== undefined) return [];
  if (kind !== 'package') return [notChecked('NOT_IN_PACKAGE', recordFile)];
  return [dependsOn('contents', listed === undefined ? entryFile : recordFile)];
}

function disclosureFindings({ opened, problems: problemsOf }: DisclosedRecord, file: string): Finding[] {
  const { unmatched, errors } = opened;
  const invalid = errors.map(({ code, path, message }) =>
    failed('DISCLOSURE_INVALID', file, { rule: message, reason: code, path }),
  );
  if (unmatched.length > 0)
    invalid.unshift(failed('DISCLOSURE_UNMATCHED', file, { disclosures: unmatched.length }));
  if (invalid.length > 0) return invalid;
  const problems = problemLines(problemsOf());
  return problems.length === 0
    ? []
    : [failed('RECORD_SCHEMA', file, { rule: problems.slice(0, 8).join('; ') })];
}
