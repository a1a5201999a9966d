/** What a tribunal asks of a loan, in its order, and where the report and the record answer it. */
import type { CheckResult, Outcome, Report } from '../../../core/verify/report.ts';

export interface Question {
  readonly id: 'who' | 'agreed' | 'told' | 'paid-out' | 'came-back' | 'claimed' | 'served' | 'missing';
  /** Checks that answer it, by id. */
  readonly checks: readonly string[];
  /** Tables of the report that lay the answer out. */
  readonly tables: readonly string[];
  /** Document types of the items that it rests on. */
  readonly types: readonly string[];
}

export const QUESTIONS: readonly Question[] = [
  {
    id: 'who',
    checks: ['signer', 'user-key', 'statement-certificates', 'assignment'],
    tables: ['signer'],
    types: ['REG', 'KYC', 'FACE', 'MSISDN', 'CARD', 'SIGN', 'COUNTERSIGN', 'ASSIGN'],
  },
  {
    id: 'agreed',
    checks: ['arbitration'],
    tables: [],
    types: ['CONTRACT', 'ARBAG', 'LIMIT', 'SCHED', 'GUAR', 'AMEND', 'EVCLAUSE', 'SRVADDR'],
  },
  { id: 'told', checks: ['prompting'], tables: [], types: ['PROMPT', 'CONSENT', 'CRAUTH', 'APPL'] },
  { id: 'paid-out', checks: ['disbursement'], tables: [], types: ['DRAW', 'DISB'] },
  { id: 'came-back', checks: ['payments', 'repayments'], tables: ['account'], types: ['REPAY'] },
  { id: 'claimed', checks: ['claim'], tables: ['claim', 'formula'], types: ['OVERDUE', 'CALC', 'CLAIM'] },
  { id: 'served', checks: ['notice', 'service'], tables: ['notices'], types: ['DUN', 'ACCEL', 'SERVE'] },
  {
    id: 'missing',
    checks: ['stream-opening', 'sequence', 'stream-heads', 'repayments', 'records', 'legal-list'],
    tables: ['objections'],
    types: ['COUNTER', 'ERASE'],
  },
];

export function checksOf(
  { checks }: Report,
  { checks: ids }: Pick<Question, 'checks'>,
): readonly CheckResult[] {
  return ids.flatMap((id) => checks.find((check) => check.id === id) ?? []);
}

/** How many of the checks came to which outcome, those that decide most first. */
export function tally(
  checks: readonly CheckResult[],
): readonly { readonly outcome: Outcome; readonly count: number }[] {
  return (['failed', 'not-checked', 'passed'] as const)
    .map((outcome) => ({ outcome, count: checks.filter((check) => check.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
}

/** Number of the item in whose folder a finding's file lies. */
export function sequenceOf(subject: string): number | undefined {
  const digits = /(?:^|\/)(\d{4,7})(?:[-.]|$)/.exec(subject)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
