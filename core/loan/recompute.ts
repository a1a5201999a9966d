/**
 * The claim computed anew from the records, on two bases: as the bank booked it, to check its bookings; and on what was really lent, which is what can be
 * claimed (docs/spec/checks.md section 3).
 */
import { type Payment, type Played, playLoan } from '../money/claim.ts';
import { daysBetween } from '../money/days.ts';
import { type Decimal, sum } from '../money/decimal.ts';
import { claimFormula, type FormulaLine } from '../money/formula.ts';
import { ordinal } from '../money/order.ts';
import type { MoneyRules } from '../money/rules.ts';
import { scaleSchedule, scheduledPrincipal } from '../money/schedule.ts';
import { text } from './fields.ts';
import type { LoanFile, LoanItem } from './loan-file.ts';
import type { MoneyView, RecordedPayment } from './money-view.ts';
import { type BalanceBreak, balanceBreaks } from './unfiled.ts';

export interface PaymentLine extends Payment {
  /** Undefined for a payment that no record of the loan shows and that the balances give away. */
  readonly recorded: RecordedPayment | undefined;
}

/** The last notice that declares the loan due before its time; whether it arrived is another check's question. */
export interface Acceleration {
  /** Day from which on it is due. */
  readonly date: string;
  /** Name of the notice's item. */
  readonly name: string;
}

export interface Recomputed {
  readonly breaks: readonly BalanceBreak[];
  /** Filed payments and those that the balances give away, by date. */
  readonly payments: readonly PaymentLine[];
  readonly booked: Played;
  /** On the principal really lent. */
  readonly lawful: Played;
  readonly lent: Decimal;
  readonly asOf: string;
  readonly accelerated: Acceleration | undefined;
  readonly formula: readonly FormulaLine[];
  /** The claim, when one is filed. */
  readonly claim: LoanItem | undefined;
}

export function recompute(loan: LoanFile, view: MoneyView, rules: MoneyRules): Recomputed {
  const claim = loan.of('CALC').at(-1);
  const accelerated = accelerationOf(loan);
  const breaks = balanceBreaks(view);
  const payments = [...view.payments.map(filed), ...breaks.flatMap(givenAway)].sort(
    (a, b) => daysBetween(b.date, a.date) || ordinal(a.id, b.id),
  );
  const asOf = (claim && text(claim, 'cut_off')) ?? lastDay(view);
  const plan = { terms: view.terms, payments, ...(accelerated && { accelerated: accelerated.date }) };
  const scaled = scaleSchedule(view.instalments, view.lent, rules);
  const booked = playLoan({ ...plan, instalments: view.instalments }, rules, asOf);
  const lawful = playLoan({ ...plan, instalments: scaled }, rules, asOf);
  const paid = sum(lawful.payments.map(({ allocation }) => allocation.principal));
  const formula = claimFormula(scheduledPrincipal(scaled), paid, lawful.owed, view.terms);
  return { breaks, payments, booked, lawful, lent: view.lent, asOf, accelerated, formula, claim };
}

function filed(recorded: RecordedPayment): PaymentLine {
  const { id, date, amount } = recorded;
  return { id, date, amount, recorded };
}

function givenAway({ unfiled, names }: BalanceBreak): PaymentLine[] {
  return unfiled.map(({ due, principal, interest, fee }, index) => ({
    id: names[index] ?? '',
    date: due,
    amount: principal.plus(interest).plus(fee),
    recorded: undefined,
  }));
}

function accelerationOf(loan: LoanFile): Acceleration | undefined {
  const notice = loan.of('ACCEL').at(-1);
  const date = notice && text(notice, 'due_date');
  return date === undefined ? undefined : { date, name: notice!.name };
}

/** Where no claim is filed: the last day of which the records speak. */
function lastDay({ payments, terms }: MoneyView): string {
  return payments.at(-1)?.date ?? terms.starts;
}

export interface ClaimPart {
  readonly id: 'principal' | 'interest' | 'default_interest';
  readonly claimed: Decimal | undefined;
  readonly recomputed: Decimal;
}

export function claimParts(
  { lawful: { owed } }: Recomputed,
  claimed: (field: string) => Decimal | undefined,
): ClaimPart[] {
  return [
    { id: 'principal', claimed: claimed('principal'), recomputed: owed.principal },
    { id: 'interest', claimed: claimed('interest'), recomputed: owed.interest },
    { id: 'default_interest', claimed: claimed('default_interest'), recomputed: owed.defaultInterest },
  ];
}
