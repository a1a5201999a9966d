/** A table that the verification laid out: amounts under each other, items as links, states in words. */
import type { ReactNode } from 'react';
import { chinaText, utcText } from '../../../core/document/time.ts';
import { stateOf } from '../../../core/report/legal-state.ts';
import type { Cell, Report, ReportColumn, ReportTable } from '../../../core/verify/report.ts';
import { capital, cellText, filledColumns } from '../../report/reading.ts';
import { cellClass } from '../../report/tables.ts';
import { WORDS } from '../../report/words.ts';
import { MarkShape } from '../components/mark.tsx';
import { Table } from '../components/table.tsx';
import { Unbroken } from '../components/unbroken.tsx';
import { language } from '../i18n.ts';
import { ItemNames, useTitles } from './case-file.tsx';

export function tableOf({ tables }: Report, id: string): ReportTable | undefined {
  return tables.find((table) => table.id === id && table.rows.length > 0);
}

/** @param note what is to be said of the rows that are shown */
export function FindingsTable({
  table,
  rows = table.rows,
  note,
}: {
  readonly table: ReportTable;
  readonly rows?: ReportTable['rows'];
  readonly note?: ReactNode;
}) {
  const lang = language();
  return (
    <section className="report-table">
      <h3>{table.title[lang]}</h3>
      {note !== undefined && <p className="hint">{note}</p>}
      {table.columns.length === 1 ? <Lines table={table} rows={rows} /> : <Grid table={table} rows={rows} />}
      {table.omitted > 0 && <p className="hint">{`+ ${table.omitted} ${WORDS.rows[lang]}`}</p>}
    </section>
  );
}

interface Rows {
  readonly table: ReportTable;
  readonly rows: ReportTable['rows'];
}

/** One column is a list. */
function Lines({ table, rows }: Rows) {
  return (
    <ol className="formulas">
      {rows.map(([cell], n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report never move, and may be alike
        <li key={n}>
          <CellView table={table} cell={cell ?? null} column={table.columns[0]!} />
        </li>
      ))}
    </ol>
  );
}

/** Columns in which nothing stands are left out. */
function Grid({ table, rows }: Rows) {
  const lang = language();
  const kept = filledColumns(table, rows);
  return (
    <Table
      label={table.title[lang]}
      stacks={kept.length > 3}
      fits={kept.length <= 3}
      columns={kept.map(({ column: { id, title, kind } }) => ({
        name: id,
        title: capital(title[lang]),
        number: kind === 'amount',
      }))}
    >
      {rows.map((row, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report never move, and may be alike
        <tr key={n}>
          {kept.map(({ column, place }, i) => (
            <CellOf key={column.id} heads={i === 0} className={cellClass(column, row[place] ?? null)}>
              <CellView table={table} cell={row[place] ?? null} column={column} />
            </CellOf>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function CellOf({
  heads,
  className,
  children,
}: {
  readonly heads: boolean;
  readonly className: string | undefined;
  readonly children: ReactNode;
}) {
  if (!heads) return <td className={className}>{children}</td>;
  return (
    <th scope="row" className={className}>
      {children}
    </th>
  );
}

function CellView({
  table,
  cell,
  column,
}: {
  readonly table: ReportTable;
  readonly cell: Cell;
  readonly column: ReportColumn;
}) {
  const titles = useTitles();
  if (typeof cell === 'string') {
    if (column.kind === 'items') return <ItemNames names={cell} />;
    if (column.kind === 'time' && Number.isFinite(Date.parse(cell))) return <Moment at={cell} />;
  }
  const outcome = stateOf(table, column, cell);
  const text = cellText(cell, column, titles, language());
  return (
    <>
      {outcome !== undefined && (
        <>
          <MarkShape outcome={outcome} />{' '}
        </>
      )}
      <Unbroken>{outcome === undefined ? text : capital(text)}</Unbroken>
    </>
  );
}

/** Both zones, the tribunal's first. @param at RFC 3339 with offset @param seconds whether whole ones are enough */
export function Moment({ at, seconds = false }: { readonly at: string; readonly seconds?: boolean }) {
  const shown = seconds ? at.replace(/\.\d+/, '') : at;
  return (
    <time dateTime={at} className="moment">
      <span>{chinaText(shown)}</span> <span className="hint">{utcText(shown)}</span>
    </time>
  );
}
