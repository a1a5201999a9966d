/** Tables that the verification laid out, as blocks. New ones come through by themselves. */
import type { Block, Column, Tone, Words } from '../document/block.ts';
import { chinaText } from '../document/time.ts';
import type { Cell, ColumnKind, Report, ReportTable } from '../verify/report.ts';
import { grouped } from './grouped.ts';
import { stateOf } from './legal-state.ts';
import { both, OUTCOME_TONES } from './words.ts';

const SHARES: Readonly<Record<ColumnKind, number>> = {
  text: 3,
  amount: 1.6,
  date: 1.6,
  time: 2.6,
  state: 1.6,
  items: 1.9,
};

/** With more columns than this the letters get smaller. */
const ROOMY = 4;

export function tableOf(report: Report, id: string): ReportTable | undefined {
  const table = report.tables.find((one) => one.id === id);
  return table === undefined || table.rows.length === 0 ? undefined : table;
}

/** Heading and table; columns in which nothing stands are left out. */
export function tableBlocks(table: ReportTable): Block[] {
  const kept = table.columns.map((_, column) => table.rows.some((row) => row[column] !== null));
  const pick = <T>(list: readonly T[]): T[] => list.filter((_, column) => kept[column]);
  const columns = pick(table.columns).map(({ title, kind }): Column => {
    return { title, share: SHARES[kind], ...(kind === 'amount' && { align: 'right' as const }) };
  });
  const kinds = pick(table.columns).map(({ kind }) => kind);
  const rows = table.rows.map((row) => pick(row).map((cell, column) => cellWords(cell, kinds[column]!)));
  const tones = table.rows.map((row) => toneOf(table, row));
  const block: Block = {
    kind: 'table',
    columns,
    rows,
    tones,
    ...(columns.length > ROOMY && { dense: true }),
  };
  const title: Block = { kind: 'text', text: table.title, style: 'strong' };
  if (table.omitted === 0) return [title, block];
  const more = both(
    `另有 ${table.omitted} 行，见机读报告。`,
    `${table.omitted} more rows are in the machine-readable report.`,
  );
  return [title, block, { kind: 'text', text: more, style: 'small' }];
}

function cellWords(cell: Cell, kind: ColumnKind): Words {
  if (cell === null) return '';
  if (typeof cell !== 'string') return cell;
  if (kind === 'amount') return grouped(cell);
  return kind === 'time' && Number.isFinite(Date.parse(cell)) ? chinaText(cell) : cell;
}

function toneOf(table: ReportTable, row: readonly Cell[]): Tone {
  const place = table.columns.findIndex(({ kind }) => kind === 'state');
  const outcome = place < 0 ? undefined : stateOf(table, table.columns[place]!, row[place] ?? null);
  return outcome === undefined ? 'plain' : OUTCOME_TONES[outcome];
}

/** The loan's account as a picture: what was outstanding by the records, and recomputed. */
export function accountChart(report: Report): Block[] {
  const table = tableOf(report, 'account');
  if (table === undefined) return [];
  const at = (id: string) => table.columns.findIndex((column) => column.id === id);
  const value = (row: readonly Cell[], id: string): string | null => {
    const cell = row[at(id)];
    return typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? cell : null;
  };
  const points = table.rows.filter(
    (row) => value(row, 'balance') !== null || value(row, 'recomputed') !== null,
  );
  if (points.length < 2) return [];
  return [
    {
      kind: 'chart',
      title: both('剩余本金', 'Principal outstanding'),
      unit: 'CNY',
      labels: points.map((row) => String(row[at('date')] ?? '')),
      series: [
        {
          label: table.columns[at('recomputed')]!.title,
          values: points.map((row) => value(row, 'recomputed')),
        },
        { label: table.columns[at('balance')]!.title, values: points.map((row) => value(row, 'balance')) },
      ],
    },
  ];
}
