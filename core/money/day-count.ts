/** How many days of interest lie between two dates, and of how many a year has: conventions as data (`rules/*.json`). */
import { daysBetween } from './days.ts';
import { type Decimal, whole } from './decimal.ts';

export interface DayCount {
  /** `actual`: calendar days. `thirty`: months of thirty days (30E/360). */
  readonly days: 'actual' | 'thirty';
  readonly year: number;
}

export function countedDays({ days }: DayCount, from: string, to: string): number {
  if (days === 'actual') return daysBetween(from, to);
  const [y1, m1, d1] = parts(from);
  const [y2, m2, d2] = parts(to);
  return (y2 - y1) * 360 + (m2 - m1) * 30 + (Math.min(d2, 30) - Math.min(d1, 30));
}

function parts(date: string): [number, number, number] {
  return date.split('-').map(Number) as [number, number, number];
}

/** principal × rate × days ÷ year, not rounded; nothing for a span that runs backwards. */
export function simpleInterest(principal: Decimal, rate: Decimal, days: number, { year }: DayCount): Decimal {
  return principal
    .times(rate)
    .times(whole(Math.max(0, days)))
    .div(whole(year));
}
