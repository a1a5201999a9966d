/** The results of a bulk verification as a table for a spreadsheet. */
import { csv } from '../../csv.ts';
import { saveFile } from '../../save-file.ts';
import type { Case } from '../api/cases.ts';
import type { CaseOutcome } from './bulk.ts';

export function saveCases(cases: readonly Case[], outcomes: ReadonlyMap<string, CaseOutcome>): void {
  const rows = cases.flatMap((one) => {
    const outcome = outcomes.get(one.id);
    if (outcome?.state !== 'done') return [];
    const { report } = outcome;
    const failed = report.checks.filter((check) => check.outcome === 'failed').map(({ code }) => code);
    return [
      [
        one.number ?? '',
        one.loan,
        one.state,
        one.claim.total,
        one.claim.currency,
        report.subject.sha256 ?? '',
        ...report.verdicts.map((verdict) => verdict.outcome),
        failed.join(' '),
      ],
    ];
  });
  const groups = ['integrity', 'origin', 'time', 'completeness', 'legal'];
  const head = ['case', 'loan', 'state', 'claimed', 'currency', 'sha256', ...groups, 'codes'];
  saveFile('cases.csv', 'text/csv', csv([head, ...rows]));
}
