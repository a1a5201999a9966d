/** A loan's data with all that follows from them: schedule, payments with their allocation, arrears, claim. */
import type { LoanData } from './data-file.ts';
import {
  type Allocation,
  amortise,
  type Claim,
  claimOn,
  type Instalment,
  type LedgerState,
  type LoanTerms,
  type Overdue,
  openLedger,
  overdueOn,
  pay,
} from './ledger.ts';
import { cents, rate } from './money.ts';

export interface Payment {
  /** From 1, also for those that are not filed. */
  readonly number: number;
  readonly on: string;
  readonly clock: string;
  readonly source: 'direct-debit' | 'transfer';
  readonly filed: boolean;
  readonly amount: bigint;
  readonly instalment: number;
  readonly allocation: Allocation;
  /** Principal outstanding afterwards. */
  readonly balance: bigint;
}

export interface LoanCase {
  readonly data: LoanData;
  readonly principal: bigint;
  readonly deducted: bigint;
  readonly schedule: readonly Instalment[];
  readonly payments: readonly Payment[];
  readonly overdue: Overdue;
  readonly claim: Claim;
  /** Principal, interest and default interest claimed, with costs. */
  readonly total: bigint;
  /** What was due on the day of acceleration, without costs. */
  readonly accelerated: bigint;
}

function settle(
  data: LoanData,
  start: LedgerState,
): { readonly payments: Payment[]; readonly state: LedgerState } {
  let state = start;
  const payments = data.payments.map(({ on, clock, source, amount, withheld }, index): Payment => {
    const [open] = state.open;
    if (open === undefined) throw new RangeError(`payment ${index + 1} comes after the last instalment`);
    const paid = amount === undefined ? open.principal + open.interest : cents(amount);
    const result = pay(state, on, paid);
    state = result.state;
    const { allocation, instalment } = result;
    const filed = withheld !== true;
    return {
      number: index + 1,
      on,
      clock,
      source,
      filed,
      amount: paid,
      instalment,
      allocation,
      balance: state.balance,
    };
  });
  return { payments, state };
}

/** @throws RangeError when payments and dates do not fit together */
export function computeLoan(data: LoanData): LoanCase {
  const { principal, annualRate, defaultRate, months, starts } = data.terms;
  const terms: LoanTerms = {
    principal: cents(principal),
    annualRate: rate(annualRate),
    defaultRate: rate(defaultRate),
    months,
    starts,
  };
  const { payments, state } = settle(data, openLedger(terms));
  const { dueDate } = data.acceleration;
  const claim = claimOn(state, dueDate, data.claim.cutOff);
  const owed = (one: Claim) => one.principal + one.interest + one.defaultInterest;
  return {
    data,
    principal: terms.principal,
    deducted: data.deductions.reduce((sum, { amount }) => sum + cents(amount), 0n),
    schedule: amortise(terms),
    payments,
    overdue: overdueOn(state, data.overdueAsOf),
    claim,
    total: owed(claim) + cents(data.claim.costs),
    accelerated: owed(claimOn(state, dueDate, dueDate)),
  };
}
