/** The report's own tables: the account, the claim, the chain of identity, the check list, to be followed with a finger on the records. */
import { stateOf } from '../../core/report/legal-state.ts';
import type { Cell, ReportColumn, ReportTable } from '../../core/verify/report.ts';
import { type Child, h } from '../dom.ts';
import type { Language } from '../language.ts';
import { mark, unbroken } from './marks.ts';
import { capital, cellText, filledColumns, itemName, type Titles } from './reading.ts';
import { WORDS } from './words.ts';

const COLUMN_CLASS: Partial<Record<ReportColumn['kind'], string>> = {
  amount: 'number',
  date: 'figure',
  time: 'figure',
  state: 'figure',
};

/** What is empty takes no room on a phone. */
export function cellClass({ kind }: ReportColumn, cell: Cell): string | undefined {
  const own = COLUMN_CLASS[kind];
  if (cell !== null) return own;
  return own === undefined ? 'blank' : `${own} blank`;
}

/** What the cells of a report are read by. */
export interface Reading {
  readonly titles: Titles;
  /** Of items, by the files of their records. */
  readonly names: ReadonlyMap<string, string>;
  readonly language: Language;
}

export function reportTable(table: ReportTable, reading: Reading): HTMLElement {
  const { id, title, columns, omitted } = table;
  const { language } = reading;
  return h(
    'section',
    { class: 'report-table', id: `table-${id}` },
    h('h3', {}, title[language]),
    columns.length === 1 ? lines(table, reading) : grid(table, reading),
    omitted === 0 ? undefined : h('p', {}, `+ ${omitted} ${WORDS.rows[language]}`),
  );
}

/** One column is a list. */
function lines({ columns, rows }: ReportTable, { titles, language }: Reading): HTMLElement {
  const [column] = columns;
  return h(
    'ol',
    { class: 'formulas' },
    rows.map(([cell = null]) => h('li', {}, unbroken(cellText(cell, column!, titles, language)))),
  );
}

/** Columns in which nothing stands are left out. */
function grid(table: ReportTable, reading: Reading): HTMLElement {
  const { title, rows } = table;
  const { language } = reading;
  const kept = filledColumns(table, rows);
  const cells = (row: readonly Cell[]) =>
    kept.map(({ column, place }, i) => {
      const attributes = { class: cellClass(column, row[place] ?? null) };
      const shown = cellView(table, row[place] ?? null, column, reading);
      return i === 0 ? h('th', { scope: 'row', ...attributes }, shown) : h('td', attributes, shown);
    });
  return stacking(
    title[language],
    kept.map(({ column }) => ({ title: capital(column.title[language]), kind: column.kind })),
    rows.map((row) => h('tr', {}, cells(row))),
  );
}

/** Marks beside states, items each in one line. */
function cellView(
  table: ReportTable,
  cell: Cell,
  column: ReportColumn,
  { titles, names, language }: Reading,
): Child {
  const outcome = stateOf(table, column, cell);
  const text = cellText(cell, column, titles, language);
  if (outcome !== undefined) return [mark(outcome), ' ', capital(text)];
  if (typeof cell !== 'string' || column.kind !== 'items') return text;
  return cell
    .split(', ')
    .map((item, i) => [
      i === 0 ? undefined : ', ',
      h('span', { class: 'figure' }, names.get(item) ?? itemName(item)),
    ]);
}

interface Head {
  readonly title: string;
  readonly kind: ReportColumn['kind'];
}

/** A table that scrolls by itself; of more than three columns on a phone each row is a block of its own, every cell beside the name of its column. */
export function stacking(label: string, heads: readonly Head[], rows: readonly HTMLElement[]): HTMLElement {
  const place = h(
    'div',
    {
      class: `scroll ${heads.length > 3 ? 'stacks' : 'fits'}`,
      tabindex: '0',
      role: 'region',
      'aria-label': label,
    },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(({ title, kind }) => h('th', { scope: 'col', class: COLUMN_CLASS[kind] }, title)),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );
  for (const [i, { title }] of heads.entries()) {
    place.style.setProperty(`--c${i + 1}`, JSON.stringify(title));
  }
  return place;
}
