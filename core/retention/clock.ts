/**
 * The retention clock of one item: which rules have it kept, since when and until when. Pure: times come in. Periods are counted by the calendar of
 * UTC+8 and end with the whole last day (Civil Code articles 201 to 203).
 */
import type { Period, RetentionRule, RetentionRules } from './rules.ts';

export interface RetentionFacts {
  /** Code of the document type. */
  readonly type: string;
  /** When the recorded event took place, as claimed; undefined when it was erased or withheld. RFC 3339. */
  readonly event?: string;
  /** When the log received the item. RFC 3339. */
  readonly received: string;
  /** When the log received the loan's CLOSE record, or the time it claims if that is later; undefined as long as there is none. */
  readonly relationEnd?: string;
}

export interface RunningRule {
  readonly rule: RetentionRule;
  /** RFC 3339, UTC with milliseconds; null as long as the clock has not started. */
  readonly startsAt: string | null;
  /** First moment at which the rule no longer has the item kept; null when that is not known or never comes. */
  readonly endsAt: string | null;
}

export interface Retention {
  readonly version: string;
  readonly rules: readonly RunningRule[];
  /** The latest `endsAt`; null when a rule has none. Equal to the time of receipt when no rule applies. */
  readonly keptUntil: string | null;
}

export function retentionOf({ version, rules }: RetentionRules, facts: RetentionFacts): Retention {
  const running = rules
    .filter(({ types }) => types.includes(facts.type))
    .map((rule): RunningRule => {
      const startsAt = startOf(rule, facts);
      return { rule, startsAt, endsAt: startsAt === null ? null : endOf(startsAt, rule.period) };
    });
  const ends = running.map(({ endsAt }) => endsAt);
  return {
    version,
    rules: running,
    keptUntil: ends.includes(null) ? null : latest([iso(facts.received), ...ends]),
  };
}

/** The rules that forbid erasure at a moment. @param ordered a court or authority ordered it: rules whose period nobody knows give way */
export function blockingRules({ rules }: Retention, at: number, ordered: boolean): readonly RunningRule[] {
  return rules.filter(({ rule, endsAt }) => {
    if (rule.period === 'unknown') return !ordered;
    return endsAt === null || Date.parse(endsAt) > at;
  });
}

/** The safer of claim and receipt: an early time that is merely claimed must not shorten the period. */
function startOf({ start }: RetentionRule, { event, received, relationEnd }: RetentionFacts): string | null {
  if (start === 'relation-end') return relationEnd === undefined ? null : iso(relationEnd);
  return latest(event === undefined ? [iso(received)] : [iso(received), iso(event)]);
}

const iso = (time: string) => new Date(time).toISOString();

/** Of times in one form, which sort as they follow each other. */
const latest = (times: readonly (string | null)[]): string => times.map(String).sort().at(-1)!;

const ZONE_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

function endOf(start: string, period: Period): string | null {
  if (typeof period === 'string') return null;
  const local = new Date(Date.parse(start) + ZONE_MS);
  const months = 'years' in period ? period.years * 12 : period.months;
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + months, local.getUTCDate()];
  // The day before the first of the next month is the last of the month: 29 February has no counterpart in most years.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, lastDay)) + DAY_MS - ZONE_MS).toISOString();
}
