/**
 * The account of one loan: what is open of each instalment, and how a payment is taken. Pure values; every step gives a new state. Nothing is created or
 * lost: principal paid and principal outstanding are the principal lent.
 */
import { countedDays, type DayCount, simpleInterest } from './day-count.ts';
import { type Decimal, rounded, smaller, sum, ZERO } from './decimal.ts';
import type { Bucket, MoneyRules } from './rules.ts';
import type { Instalment } from './schedule.ts';

export type Allocation = Readonly<Record<Bucket, Decimal>>;

export const NOTHING: Allocation = { fees: ZERO, default_interest: ZERO, interest: ZERO, principal: ZERO };

export interface Terms {
  readonly annualRate: Decimal;
  /** Of default interest, on overdue principal only, not compounded. */
  readonly defaultRate: Decimal;
  readonly dayCount: DayCount;
  readonly order: readonly Bucket[];
  /** Day of disbursement. */
  readonly starts: string;
}

/** What is still open of one instalment. */
export interface OpenInstalment extends Instalment {
  /** Default interest up to `accrueFrom`, not paid yet. */
  readonly carried: Decimal;
  /** From this day on default interest runs on the open principal. */
  readonly accrueFrom: string;
}

export interface Account {
  readonly terms: Terms;
  readonly rules: MoneyRules;
  /** By due date. */
  readonly open: readonly OpenInstalment[];
  /** Paid beyond everything that was open. */
  readonly surplus: Decimal;
}

export function openAccount(terms: Terms, rules: MoneyRules, instalments: readonly Instalment[]): Account {
  const open = instalments.map((one) => ({ ...one, carried: ZERO, accrueFrom: one.due }));
  return { terms, rules, open, surplus: ZERO };
}

export function outstandingPrincipal({ open }: Pick<Account, 'open'>): Decimal {
  return sum(open.map(({ principal }) => principal));
}

/** Default interest of one instalment on a day, paid parts left out. */
export function defaultInterest({ terms, rules }: Account, one: OpenInstalment, date: string): Decimal {
  const days = countedDays(terms.dayCount, one.accrueFrom, date);
  const since = simpleInterest(one.principal, terms.defaultRate, days, terms.dayCount);
  return one.carried.plus(rounded(since, rules.decimals, rules.rounding));
}

export interface Taken {
  readonly account: Account;
  readonly allocation: Allocation;
  /** Numbers of the instalments that it went to. */
  readonly instalments: readonly number[];
  /** Whether it also went to an instalment that was not due yet. */
  readonly early: boolean;
}

/** Takes a payment: the oldest instalment first, its parts in the order of the terms; what is left goes to the next one. */
export function takePayment(account: Account, date: string, amount: Decimal): Taken {
  let left = amount;
  let allocation = NOTHING;
  const open: OpenInstalment[] = [];
  const touched: OpenInstalment[] = [];
  for (const one of account.open) {
    if (left.lte('0')) {
      open.push(one);
      continue;
    }
    const settled = settle(account, one, date, left);
    left = left.minus(sum(Object.values(settled.allocation)));
    allocation = addAllocations(allocation, settled.allocation);
    touched.push(one);
    if (settled.rest !== undefined) open.push(settled.rest);
  }
  return {
    account: { ...account, open, surplus: account.surplus.plus(left) },
    allocation,
    instalments: touched.map(({ number }) => number),
    early: touched.some(({ due }) => due > date),
  };
}

function settle(account: Account, one: OpenInstalment, date: string, available: Decimal) {
  const owed: Record<Bucket, Decimal> = {
    fees: one.fee,
    default_interest: defaultInterest(account, one, date),
    interest: one.interest,
    principal: one.principal,
  };
  let left = available;
  const paid = { ...NOTHING };
  for (const bucket of account.terms.order) {
    paid[bucket] = smaller(left, owed[bucket]);
    left = left.minus(paid[bucket]);
  }
  const rest: OpenInstalment = {
    ...one,
    fee: owed.fees.minus(paid.fees),
    carried: owed.default_interest.minus(paid.default_interest),
    interest: owed.interest.minus(paid.interest),
    principal: owed.principal.minus(paid.principal),
    accrueFrom: date > one.accrueFrom ? date : one.accrueFrom,
  };
  const done = [rest.fee, rest.carried, rest.interest, rest.principal].every((value) => value.eq('0'));
  return { allocation: paid as Allocation, rest: done ? undefined : rest };
}

export function addAllocations(a: Allocation, b: Allocation): Allocation {
  return {
    fees: a.fees.plus(b.fees),
    default_interest: a.default_interest.plus(b.default_interest),
    interest: a.interest.plus(b.interest),
    principal: a.principal.plus(b.principal),
  };
}

export function allocationTotal(allocation: Allocation): Decimal {
  return sum(Object.values(allocation));
}

/** What the parts of an acceleration were, for the formula. */
export interface Acceleration {
  readonly date: string;
  /** Interest of instalments overdue on that day. */
  readonly overdueInterest: Decimal;
  /** Principal that was not due, and its interest since the last due day. */
  readonly notDue: Decimal;
  readonly currentFrom: string;
  readonly currentDays: number;
  readonly currentInterest: Decimal;
  /** Default interest up to that day. */
  readonly defaultBefore: Decimal;
}

/**
 * Everything falls due on `date`: one debt of the whole principal, of the interest that is open and that of the running period, and of the default interest
 * so far. From then on default interest runs on all of the principal.
 * @param periodStart day from which the interest of the running period counts: the due day before, or the day of disbursement
 */
export function accelerate(account: Account, date: string, periodStart: string): [Account, Acceleration] {
  const { terms, rules, open } = account;
  const late = open.filter(({ due }) => due < date);
  const future = open.filter(({ due }) => due >= date);
  const notDue = outstandingPrincipal({ open: future });
  const currentDays = Math.max(0, countedDays(terms.dayCount, periodStart, date));
  const raw = simpleInterest(notDue, terms.annualRate, currentDays, terms.dayCount);
  const parts: Acceleration = {
    date,
    overdueInterest: sum(late.map(({ interest }) => interest)),
    notDue,
    currentFrom: periodStart,
    currentDays,
    currentInterest: rounded(raw, rules.decimals, rules.rounding),
    defaultBefore: sum(late.map((one) => defaultInterest(account, one, date))),
  };
  const merged: OpenInstalment = {
    number: open[0]?.number ?? 0,
    due: date,
    principal: outstandingPrincipal(account),
    interest: parts.overdueInterest.plus(parts.currentInterest),
    fee: sum(late.map(({ fee }) => fee)),
    carried: parts.defaultBefore,
    accrueFrom: date,
  };
  return [{ ...account, open: [merged] }, parts];
}
