/** Runs checks in order and draws the report from their findings. */
import type { Facts } from '../error.ts';
import { type Check, type CheckOutcome, failed, notChecked } from './check.ts';
import type { Context } from './context.ts';
import type { VerifyOptions } from './open-common.ts';
import {
  type CheckResult,
  type Finding,
  GROUPS,
  type Group,
  MAX_FINDINGS,
  type Outcome,
  VERDICT_SENTENCES,
  type Verdict,
} from './report.ts';
import { fillText, sentenceOf } from './sentences.ts';

/** All checks, each exactly once, in order; those after a limit was reached are in the list, as not checked. */
export async function runChecks(
  context: Context,
  checks: readonly Check[],
  { onProgress, limit }: Pick<VerifyOptions, 'onProgress' | 'limit'> = {},
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  let reached: string | undefined;
  for (const check of checks) {
    onProgress?.(check.id, results.length, checks.length);
    reached ??= limit?.();
    const outcome = reached === undefined ? await outcomeOf(check, context, results) : beyond(reached);
    results.push(result(check, outcome));
  }
  return results;
}

function beyond(limit: string): CheckOutcome {
  return { findings: [notChecked('LIMIT_REACHED', '', { limit })], facts: {} };
}

/** A fault of ours, or of a library under hostile input, is a failed check with its message: never a pass, never an exception. */
async function outcomeOf(
  check: Check,
  context: Context,
  earlier: readonly CheckResult[],
): Promise<CheckOutcome> {
  try {
    return await check.run(context, earlier);
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { findings: [failed('INTERNAL_FAULT', '', { message: message.slice(0, 500) })], facts: {} };
  }
}

function result(check: Check, { findings, facts }: CheckOutcome): CheckResult {
  const { id, group, title, spec, weighs } = check;
  // Failures first: they decide, and are not to be crowded out by what was merely not checked.
  const ordered = [...findings].sort(
    (a, b) => Number(a.outcome !== 'failed') - Number(b.outcome !== 'failed'),
  );
  const first = ordered[0];
  const common = { id, group, title, spec, weighs };
  if (first === undefined) {
    const sentence = fillText(check.passed, '', facts);
    return {
      ...common,
      outcome: 'passed',
      code: 'OK',
      subject: '',
      facts,
      sentence,
      findings: [],
      omitted: 0,
    };
  }
  return {
    ...common,
    outcome: first.outcome,
    code: first.code,
    subject: first.subject,
    facts: { ...facts, ...first.facts },
    sentence: findingSentence(first),
    findings: ordered.slice(0, MAX_FINDINGS).map((one) => ({ ...one, sentence: findingSentence(one) })),
    omitted: Math.max(0, ordered.length - MAX_FINDINGS),
  };
}

function findingSentence({ code, subject, facts }: Finding) {
  return sentenceOf(code, subject, facts);
}

/** The list of a container whose very frame does not hold: the first check says why, and nothing else can be told. */
export function blockedResults(first: CheckResult, rest: readonly Check[]): CheckResult[] {
  const facts: Facts = { check: first.id };
  const blocked = (check: Check) =>
    result(check, { findings: [notChecked('DEPENDS_ON', first.subject, facts)], facts: {} });
  return [first, ...rest.map(blocked)];
}

/** One check outside a run. */
export function singleResult(check: Check, outcome: CheckOutcome): CheckResult {
  return result(check, outcome);
}

export function verdicts(results: readonly CheckResult[]): Verdict[] {
  return GROUPS.map((group) => {
    const outcome = verdictOf(results.filter((one) => one.group === group));
    return { group, outcome, sentence: VERDICT_SENTENCES[group][outcome] };
  });
}

function verdictOf(results: readonly CheckResult[]): Outcome {
  if (results.some(({ outcome }) => outcome === 'failed')) return 'failed';
  // A group without a single passed check has established nothing.
  const open = results.some(({ outcome, weighs }) => outcome === 'not-checked' && weighs);
  return open || !results.some(({ outcome }) => outcome === 'passed') ? 'not-checked' : 'passed';
}

/**
 * The worst of the verdicts that this kind of container can establish, for exit codes; shown nowhere by itself. Open points of law do not count: they
 * tell how far the loan has come, not how good the evidence is. Points that are not met do.
 */
export function worstOutcome(all: readonly Verdict[], establishes: readonly Group[]): Outcome {
  const counted: readonly Group[] = establishes.filter((group) => group !== 'legal');
  const outcomes = all.filter(({ group }) => counted.includes(group)).map(({ outcome }) => outcome);
  if (all.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return outcomes.includes('not-checked') ? 'not-checked' : 'passed';
}
