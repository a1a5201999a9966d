/** What a check is: one promise, one file in `checks/`. It reports findings and never throws for what the container holds. */
import type { Facts } from '../error.ts';
import type { CheckCode } from './codes.ts';
import type { Context } from './context.ts';
import type { Opened } from './opened.ts';
import type { CheckResult, Finding, Group, Text } from './report.ts';

export interface CheckOutcome {
  readonly findings: readonly Finding[];
  /** What was compared, for the report; shown whatever the outcome. */
  readonly facts: Facts;
}

export interface Check {
  readonly id: string;
  readonly group: Group;
  readonly title: Text;
  /** Specification and section. */
  readonly spec: string;
  /** See `CheckResult.weighs`. */
  readonly weighs: boolean;
  /** Sentence when it holds; placeholders as in `codes.ts`. */
  readonly passed: Text;
  /** @param earlier results of the checks before it, for one that weighs the others */
  run(context: Context, earlier: readonly CheckResult[]): Promise<CheckOutcome> | CheckOutcome;
}

export function failed(code: CheckCode, subject: string, facts: Facts = {}): Finding {
  return { outcome: 'failed', code, subject, facts };
}

export function notChecked(code: CheckCode, subject: string, facts: Facts = {}): Finding {
  return { outcome: 'not-checked', code, subject, facts };
}

/** Not checked, because another check has already found the subject wanting. @param check id of that check */
export function dependsOn(check: string, subject: string): Finding {
  return notChecked('DEPENDS_ON', subject, { check });
}

/** The finding for a part that could not be read, in the check that owns the reading of it. */
export function malformedFinding(opened: Opened<unknown>, code: CheckCode, subject: string): Finding[] {
  return opened.state === 'malformed' ? [failed(code, subject, { rule: opened.rule })] : [];
}
