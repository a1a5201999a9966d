/** A report's table as text: columns set in a grid where they are narrow, else one row after another. */
import type { Cell, ReportTable } from '../core/verify/report.ts';
import type { Language } from './language.ts';
import { printable } from './printable.ts';

/** Beyond this a column would push its neighbours off the screen. */
const NARROW = 42;
const LINE = 100;
const GAP = '  ';

export function tableLines(table: ReportTable, language: Language): string[] {
  const head = table.columns.map(({ title }) => title[language]);
  const rows = table.rows.map((row) => row.map((cell) => cellText(cell, language)));
  const more = table.omitted === 0 ? [] : [`    ... ${table.omitted}`];
  if (head.length === 1) return [...rows.map(([only]) => `    ${only}`), ...more];
  const widths = head.map((name, column) =>
    Math.max(width(name), ...rows.map((row) => width(row[column] ?? ''))),
  );
  if (widths.some((one) => one > NARROW)) return [...rows.flatMap((row) => block(row)), ...more];
  const right = table.columns.map(({ kind }) => kind === 'amount');
  return [head, ...rows].map((row) => `    ${grid(row, widths, right)}`.trimEnd()).concat(more);
}

function cellText(cell: Cell, language: Language): string {
  if (cell === null) return '';
  return printable(typeof cell === 'string' ? cell : cell[language]);
}

/** As many cells on a line as fit, in their order. */
function block(row: readonly string[]): string[] {
  const lines: string[] = [];
  for (const cell of row.filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + width(cell) < LINE) lines[lines.length - 1] = `${last} · ${cell}`;
    else lines.push(cell);
  }
  return lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}

function grid(row: readonly string[], widths: readonly number[], right: readonly boolean[]): string {
  return row
    .map((cell, column) => {
      const padding = ' '.repeat(widths[column]! - width(cell));
      return right[column] ? padding + cell : cell + padding;
    })
    .join(GAP);
}

// Characters that take two places in a terminal: CJK, kana, hangul, full-width forms.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

export function width(text: string): number {
  let places = 0;
  for (const character of text) places += WIDE.test(character) ? 2 : 1;
  return places;
}
