import type { MoneyView, RecordedPayment } from '../../../loan/money-view.ts';
import type { Recomputed } from '../../../loan/recompute.ts';

import { amountText, decimal } from '../../../money/decimal.ts';
import { type Allocation, allocationTotal } from '../../../money/ledger.ts';
import { BUCKETS, MONEY_RULES } from '../../../money/rules.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, moneyFindings, notShown } from './common.ts';

/** Each payment was taken for what it should have been: costs, default interest, interest, principal, in the order agreed. */
export const payments: Check = {
  id: 'payments',
  group: 'legal',
  title: { en: 'Payments and their allocation', zh: '还款及其抵充' },
  spec: 'docs/spec/checks.md section 3',
  weighs: true,
  passed: {
    en: '{payments, plural, =1 {The payment was} other {All # payments were}} taken in the order {order}, as recomputed from the plan.',
    zh: '{payments, plural, =1 {该笔还款} other {全部 # 笔还款}}按 {order} 的顺序抵充，与依还款计划重算的结果一致。',
  },
  run(context) {
    const computed = context.loan.computed();
    if (computed === undefined) return { findings: moneyFindings(context), facts: {} };
    const { view, recomputed } = computed;
    if (view.payments.length === 0) return { findings: [notShown(context.loan.file(), 'REPAY')], facts: {} };
    const findings = [
      ...changeFindings(view),
      ...view.payments.flatMap((one) => paymentFindings(one, computed)),
    ];
    const facts = { payments: view.payments.length, order: view.terms.order, rules: MONEY_RULES.id };
    return { findings: recomputed.payments.length === 0 ? [] : findings, facts };
  },
};

/** A new plan or new terms: from then on the first plan computes nothing. */
export function changeFindings({ changes }: MoneyView): Finding[] {
  return changes.map(({ file, name }) => notChecked('TERMS_CHANGED', file, { item: name }));
}

function paymentFindings(
  one: RecordedPayment,
  { view, recomputed }: { readonly view: MoneyView; readonly recomputed: Recomputed },
): Finding[] {
  const { allocation, item, amount, id } = one;
  if (allocation === undefined) return [fieldNotShown(item, 'allocation')];
  const total = allocationTotal(allocation);
  if (!total.eq(amount)) {
    return [
      failed('SUM_DIFFERS', item.file, { item: id, expected: amountText(amount), found: amountText(total) }),
    ];
  }
  const played = recomputed.booked.payments.find((other) => other.id === id);
  if (played === undefined || view.changes.length > 0 || agree(allocation, played.allocation)) return [];
  const facts = { item: id, expected: shown(played.allocation), found: shown(allocation) };
  // An instalment paid before it is due may bear less interest than the plan says; that is for the parties to say.
  return [
    played.early
      ? notChecked('PAID_EARLY', item.file, facts)
      : failed('ALLOCATION_DIFFERS', item.file, facts),
  ];
}

function agree(a: Allocation, b: Allocation): boolean {
  const tolerance = decimal(MONEY_RULES.tolerance);
  return BUCKETS.every((bucket) => a[bucket].minus(b[bucket]).abs().lte(tolerance));
}

function shown(allocation: Allocation): string[] {
  return BUCKETS.filter((bucket) => !allocation[bucket].eq('0')).map(
    (bucket) => `${bucket} ${amountText(allocation[bucket])}`,
  );
}
