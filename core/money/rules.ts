/** The rules by which a claim is recomputed: data with a version, printed in every report (docs/spec/checks.md section 3). */
import type { DayCount } from './day-count.ts';
import type { Rounding } from './decimal.ts';
import { GENERATED_MONEY_RULES } from './rules.generated.ts';

/** Parts of a payment, by the names that they have in `REPAY.allocation`. */
export const BUCKETS = ['fees', 'default_interest', 'interest', 'principal'] as const;
export type Bucket = (typeof BUCKETS)[number];

export interface MoneyRules {
  readonly id: string;
  /** Offset of the zone in which a payment's time becomes a day. */
  readonly zone: string;
  /** Decimals of the smallest unit of the currency. */
  readonly decimals: number;
  readonly rounding: Rounding;
  /** By how much a claim may exceed the recomputed one before it is said to differ: roundings by instalment add up. */
  readonly tolerance: string;
  readonly dayCounts: Readonly<Record<string, DayCount>>;
  /** For contracts that do not name one. */
  readonly defaultDayCount: string;
  /** Order in which a payment is taken, for contracts that do not name one. */
  readonly allocation: readonly Bucket[];
  readonly base: 'net-disbursed';
  readonly sources: Readonly<Record<string, { readonly en: string; readonly zh: string }>>;
}

export const MONEY_RULES: MoneyRules = GENERATED_MONEY_RULES;
