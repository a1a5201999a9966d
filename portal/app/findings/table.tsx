/** A table that the verification laid out: amounts under each other, items as links, states in words. */

import { chinaText, utcText } from '../../../core/document/time.ts';
import type { Cell, ColumnKind, Report, ReportColumn, ReportTable } from '../../../core/verify/report.ts';
import { cellText } from '../../report/reading.ts';
import { WORDS } from '../../report/words.ts';
import { Table } from '../components/table.tsx';
import { language } from '../i18n.ts';
import { ItemNames, useTitles } from './case-file.tsx';

export function tableOf({ tables }: Report, id: string): ReportTable | undefined {
  return tables.find((table) => table.id === id && table.rows.length > 0);
}

const CLASS: Partial<Record<ColumnKind, string>> = {
  amount: 'number',
  date: 'figure',
  time: 'figure',
  state: 'figure',
};

/** Columns in which nothing stands are left out. */
export function FindingsTable({
  table,
  rows = table.rows,
}: {
  readonly table: ReportTable;
  readonly rows?: ReportTable['rows'];
}) {
  const lang = language();
  const kept = table.columns
    .map((column, i) => ({ column, i }))
    .filter(({ i }) => rows.some((row) => row[i] !== null));
  return (
    <section className="report-table">
      <h3>{table.title[lang]}</h3>
      <Table
        label={table.title[lang]}
        stacks={kept.length > 3}
        columns={kept.map(({ column: { id, title, kind } }) => ({
          name: id,
          title: capital(title[lang]),
          number: kind === 'amount',
        }))}
      >
        {rows.map((row, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report never move, and may be alike
          <tr key={n}>
            {kept.map(({ column, i }, place) =>
              place === 0 ? (
                <th key={column.id} scope="row" className={CLASS[column.kind]}>
                  <CellView cell={row[i] ?? null} column={column} />
                </th>
              ) : (
                <td key={column.id} className={CLASS[column.kind]}>
                  <CellView cell={row[i] ?? null} column={column} />
                </td>
              ),
            )}
          </tr>
        ))}
      </Table>
      {table.omitted > 0 && <p className="hint">{`+ ${table.omitted} ${WORDS.rows[lang]}`}</p>}
    </section>
  );
}

/** Words of ours begin small where they stand in a sentence. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function CellView({ cell, column }: { readonly cell: Cell; readonly column: ReportColumn }) {
  const titles = useTitles();
  if (typeof cell === 'string') {
    if (column.kind === 'items') return <ItemNames names={cell} />;
    if (column.kind === 'time' && Number.isFinite(Date.parse(cell))) return <Moment at={cell} />;
  }
  return <>{cellText(cell, column, titles, language())}</>;
}

/** Both zones, the tribunal's first. @param at RFC 3339 with offset */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} className="moment">
      <span>{chinaText(at)}</span> <span className="hint">{utcText(at)}</span>
    </time>
  );
}
