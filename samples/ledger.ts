/** The sample loan's arithmetic, exact to the cent: schedule, allocation of payments, what is overdue, what is claimed. */
import { addMonths, daysBetween } from './calendar.ts';
import { divideRounded, type Rate } from './money.ts';

/** Banks in China count a year of 360 days for daily interest; the contract says so. */
const DAYS_OF_YEAR = 360n;

export interface Instalment {
  readonly number: number;
  readonly due: string;
  readonly principal: bigint;
  readonly interest: bigint;
}

export interface LoanTerms {
  readonly principal: bigint;
  readonly annualRate: Rate;
  readonly defaultRate: Rate;
  readonly months: number;
  /** Day of disbursement; instalments fall due on the same day of the months after. */
  readonly starts: string;
}

/**
 * Equal instalments: P·r·(1+r)^n / ((1+r)^n - 1), rounded to the cent; interest is the balance's month, rounded; the last instalment takes what is
 * left, so that the principal adds up.
 */
export function amortise({ principal, annualRate, months, starts }: LoanTerms): Instalment[] {
  const [r, whole] = [annualRate.numerator, annualRate.denominator * 12n];
  const [grown, base] = [(whole + r) ** BigInt(months), whole ** BigInt(months)];
  const payment = divideRounded(principal * r * grown, whole * (grown - base));
  let balance = principal;
  return Array.from({ length: months }, (_, index) => {
    const interest = divideRounded(balance * r, whole);
    const part = index === months - 1 ? balance : payment - interest;
    balance -= part;
    return { number: index + 1, due: addMonths(starts, index + 1), principal: part, interest };
  });
}

export function dailyInterest(principal: bigint, rate: Rate, days: number): bigint {
  return divideRounded(principal * rate.numerator * BigInt(days), rate.denominator * DAYS_OF_YEAR);
}

export interface Allocation {
  readonly principal: bigint;
  readonly interest: bigint;
  readonly defaultInterest: bigint;
}

/** What is still open of one instalment. */
export interface OpenInstalment extends Instalment {
  /** Day from which default interest runs on the open principal. */
  readonly defaultFrom: string;
}

export interface LedgerState {
  readonly terms: LoanTerms;
  /** Principal outstanding, due or not. */
  readonly balance: bigint;
  /** Instalments that are not paid in full, by number. */
  readonly open: readonly OpenInstalment[];
}

export function openLedger(terms: LoanTerms): LedgerState {
  const open = amortise(terms).map((one) => ({ ...one, defaultFrom: one.due }));
  return { terms, balance: terms.principal, open };
}

const minimum = (a: bigint, b: bigint) => (a < b ? a : b);

function accrued(state: LedgerState, one: OpenInstalment, date: string): bigint {
  const days = Math.max(0, daysBetween(one.defaultFrom, date));
  return dailyInterest(one.principal, state.terms.defaultRate, days);
}

/** A payment towards the oldest open instalment: default interest first, then interest, then principal (Civil Code article 561). */
export function pay(
  state: LedgerState,
  date: string,
  paid: bigint,
): { readonly state: LedgerState; readonly allocation: Allocation; readonly instalment: number } {
  const [first, ...later] = state.open as readonly [OpenInstalment, ...OpenInstalment[]];
  const defaultInterest = minimum(paid, accrued(state, first, date));
  const interest = minimum(paid - defaultInterest, first.interest);
  const principal = minimum(paid - defaultInterest - interest, first.principal);
  if (defaultInterest + interest + principal !== paid)
    throw new RangeError(`a payment of ${paid} cents is more than instalment ${first.number}`);
  const rest: OpenInstalment = {
    ...first,
    principal: first.principal - principal,
    interest: first.interest - interest,
    defaultFrom: date > first.due ? date : first.due,
  };
  const settled = rest.principal === 0n && rest.interest === 0n;
  return {
    state: { ...state, balance: state.balance - principal, open: settled ? later : [rest, ...later] },
    allocation: { principal, interest, defaultInterest },
    instalment: first.number,
  };
}

export interface Overdue {
  readonly since: string;
  readonly instalments: readonly number[];
  readonly principal: bigint;
  readonly interest: bigint;
  readonly defaultInterest: bigint;
  readonly days: number;
}

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

/** @throws RangeError when nothing is overdue on that day */
export function overdueOn(state: LedgerState, date: string): Overdue {
  const late = state.open.filter(({ due }) => due < date);
  const [first] = late;
  if (first === undefined) throw new RangeError(`nothing is overdue on ${date}`);
  return {
    since: first.due,
    instalments: late.map(({ number }) => number),
    principal: sum(late.map(({ principal }) => principal)),
    interest: sum(late.map(({ interest }) => interest)),
    defaultInterest: sum(late.map((one) => accrued(state, one, date))),
    days: daysBetween(first.due, date),
  };
}

export interface Claim {
  readonly principal: bigint;
  readonly interest: bigint;
  readonly defaultInterest: bigint;
  /** The parts that `interest` and `defaultInterest` are made of, for the paper. */
  readonly parts: {
    readonly overdueInterest: bigint;
    readonly currentInterest: bigint;
    readonly currentDays: number;
    readonly beforeAcceleration: bigint;
    readonly afterAcceleration: bigint;
    readonly daysAfter: number;
  };
}

/**
 * What is owed on `cutOff` when everything fell due on `accelerated`: the whole balance; interest of overdue instalments and of the running month up to
 * the acceleration; default interest on overdue principal before it and on the whole balance after it.
 */
export function claimOn(state: LedgerState, accelerated: string, cutOff: string): Claim {
  const late = overdueOn(state, accelerated);
  const future = state.open.filter(({ due }) => due >= accelerated);
  const lastDue = addMonths(state.terms.starts, (future[0]?.number ?? state.terms.months + 1) - 1);
  const currentDays = daysBetween(lastDue, accelerated);
  const notDue = sum(future.map(({ principal }) => principal));
  const currentInterest = dailyInterest(notDue, state.terms.annualRate, currentDays);
  const daysAfter = daysBetween(accelerated, cutOff);
  const afterAcceleration = dailyInterest(state.balance, state.terms.defaultRate, daysAfter);
  return {
    principal: state.balance,
    interest: late.interest + currentInterest,
    defaultInterest: late.defaultInterest + afterAcceleration,
    parts: {
      overdueInterest: late.interest,
      currentInterest,
      currentDays,
      beforeAcceleration: late.defaultInterest,
      afterAcceleration,
      daysAfter,
    },
  };
}
