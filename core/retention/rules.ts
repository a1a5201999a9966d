/** The data model of `rules/*.json`: how long which law has records kept, how sure that is, and where the clock starts. */
import type { Label } from '../evidence/field-spec.ts';
import { GENERATED } from './rules.generated.ts';

/** `V` read in the primary source, `S` a secondary source, `U` not verified, `I` an inference of this project. */
export type Mark = 'V' | 'S' | 'U' | 'I';

/** `unknown`: nobody has verified it, only an order erases. `unlimited`: never erased. */
export type Period = { readonly years: number } | { readonly months: number } | 'unknown' | 'unlimited';

/** `event`: what the item records. `relation-end`: the loan's CLOSE record; until it is filed the clock stands still. */
export type ClockStart = 'event' | 'relation-end';

export interface RetentionRule {
  readonly id: string;
  readonly law: Label;
  /** Empty where there is none. */
  readonly article: string;
  /** What the source says, in short. */
  readonly says: Label;
  /** How sure `says` is. */
  readonly mark: Mark;
  /** Codes of the document types it is applied to. */
  readonly types: readonly string[];
  readonly period: Period;
  readonly start: ClockStart;
  /** Why it is applied to these types, and how sure that is. */
  readonly applies: Label & { readonly mark: Mark };
}

export interface RetentionRules {
  /** `<jurisdiction>-<year>-<number>`; a set that was in force never changes. */
  readonly version: string;
  readonly jurisdiction: string;
  /** First day on which the set is applied, `YYYY-MM-DD`. */
  readonly from: string;
  readonly rules: readonly RetentionRule[];
  /** What was looked at and not applied, and why. */
  readonly considered: readonly {
    readonly law: Label;
    readonly article: string;
    readonly says: Label;
    readonly mark: Mark;
    readonly why: Label;
  }[];
}

/** All sets, oldest first. */
export const RETENTION_RULES: readonly RetentionRules[] = GENERATED;

/** The set that is applied on a day. @param at milliseconds since the epoch */
export function retentionRulesAt(at: number): RetentionRules {
  const day = new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
  const [first] = RETENTION_RULES;
  return RETENTION_RULES.filter(({ from }) => from <= day).at(-1) ?? first!;
}
