/** The results of a bulk verification as a table for a spreadsheet, those that could not be verified with the reason. */
import { GROUPS } from '../../../core/verify/report.ts';
import { csv } from '../../csv.ts';
import { saveFile } from '../../save-file.ts';
import type { BulkEntry } from './bulk.ts';

const HEAD = [
  'case',
  'loan',
  'state',
  'claimed',
  'currency',
  'result',
  ...GROUPS,
  'codes',
  'sha256',
  'verified_at',
  'id',
];

export function saveCases(entries: Iterable<BulkEntry>): void {
  const rows = [...entries].map(({ row, outcome }) => {
    const done = outcome.state === 'done' ? outcome : undefined;
    return [
      row.number ?? '',
      row.loan,
      row.state,
      row.total,
      row.currency,
      outcome.state === 'failed' ? `failed: ${outcome.why}` : outcome.state,
      ...GROUPS.map((group) => done?.verdicts.find((one) => one.group === group)?.outcome ?? ''),
      done?.codes.join(' ') ?? '',
      done?.sha256 ?? '',
      done === undefined ? '' : new Date(done.at).toISOString(),
      row.id,
    ];
  });
  saveFile('cases.csv', 'text/csv', csv([HEAD, ...rows]));
}
