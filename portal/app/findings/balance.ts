/** The loan's account as points to draw: what was outstanding by the records, and recomputed. For the picture alone amounts become numbers. */
import type { Report } from '../../../core/verify/report.ts';
import { tableOf } from './table.tsx';

export interface BalancePoint {
  readonly date: Date;
  readonly recorded: number | undefined;
  readonly recomputed: number | undefined;
}

/** @returns nothing where there are fewer than two points to draw */
export function balancePoints(report: Report): readonly BalancePoint[] {
  const table = tableOf(report, 'account');
  if (table === undefined) return [];
  const at = (id: string) => table.columns.findIndex((column) => column.id === id);
  const [date, balance, recomputed] = [at('date'), at('balance'), at('recomputed')];
  const points = table.rows.flatMap((row) => {
    const day = new Date(`${String(row[date])}T00:00:00Z`);
    const point = { date: day, recorded: amount(row[balance]), recomputed: amount(row[recomputed]) };
    const drawn = point.recorded !== undefined || point.recomputed !== undefined;
    return drawn && Number.isFinite(day.getTime()) ? [point] : [];
  });
  return points.length < 2 ? [] : points;
}

const amount = (cell: unknown): number | undefined =>
  typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
