/** The recomputed claim in words and numbers, line by line, so that a tribunal can check it by hand and go on computing to the day of payment. */
import type { Owed } from './claim.ts';
import { amountText, type Decimal, percentText } from './decimal.ts';
import type { Terms } from './ledger.ts';

export interface FormulaLine {
  readonly id: 'principal' | 'interest' | 'default-interest' | 'from-then-on';
  readonly en: string;
  readonly zh: string;
}

/** @param lent principal that the formula starts from @param paid principal repaid */
export function claimFormula(lent: Decimal, paid: Decimal, owed: Owed, terms: Terms): FormulaLine[] {
  const open = amountText(lent.minus(paid));
  const principal = amountText(owed.principal);
  const part = lent.minus(paid).eq(owed.principal) ? '' : ` (${principal} due)`;
  const partZh = part === '' ? '' : `（其中已到期 ${principal}）`;
  return [
    {
      id: 'principal',
      en: `Principal = ${amountText(lent)} lent − ${amountText(paid)} repaid = ${open}${part}`,
      zh: `本金 = 实际出借 ${amountText(lent)} − 已还本金 ${amountText(paid)} = ${open}${partZh}`,
    },
    interestLine(owed, terms),
    defaultLine(owed, terms),
    {
      id: 'from-then-on',
      en: `From the day after ${owed.asOf}: ${principal} × ${percentText(terms.defaultRate)} ÷ ${terms.dayCount.year} = ${daily(owed)} a day until paid`,
      zh: `自 ${owed.asOf} 次日起：${principal} × ${percentText(terms.defaultRate)} ÷ ${terms.dayCount.year} = 每日 ${daily(owed)}，计至清偿之日`,
    },
  ];
}

const daily = ({ daily: value }: Owed) => value.toFixed(4);

function interestLine({ interest, acceleration }: Owed, terms: Terms): FormulaLine {
  const total = amountText(interest);
  if (acceleration === undefined)
    return {
      id: 'interest',
      en: `Interest = open interest of the instalments due = ${total}`,
      zh: `利息 = 已到期各期未付利息 = ${total}`,
    };
  const { overdueInterest, notDue, currentFrom, currentDays, currentInterest, date } = acceleration;
  const sum = `${amountText(notDue)} × ${percentText(terms.annualRate)} ÷ ${terms.dayCount.year} × ${currentDays}`;
  return {
    id: 'interest',
    en: `Interest = ${amountText(overdueInterest)} of instalments overdue + ${sum} days (${currentFrom} to ${date}) = ${amountText(currentInterest)}; open: ${total}`,
    zh: `利息 = 逾期各期利息 ${amountText(overdueInterest)} + ${sum} 天（${currentFrom} 至 ${date}）= ${amountText(currentInterest)}；未付合计 ${total}`,
  };
}

function defaultLine(
  { defaultInterest, acceleration, daysAfter, defaultAfter, principal, asOf }: Owed,
  terms: Terms,
): FormulaLine {
  const total = amountText(defaultInterest);
  const rate = `${percentText(terms.defaultRate)} ÷ ${terms.dayCount.year}`;
  if (acceleration === undefined)
    return {
      id: 'default-interest',
      en: `Default interest = overdue principal of each instalment × ${rate} × days since due = ${total}`,
      zh: `罚息 = 各期逾期本金 × ${rate} × 逾期天数 = ${total}`,
    };
  const sum = `${amountText(principal)} × ${rate} × ${daysAfter}`;
  return {
    id: 'default-interest',
    en: `Default interest = ${amountText(acceleration.defaultBefore)} up to ${acceleration.date} + ${sum} days up to ${asOf} = ${amountText(defaultAfter)}; open: ${total}`,
    zh: `罚息 = ${acceleration.date} 前 ${amountText(acceleration.defaultBefore)} + ${sum} 天（至 ${asOf}）= ${amountText(defaultAfter)}；未付合计 ${total}`,
  };
}
