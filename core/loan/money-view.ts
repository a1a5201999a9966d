/** The money side of a loan file: terms, plan, what was paid out, what was paid back, what is claimed. */
import type { JsonObject } from '../json.ts';
import type { DayCount } from '../money/day-count.ts';
import { dayOf } from '../money/days.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { type Allocation, NOTHING, type Terms } from '../money/ledger.ts';
import { ordinal } from '../money/order.ts';
import { BUCKETS, type Bucket, type MoneyRules } from '../money/rules.ts';
import type { Instalment } from '../money/schedule.ts';
import { currencies, integer, money, moneyOrNothing, object, objects, rate, text, texts } from './fields.ts';
import type { LoanFile, LoanItem } from './loan-file.ts';

export interface RecordedPayment {
  readonly item: LoanItem;
  readonly id: string;
  readonly date: string;
  readonly amount: Decimal;
  readonly instalment: number | undefined;
  /** As the bank booked it; undefined when withheld. */
  readonly allocation: Allocation | undefined;
  readonly balance: Decimal | undefined;
}

export interface Deduction {
  readonly name: string;
  readonly amount: Decimal;
}

export interface MoneyView {
  readonly currency: string;
  readonly contract: LoanItem;
  readonly disbursements: readonly LoanItem[];
  /** By the contract. */
  readonly principal: Decimal;
  /** By the vouchers, before anything was deducted: a line of credit need not be drawn in full. */
  readonly promised: Decimal;
  /** Really paid out. */
  readonly lent: Decimal;
  readonly deductions: readonly Deduction[];
  readonly terms: Terms;
  readonly schedule: LoanItem;
  readonly instalments: readonly Instalment[];
  readonly payments: readonly RecordedPayment[];
  /** Later plans, amendments and drawings: they change the terms, and then nothing is recomputed. */
  readonly changes: readonly LoanItem[];
}

/** Why there is no view: what is not filed, what of it is withheld, or currencies that do not agree. */
export type MoneyGap =
  | { readonly kind: 'not-filed'; readonly type: string }
  | { readonly kind: 'withheld'; readonly item: LoanItem; readonly field: string }
  | { readonly kind: 'currencies'; readonly found: readonly string[] };

export type MoneyResult = { readonly view: MoneyView } | { readonly gaps: readonly MoneyGap[] };

const NEEDED = ['CONTRACT', 'DISB', 'SCHED'] as const;
const MONEY_TYPES = [...NEEDED, 'REPAY', 'CALC'];

export function moneyView(loan: LoanFile, rules: MoneyRules): MoneyResult {
  const missing = NEEDED.filter((type) => loan.of(type).length === 0);
  if (missing.length > 0) return { gaps: missing.map((type) => ({ kind: 'not-filed', type })) };
  const found = [...new Set(loan.of(...MONEY_TYPES).flatMap(({ fields }) => currencies(fields)))];
  if (found.length > 1) return { gaps: [{ kind: 'currencies', found }] };
  return build(loan, rules, found[0] ?? '');
}

function build(loan: LoanFile, rules: MoneyRules, currency: string): MoneyResult {
  const contract = loan.of('CONTRACT')[0]!;
  const disbursements = loan.of('DISB');
  const [schedule, ...changes] = loan.of('SCHED') as readonly [LoanItem, ...LoanItem[]];
  const gaps: MoneyGap[] = [];
  const need = <T>(value: T | undefined, item: LoanItem, field: string): T | undefined => {
    if (value === undefined) gaps.push({ kind: 'withheld', item, field });
    return value;
  };
  const principal = need(money(contract, 'principal'), contract, 'principal');
  const annualRate = need(rate(contract, 'annual_rate'), contract, 'annual_rate');
  const defaultRate = need(rate(contract, 'default_annual_rate'), contract, 'default_annual_rate');
  const nets = disbursements.map((item) => need(money(item, 'net_amount'), item, 'net_amount') ?? ZERO);
  const plan = need(objects(schedule, 'instalments'), schedule, 'instalments');
  const value = need(text(disbursements[0]!, 'value_time'), disbursements[0]!, 'value_time');
  const payments = loan.of('REPAY').flatMap((item) => {
    const amount = need(money(item, 'amount'), item, 'amount');
    const paidAt = need(text(item, 'paid_at'), item, 'paid_at');
    return amount === undefined || paidAt === undefined
      ? []
      : [payment(item, amount, dayOf(paidAt, rules.zone))];
  });
  if (gaps.length > 0 || !principal || !annualRate || !defaultRate || !plan || !value) return { gaps };
  const sorted = once(payments).sort((a, b) => ordinal(a.date, b.date));
  const later = disbursements.filter((item) => drawnAfter(item, sorted[0]?.date, rules));
  const terms = {
    annualRate,
    defaultRate,
    starts: dayOf(value, rules.zone),
    ...conventions(contract, rules),
  };
  return {
    view: {
      currency,
      contract,
      disbursements,
      principal,
      promised: sum(disbursements.map((item) => money(item, 'contract_amount') ?? principal)),
      lent: sum(nets),
      deductions: disbursements.flatMap(deductionsOf),
      terms,
      schedule,
      instalments: plan.map(instalmentOf).sort((a, b) => ordinal(a.due, b.due)),
      payments: sorted,
      changes: [...changes, ...loan.of('AMEND'), ...later],
    },
  };
}

function conventions(
  contract: LoanItem,
  rules: MoneyRules,
): { dayCount: DayCount; order: readonly Bucket[] } {
  const named = text(contract, 'day_count') ?? rules.defaultDayCount;
  // Values of fields are written with hyphens, members of an allocation with underscores.
  const order = (texts(contract, 'allocation_order') ?? [])
    .map((name) => name.replace('-', '_'))
    .filter(isBucket);
  return {
    dayCount: rules.dayCounts[named] ?? rules.dayCounts[rules.defaultDayCount]!,
    order: new Set(order).size === BUCKETS.length ? order : rules.allocation,
  };
}

const isBucket = (name: string): name is Bucket => (BUCKETS as readonly string[]).includes(name);

function drawnAfter(item: LoanItem, first: string | undefined, { zone }: MoneyRules): boolean {
  const value = text(item, 'value_time');
  return first !== undefined && value !== undefined && dayOf(value, zone) > first;
}

function deductionsOf(item: LoanItem): Deduction[] {
  return (objects(item, 'deductions') ?? []).map(({ name, amount }) => ({
    name: String(name),
    amount: moneyOrNothing(amount),
  }));
}

function instalmentOf({ number, due, principal, interest, fee }: JsonObject): Instalment {
  return {
    number: number as number,
    due: due as string,
    principal: moneyOrNothing(principal),
    interest: moneyOrNothing(interest),
    fee: moneyOrNothing(fee),
  };
}

function payment(item: LoanItem, amount: Decimal, date: string): RecordedPayment {
  const booked = object(item, 'allocation');
  const parts = BUCKETS.map((bucket) => [bucket, moneyOrNothing(booked?.[bucket])] as const);
  return {
    item,
    id: item.name,
    date,
    amount,
    instalment: integer(item, 'instalment'),
    allocation: booked && { ...NOTHING, ...Object.fromEntries(parts) },
    balance: money(item, 'principal_balance'),
  };
}

/** The same transfer filed by two parties counts once: its bank reference tells. */
function once(payments: readonly RecordedPayment[]): RecordedPayment[] {
  const seen = new Set<string>();
  return payments.filter(({ item }) => {
    const reference = text(item, 'bank_reference');
    if (reference === undefined) return true;
    if (seen.has(reference)) return false;
    seen.add(reference);
    return true;
  });
}
