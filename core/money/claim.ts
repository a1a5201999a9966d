/**
 * A loan played through from disbursement to the cut-off date: each payment with what it was taken for, and what is owed at the end, with the formula in
 * words and numbers so that an award can be computed from it.
 */
import { countedDays, simpleInterest } from './day-count.ts';
import { type Decimal, rounded, sum, ZERO } from './decimal.ts';
import {
  type Acceleration,
  type Account,
  type Allocation,
  accelerate,
  defaultInterest,
  openAccount,
  outstandingPrincipal,
  type Taken,
  type Terms,
  takePayment,
} from './ledger.ts';
import type { MoneyRules } from './rules.ts';
import type { Instalment } from './schedule.ts';

export interface Payment {
  /** What it is called in the report. */
  readonly id: string;
  /** Day in the zone of the rules. */
  readonly date: string;
  readonly amount: Decimal;
}

export interface LoanPlan {
  readonly terms: Terms;
  readonly instalments: readonly Instalment[];
  /** By date. */
  readonly payments: readonly Payment[];
  /** Day on which everything was declared due. */
  readonly accelerated?: string;
}

export interface PlayedPayment extends Payment {
  readonly allocation: Allocation;
  readonly early: boolean;
  /** Principal outstanding afterwards. */
  readonly balance: Decimal;
}

export interface Owed {
  readonly asOf: string;
  readonly principal: Decimal;
  readonly interest: Decimal;
  readonly defaultInterest: Decimal;
  readonly fees: Decimal;
  readonly surplus: Decimal;
  readonly acceleration: Acceleration | undefined;
  /** Days of default interest after the acceleration, when no payment came between. */
  readonly daysAfter: number;
  readonly defaultAfter: Decimal;
  /** Default interest a day from `asOf` on, not rounded. */
  readonly daily: Decimal;
}

export interface Played {
  readonly payments: readonly PlayedPayment[];
  readonly owed: Owed;
}

export function playLoan(plan: LoanPlan, rules: MoneyRules, asOf: string): Played {
  let account = openAccount(plan.terms, rules, plan.instalments);
  let acceleration: Acceleration | undefined;
  const payments: PlayedPayment[] = [];
  const accelerateBefore = (date: string) => {
    const { accelerated } = plan;
    if (accelerated === undefined || acceleration !== undefined || accelerated >= date) return;
    [account, acceleration] = accelerate(account, accelerated, periodStart(plan, accelerated));
  };
  for (const payment of plan.payments.filter(({ date }) => date <= asOf)) {
    accelerateBefore(payment.date);
    const taken = takePayment(account, payment.date, payment.amount);
    account = taken.account;
    payments.push(played(payment, taken));
  }
  accelerateBefore(`${asOf}~`);
  return { payments, owed: owedOn(account, acceleration, asOf) };
}

function played(payment: Payment, { account, allocation, early }: Taken): PlayedPayment {
  return { ...payment, allocation, early, balance: outstandingPrincipal(account) };
}

/** The due day before the first instalment that was not due on `date`. */
function periodStart({ instalments, terms }: LoanPlan, date: string): string {
  const before = instalments.filter(({ due }) => due < date).map(({ due }) => due);
  return before.at(-1) ?? terms.starts;
}

function owedOn(account: Account, acceleration: Acceleration | undefined, asOf: string): Owed {
  const { terms, rules } = account;
  // What is not due is not owed: only an acceleration makes it so.
  const due = account.open.filter((one) => one.due <= asOf);
  const principal = outstandingPrincipal({ open: due });
  const [merged] = acceleration === undefined ? [] : due;
  const daysAfter = merged === undefined ? 0 : countedDays(terms.dayCount, merged.accrueFrom, asOf);
  const after =
    merged === undefined ? ZERO : simpleInterest(principal, terms.defaultRate, daysAfter, terms.dayCount);
  return {
    asOf,
    principal,
    interest: sum(due.map(({ interest }) => interest)),
    defaultInterest: sum(due.map((one) => defaultInterest(account, one, asOf))),
    fees: sum(due.map(({ fee }) => fee)),
    surplus: account.surplus,
    acceleration,
    daysAfter,
    defaultAfter: rounded(after, rules.decimals, rules.rounding),
    daily: simpleInterest(principal, terms.defaultRate, 1, terms.dayCount),
  };
}
