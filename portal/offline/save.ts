/** Saves what the page made; the browser asks where. */
import type { Report } from '../../core/verify/report.ts';
import { csv } from '../csv.ts';
import { saveFile } from '../save-file.ts';
import type { Row } from './session.ts';

/** As `triseal verify --json` prints it. */
export function saveReport(report: Report, name: string): void {
  saveFile(`${name}.report.json`, 'application/json', `${JSON.stringify(report, null, 2)}\n`);
}

/** One line a file. */
export function saveTable(rows: readonly Row[]): void {
  const finished = rows.flatMap(({ name, kind, progress }) =>
    progress.state === 'done' ? [{ name, kind, report: progress.report }] : [],
  );
  const groups = finished[0]?.report.verdicts.map(({ group }) => group) ?? [];
  const lines = [
    ['file', 'kind', 'loan', 'items', 'sha256', ...groups, 'codes'],
    ...finished.map(({ name, kind, report: { subject, verdicts, checks } }) => [
      name,
      kind,
      subject.loan ?? '',
      String(subject.items ?? ''),
      subject.sha256 ?? '',
      ...verdicts.map(({ outcome }) => outcome),
      checks
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ code }) => code)
        .join(' '),
    ]),
  ];
  saveFile('verification.csv', 'text/csv', csv(lines));
}
