/**
 * Payments that the records themselves give away: the balance that one of them states is lower than the one before it by more than was paid. A bank that
 * leaves out a payment would have to falsify every balance after it.
 */
import { amountText, type Decimal, ZERO } from '../money/decimal.ts';
import type { Instalment } from '../money/schedule.ts';
import type { MoneyView, RecordedPayment } from './money-view.ts';

export interface BalanceBreak {
  /** The record whose balance does not follow. */
  readonly at: RecordedPayment;
  readonly before: RecordedPayment | undefined;
  readonly expected: Decimal;
  readonly found: Decimal;
  /** Whole instalments whose principal is the difference: what was paid and not filed. Empty when nothing fits, or the balance rose. */
  readonly unfiled: readonly Instalment[];
  /** What the filer would have called them, by the run of its own numbers. */
  readonly names: readonly string[];
}

/** Breaks in the run of balances, by date; payments whose booking is withheld are passed over together with the next one. */
export function balanceBreaks({ payments, promised: principal, instalments }: MoneyView): BalanceBreak[] {
  const out: BalanceBreak[] = [];
  let balance: Decimal | undefined = principal;
  let before: RecordedPayment | undefined;
  let settled = ZERO;
  for (const at of payments) {
    const { allocation, balance: found } = at;
    if (balance !== undefined && allocation !== undefined && found !== undefined) {
      const expected = balance.minus(allocation.principal);
      if (!expected.eq(found)) {
        const unfiled = fitting(instalments, settled, expected.minus(found));
        out.push({ at, before, expected, found, unfiled, names: namesBetween(before, at, unfiled) });
      }
    }
    balance = allocation === undefined ? undefined : found;
    settled = balance === undefined ? settled : principal.minus(balance);
    before = at;
  }
  return out;
}

/** The run of instalments, from the first one not settled, whose principal adds up to the difference. */
function fitting(instalments: readonly Instalment[], settled: Decimal, difference: Decimal): Instalment[] {
  let passed = ZERO;
  const start = instalments.findIndex(({ principal }) => {
    passed = passed.plus(principal);
    return passed.gt(settled);
  });
  let total = ZERO;
  for (let at = start; at >= 0 && at < instalments.length && total.lt(difference); at++) {
    total = total.plus(instalments[at]!.principal);
    if (total.eq(difference)) return instalments.slice(start, at + 1);
  }
  return [];
}

const NUMBERED = /^(.*?)(\d+)$/;

/** `REPAY-03` between `REPAY-02` and `REPAY-04`; else the instalments. */
function namesBetween(
  before: RecordedPayment | undefined,
  at: RecordedPayment,
  unfiled: readonly Instalment[],
): string[] {
  const [, stem, digits] = NUMBERED.exec(at.item.reference ?? '') ?? [];
  const [, earlierStem, earlier = '0'] = NUMBERED.exec(before?.item.reference ?? `${stem ?? ''}0`) ?? [];
  const [from, to] = [Number(earlier) + 1, Number(digits) - 1];
  if (stem !== undefined && stem === earlierStem && to - from + 1 === unfiled.length && unfiled.length > 0)
    return unfiled.map((_, index) => `${stem}${String(from + index).padStart(digits!.length, '0')}`);
  return unfiled.map(({ number, principal }) => `instalment ${number} (${amountText(principal)})`);
}
