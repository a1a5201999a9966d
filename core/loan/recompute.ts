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

export interface Recomputed {
  readonly breaks: readonly BalanceBreak[];
  /** Filed payments and those that the balances give away, by date. */
  readonly payments: readonly PaymentLine[];
  readonly booked: Played;
  /** On the principal really lent. */
  readonly lawful: Played;
  readonly lent: Decimal;
  readonly asOf: string;
  readonly accelerated: string | undefined;
  readonly formula: readonly FormulaLine[];
  /** The claim, when one is filed. */
  readonly claim: LoanItem | undefined;
}

export function recompute(loan: LoanFile, view: MoneyView, rules: MoneyRules): Recomputed {
  const claim = loan.of('CALC').at(-1);
  const accelerated = accelerationDate(loan);
  const breaks = balanceBreaks(view);
  const payments = [...view.payments.map(filed), ...breaks.flatMap(givenAway)].sort(
    (a, b) => daysBetween(b.date, a.date) || ordinal(a.id, b.id),
  );
  const asOf = (claim && text(claim, 'cut_off')) ?? lastDay(view);
  const plan = { terms: view.terms, payments, ...(accelerated === undefined ? {} : { accelerated }) };
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

/** Day that the last notice of acceleration declares; whether the notice arrived is another check's question. */
function accelerationDate(loan: LoanFile): string | undefined {
  const notice = loan.of('ACCEL').at(-1);
  return notice && text(notice, 'due_date');
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
