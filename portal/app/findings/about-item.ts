/** What the verification says of one item: the checks that every item goes through, and whatever else was found about it. */
import type { CheckResult, Outcome, Report, ReportTable } from '../../../core/verify/report.ts';
import { sequenceOf } from './questions.ts';

/** Checks that look at each item by itself. */
const OF_EACH = [
  'records',
  'documents',
  'inclusion',
  'statement-signatures',
  'statement-certificates',
  'sequence',
  'provenance',
  'environment',
];

/** Each check with this item's findings alone. */
export function checksAbout({ checks }: Report, sequence: number): readonly CheckResult[] {
  return checks.flatMap((check) => {
    const findings = check.findings.filter(({ subject }) => sequenceOf(subject) === sequence);
    if (findings.length === 0 && !OF_EACH.includes(check.id)) return [];
    return [narrowed(check, findings)];
  });
}

function narrowed(check: CheckResult, findings: CheckResult['findings']): CheckResult {
  const [first] = findings;
  const own = { ...check, findings, omitted: 0, outcome: outcomeFor(check, findings) };
  return first === undefined ? own : { ...own, sentence: first.sentence, facts: first.facts };
}

/** Without a finding of its own an item passes, unless what was found concerns no item or not all of it is listed. */
function outcomeFor(check: CheckResult, own: CheckResult['findings']): Outcome {
  if (own.some(({ outcome }) => outcome === 'failed')) return 'failed';
  if (own.length > 0) return 'not-checked';
  const elsewhere = check.findings.every(({ subject }) => sequenceOf(subject) !== undefined);
  return check.outcome === 'passed' || (elsewhere && check.omitted === 0) ? 'passed' : 'not-checked';
}

/** Lines of the legal list that rest on the item, by its name or by its file. */
export function legalRowsAbout(
  table: ReportTable | undefined,
  sequence: number,
  name: string | undefined,
): ReportTable['rows'] {
  const place = table?.columns.findIndex(({ kind }) => kind === 'items') ?? -1;
  return (table?.rows ?? []).filter((row) => {
    const cell = row[place];
    if (typeof cell !== 'string') return false;
    return cell
      .split(', ')
      .some((one) => one === name || (one.includes('/') && sequenceOf(one) === sequence));
  });
}
