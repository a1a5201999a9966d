/** Runs checks of content on records alone, without a package around them. */

import type { Facts } from '../../core/error.ts';
import { loanFile, type RecordSource } from '../../core/loan/loan-file.ts';
import { moneyView } from '../../core/loan/money-view.ts';
import { recompute } from '../../core/loan/recompute.ts';
import { MONEY_RULES } from '../../core/money/rules.ts';
import type { Check } from '../../core/verify/check.ts';
import type { Context } from '../../core/verify/context.ts';
import { fillText, sentenceOf } from '../../core/verify/sentences.ts';
import type { Filing } from './sample-package.ts';

/** What is known of an item besides its record. */
export interface Shown {
  /** Sequences whose content is withheld. */
  readonly hidden?: readonly number[];
  /** Sequences whose record does not hold. */
  readonly unsound?: readonly number[];
  /** Sequences in which fields are withheld, besides those that the test took away. */
  readonly redacted?: readonly number[];
  /** Sequences in which documents are withheld. */
  readonly hiddenDocuments?: readonly number[];
}

export interface Outcome {
  /** `failed CODE` or `not-checked CODE`. */
  readonly codes: readonly string[];
  readonly facts: Facts;
  /** Of the first finding, else of the check. */
  readonly sentence: string;
}

export async function runCheck(
  check: Check,
  filings: readonly Filing[],
  shown: Shown = {},
): Promise<Outcome> {
  const file = loanFile(filings.map((filing, index) => sourceOf(filing, index + 1, shown)));
  const money = moneyView(file, MONEY_RULES);
  const computed =
    'view' in money ? { view: money.view, recomputed: recompute(file, money.view, MONEY_RULES) } : undefined;
  const loan = { file: () => file, money: () => money, computed: () => computed };
  const { findings, facts } = await check.run({ kind: 'package', loan, items: [] } as unknown as Context, []);
  const first = findings[0];
  const text =
    first === undefined
      ? fillText(check.passed, '', facts)
      : sentenceOf(first.code, first.subject, first.facts);
  return {
    codes: findings.map(({ outcome, code }) => `${outcome} ${code}`),
    facts: { ...facts, ...first?.facts },
    sentence: text.en,
  };
}

function sourceOf(
  { record }: Filing,
  sequence: number,
  { hidden, unsound, redacted, hiddenDocuments }: Shown,
): RecordSource {
  const file = `${record.reference}`;
  if (hidden?.includes(sequence)) return { sequence, file, state: 'hidden' };
  if (unsound?.includes(sequence)) return { sequence, file, state: 'unsound' };
  const withheld = [
    ...(redacted?.includes(sequence) ? [{ path: '/fields', count: 1 }] : []),
    ...(hiddenDocuments?.includes(sequence) ? [{ path: '/documents', count: 1 }] : []),
  ];
  return { sequence, file, state: 'holds', record, withheld };
}

/** Number of the item of that reference. */
export function sequenceOf(filings: readonly Filing[], reference: string): number {
  return filings.findIndex(({ record }) => record.reference === reference) + 1;
}
