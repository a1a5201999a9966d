import type { BalanceBreak } from '../../../loan/unfiled.ts';
import { amountText } from '../../../money/decimal.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, moneyFindings, notShown } from './common.ts';

/** Each balance follows from the one before and the principal paid: no payment is left out between two that were filed. */
export const repayments: Check = {
  id: 'repayments',
  group: 'completeness',
  title: { en: 'No repayment left out', zh: '还款记录连续' },
  spec: 'docs/spec/checks.md section 2',
  // What is withheld for privacy is counted by its log entry; the balances are a second look where they are disclosed.
  weighs: false,
  passed: {
    en: '{payments, plural, =1 {The balance after the repayment is right} other {The balances of all # repayments follow from each other}}, from {principal} down to {balance}.',
    zh: '{payments, plural, =1 {该笔还款} other {全部 # 笔还款}}的剩余本金前后衔接，由 {principal} 减至 {balance}。',
  },
  run(context) {
    const computed = context.loan.computed();
    if (computed === undefined) return { findings: moneyFindings(context), facts: {} };
    const { view, recomputed } = computed;
    if (view.payments.length === 0) return { findings: [notShown(context.loan.file(), 'REPAY')], facts: {} };
    const withheld = view.payments
      .filter(({ allocation, balance }) => allocation === undefined || balance === undefined)
      .map(({ item, balance }) =>
        fieldNotShown(item, balance === undefined ? 'principal_balance' : 'allocation'),
      );
    const last = view.payments.at(-1)?.balance;
    const facts = {
      payments: view.payments.length,
      principal: amountText(view.promised),
      balance: last === undefined ? null : amountText(last),
      currency: view.currency,
    };
    return {
      findings: [...recomputed.breaks.flatMap((one) => breakFindings(context, one)), ...withheld],
      facts,
    };
  },
};

function breakFindings(
  { loan }: Context,
  { at, before, expected, found, unfiled, names }: BalanceBreak,
): Finding[] {
  const facts = {
    after: before?.id ?? null,
    before: at.id,
    expected: amountText(expected),
    found: amountText(found),
  };
  const [change] = loan.computed()?.view.changes ?? [];
  // A waiver or a new drawing moves the balance as well as a payment does.
  if (change !== undefined) return [notChecked('TERMS_CHANGED', at.item.file, { item: change.name })];
  if (unfiled.length === 0) return [failed('BALANCE_BROKEN', at.item.file, facts)];
  const { hidden } = loan.file();
  // One of the items whose content is not disclosed may be the payment that seems to be missing.
  if (hidden.length > 0)
    return [notChecked('CONTENT_WITHHELD', at.item.file, { type: 'REPAY', items: hidden.map(String) })];
  return names.map((missing) => failed('GAP_IN_SEQUENCE', at.item.file, { missing, ...facts }));
}
