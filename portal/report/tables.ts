/** The report's own tables: the account, the claim, the chain of identity, the check list, to be followed with a finger on the records. */
import type { Cell, ReportColumn, ReportTable } from '../../core/verify/report.ts';
import { h } from '../dom.ts';
import type { Language } from '../language.ts';
import { cellText, type Titles } from './reading.ts';
import { WORDS } from './words.ts';

const CLASS: Partial<Record<ReportColumn['kind'], string>> = {
  amount: 'number',
  date: 'figure',
  time: 'figure',
  state: 'figure',
};

export function reportTable(table: ReportTable, titles: Titles, language: Language): HTMLElement {
  const { title, columns, rows, omitted } = table;
  const cells = (row: readonly Cell[]) =>
    columns.map((column, i) => {
      const text = cellText(row[i] ?? null, column, titles, language);
      const attributes = { class: CLASS[column.kind] };
      return i === 0 ? h('th', { scope: 'row', ...attributes }, text) : h('td', attributes, text);
    });
  return h(
    'section',
    { class: 'report-table', id: `table-${table.id}` },
    h('h3', {}, title[language]),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title[language] },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            columns.map(({ title: head, kind }) =>
              h('th', { scope: 'col', class: CLASS[kind] }, head[language]),
            ),
          ),
        ),
        h(
          'tbody',
          {},
          rows.map((row) => h('tr', {}, cells(row))),
        ),
      ),
    ),
    omitted === 0 ? undefined : h('p', {}, `+ ${omitted} ${WORDS.rows[language]}`),
  );
}
