/** Saves what the page made; the browser asks where. */
import type { Report } from '../../core/verify/report.ts';
import type { Row } from './session.ts';

/** As `triseal verify --json` prints it. */
export function saveReport(report: Report, name: string): void {
  save(`${name}.report.json`, 'application/json', `${JSON.stringify(report, null, 2)}\n`);
}

/** One line a file, RFC 4180; with a mark in front, by which spreadsheets know that it is UTF-8. */
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
  save(
    'verification.csv',
    'text/csv',
    `\uFEFF${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`,
  );
}

/** A cell that begins like a formula would be run by a spreadsheet. */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
