import { money, moneyOrNothing, objects, text } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import type { MoneyView } from '../../../loan/money-view.ts';
import { amountText, sum } from '../../../money/decimal.ts';
import { MONEY_RULES } from '../../../money/rules.ts';
import type { Check } from '../../check.ts';
import { failed } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { moneyFindings, nameFinding } from './common.ts';

/** What was really paid out is what the contract says, to whom it says, with nothing taken off in advance. */
export const disbursement: Check = {
  id: 'disbursement',
  group: 'legal',
  title: { en: 'Disbursement', zh: '放款' },
  spec: 'Civil Code article 670; docs/spec/checks.md section 3',
  weighs: true,
  passed: {
    en: '{lent} {currency} was paid out, as the contract says; nothing was deducted in advance.',
    zh: '实际放款 {lent} {currency}，与合同一致，无预先扣除。',
  },
  run({ loan, ...context }) {
    const view = loan.computed()?.view;
    if (view === undefined) return { findings: moneyFindings({ loan, ...context }), facts: {} };
    const facts = {
      principal: amountText(view.principal),
      lent: amountText(view.lent),
      currency: view.currency,
      rule: MONEY_RULES.sources.base?.en ?? '',
    };
    return {
      findings: [
        ...view.disbursements.flatMap((item) => voucherFindings(view, item)),
        ...totalFindings(view),
      ],
      facts,
    };
  },
};

function totalFindings({ principal, promised, lent, disbursements, deductions }: MoneyView): Finding[] {
  const deducted = sum(deductions.map(({ amount }) => amount));
  const short = promised.gt(lent) ? promised.minus(lent) : deducted;
  if (short.lte('0')) return [];
  return [
    failed('DEDUCTED_IN_ADVANCE', disbursements[0]!.file, {
      deducted: amountText(short),
      net: amountText(lent),
      principal: amountText(principal),
      deductions: deductions.map(({ name, amount }) => `${name} ${amountText(amount)}`),
    }),
  ];
}

function voucherFindings({ contract }: MoneyView, item: LoanItem): Finding[] {
  const deducted = sum((objects(item, 'deductions') ?? []).map(({ amount }) => moneyOrNothing(amount)));
  const [net, promised] = [money(item, 'net_amount'), money(item, 'contract_amount')];
  const findings = nameFinding(item, 'borrower', text(contract, 'borrower'), text(item, 'payee'));
  // A shortfall that no deduction explains is named by the total.
  if (net === undefined || promised === undefined || net.plus(deducted).lte(promised)) return findings;
  const facts = { item: item.name, expected: amountText(promised), found: amountText(net.plus(deducted)) };
  return [...findings, failed('SUM_DIFFERS', item.file, facts)];
}
