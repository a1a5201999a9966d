/** Building of tables. */
import type { Cell, ColumnKind, Group, ReportTable, Text } from '../report.ts';
import { MAX_ROWS } from '../report.ts';

export type ColumnSpec = readonly [id: string, en: string, zh: string, kind: ColumnKind];

export function table(
  id: string,
  group: Group,
  title: Text,
  columns: readonly ColumnSpec[],
  rows: readonly (readonly Cell[])[],
): ReportTable {
  return {
    id,
    group,
    title,
    columns: columns.map(([name, en, zh, kind]) => ({ id: name, title: { en, zh }, kind })),
    rows: rows.slice(0, MAX_ROWS),
    omitted: Math.max(0, rows.length - MAX_ROWS),
  };
}

export function words(en: string, zh: string): Text {
  return { en, zh };
}
