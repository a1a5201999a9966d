import { money, rate, texts } from '../../../loan/fields.ts';
import type { LoanFile, LoanItem } from '../../../loan/loan-file.ts';
import type { MoneyView } from '../../../loan/money-view.ts';
import { claimParts, type Recomputed } from '../../../loan/recompute.ts';
import { amountText, decimal, sum, ZERO } from '../../../money/decimal.ts';
import { MONEY_RULES } from '../../../money/rules.ts';
import type { Check } from '../../check.ts';
import { dependsOn, failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, moneyFindings, notShown } from './common.ts';
import { changeFindings } from './payments.ts';

const PARTS = ['principal', 'interest', 'default_interest', 'fees', 'costs'];

/** What is claimed is no more than what the records make it, on the principal really lent; the formula is in the report. */
export const claim: Check = {
  id: 'claim',
  group: 'legal',
  title: { en: 'Claim recomputed', zh: '请求金额重算' },
  spec: 'Enforcement Provisions 2018 article 3; docs/spec/checks.md section 3',
  weighs: true,
  passed: {
    en: 'The claim of {claimed} {currency} up to {asOf} is no more than what the records make it; the formula is in the report. Costs of {costs} rest on vouchers and are not computed.',
    zh: '截至 {asOf} 请求 {claimed} {currency}，不超过依记录重算的金额，公式见报告；维权费用 {costs} 以凭证为准，不在重算之列。',
  },
  run(context) {
    const computed = context.loan.computed();
    if (computed === undefined) return { findings: moneyFindings(context), facts: {} };
    const { view, recomputed } = computed;
    const { claim: item } = recomputed;
    if (item === undefined) return { findings: [notShown(context.loan.file(), 'CALC')], facts: {} };
    const findings = [
      ...changeFindings(view),
      ...breakFindings(recomputed),
      ...hiddenFindings(context),
      ...rateFindings(view, item),
      ...totalFindings(item),
      ...partFindings(view, recomputed, item),
      ...inputFindings(context, item),
    ];
    return { findings, facts: claimFacts(view, recomputed, item) };
  },
};

function claimFacts(view: MoneyView, recomputed: Recomputed, item: LoanItem) {
  const claimed = money(item, 'total');
  return {
    claimed: claimed === undefined ? null : amountText(claimed),
    costs: amountText(money(item, 'costs') ?? ZERO),
    currency: view.currency,
    asOf: recomputed.asOf,
    accelerated: recomputed.accelerated?.date ?? null,
    rules: MONEY_RULES.id,
    formula: recomputed.formula.map(({ en }) => en),
  };
}

/** A balance that nothing explains leaves the sum open; a payment that the balances give away is counted in. */
function breakFindings({ breaks }: Recomputed): Finding[] {
  return breaks
    .filter(({ unfiled }) => unfiled.length === 0)
    .map(({ at }) => dependsOn('repayments', at.item.file));
}

function hiddenFindings({ loan }: Context): Finding[] {
  const { hidden } = loan.file();
  return hidden.length === 0
    ? []
    : [notChecked('CONTENT_WITHHELD', 'REPAY', { type: 'REPAY', items: hidden.map(String) })];
}

function rateFindings({ terms }: MoneyView, item: LoanItem): Finding[] {
  const found = rate(item, 'default_annual_rate');
  if (found === undefined) return [fieldNotShown(item, 'default_annual_rate')];
  if (found.lte(terms.defaultRate)) return [];
  return [
    failed('RATE_DIFFERS', item.file, { expected: terms.defaultRate.toFixed(), found: found.toFixed() }),
  ];
}

function totalFindings(item: LoanItem): Finding[] {
  const parts = PARTS.map((part) => money(item, part));
  const total = money(item, 'total');
  if (total === undefined || parts.includes(undefined)) return [fieldNotShown(item, 'total')];
  const added = sum(parts.map((part) => part ?? ZERO));
  if (added.eq(total)) return [];
  return [
    failed('SUM_DIFFERS', item.file, {
      item: item.name,
      expected: amountText(added),
      found: amountText(total),
    }),
  ];
}

function partFindings(view: MoneyView, recomputed: Recomputed, item: LoanItem): Finding[] {
  if (view.changes.length > 0) return [];
  const tolerance = decimal(MONEY_RULES.tolerance);
  return claimParts(recomputed, (field) => money(item, field))
    .filter(({ claimed, recomputed: found }) => claimed?.gt(found.plus(tolerance)))
    .map(({ id, claimed, recomputed: found }) =>
      failed('CLAIM_EXCEEDS', item.file, {
        part: id,
        claimed: amountText(claimed!),
        recomputed: amountText(found),
        difference: amountText(claimed!.minus(found)),
      }),
    );
}

/** What the calculation rests on, and what the request lists as evidence, must be in the loan. */
function inputFindings({ loan }: Context, item: LoanItem): Finding[] {
  const request = loan.file().of('CLAIM').at(-1);
  return [
    ...referenceFindings(loan.file(), item, 'inputs'),
    ...(request === undefined ? [] : referenceFindings(loan.file(), request, 'evidence')),
  ];
}

function referenceFindings(loan: LoanFile, item: LoanItem, field: string): Finding[] {
  const named = texts(item, field);
  if (named === undefined) return [fieldNotShown(item, field)];
  const missing = named.filter((reference) => loan.byReference(reference) === undefined);
  if (missing.length === 0) return [];
  const facts = { item: item.name, missing };
  return [
    loan.hidden.length > 0
      ? notChecked('REFERENCE_UNKNOWN', item.file, facts)
      : failed('REFERENCE_UNKNOWN', item.file, facts),
  ];
}
