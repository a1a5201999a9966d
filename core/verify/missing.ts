/** What a report finds absent, in one list: the question that a reader asks right after the verdicts. */
import type { CheckCode } from './codes.ts';
import type { Report, ReportFinding } from './report.ts';

const ABSENCES: ReadonlySet<CheckCode> = new Set([
  'FILE_MISSING',
  'NOT_IN_PACKAGE',
  'NOT_YET',
  'COSIGNATURE_MISSING',
  'CONFIRMATION_MISSING',
  'GAP_IN_SEQUENCE',
  'TAIL_NOT_SHOWN',
  'NOT_FILED',
  'CONTENT_WITHHELD',
  'ITEMS_WITHHELD',
  'FIELD_WITHHELD',
  'FIELD_NOT_GIVEN',
  'REFERENCE_UNKNOWN',
  'IDENTITY_LINK_MISSING',
]);

/** Each absence once, whichever checks found it. */
export function missingOf({ checks }: Pick<Report, 'checks'>): ReportFinding[] {
  const found = new Map<string, ReportFinding>();
  for (const finding of checks.flatMap(({ findings }) => findings)) {
    if (ABSENCES.has(finding.code) && !found.has(finding.sentence.en))
      found.set(finding.sentence.en, finding);
  }
  return [...found.values()];
}
