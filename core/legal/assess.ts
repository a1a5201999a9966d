/** Each line of the legal check list answered from what the checks found. Pure data in, pure data out; the lines are in `rules/*.json`. */
import type { LegalLine, LegalRules, Need } from './rules.ts';

export type LineState = 'met' | 'not-met' | 'not-assessed';

export interface Ground {
  /** Check or document type. */
  readonly of: string;
  readonly state: LineState;
  /** Items to which it points. */
  readonly items: readonly string[];
}

export interface AssessedLine {
  readonly line: LegalLine;
  readonly state: LineState;
  readonly grounds: readonly Ground[];
}

/** What the list rests on: outcomes by check id, and items by type. */
export interface Found {
  readonly outcome: (check: string) => 'passed' | 'failed' | 'not-checked' | undefined;
  /** Files or items that the check's findings name. */
  readonly named: (check: string) => readonly string[];
  readonly filed: (type: string) => readonly string[];
  /** Whether items are withheld, so that nobody can say that something is not filed. */
  readonly hidden: boolean;
}

export function assessLines({ lines }: LegalRules, found: Found): AssessedLine[] {
  return lines.map((line) => {
    const grounds = (line.needs ?? []).map((need) => ground(need, found));
    return { line, grounds, state: line.weight === 'outside' ? 'not-assessed' : stateOf(grounds) };
  });
}

function stateOf(grounds: readonly Ground[]): LineState {
  const states = grounds.map(({ state }) => state);
  if (states.includes('not-met')) return 'not-met';
  return states.length === 0 || states.includes('not-assessed') ? 'not-assessed' : 'met';
}

function ground({ check, open, filed }: Need, found: Found): Ground {
  if (check !== undefined) {
    const outcome = found.outcome(check);
    const state = outcome === 'passed' ? 'met' : outcome === 'failed' ? 'not-met' : (open ?? 'not-assessed');
    return { of: check, state, items: found.named(check) };
  }
  const items = found.filed(filed!);
  const state = items.length > 0 ? 'met' : found.hidden ? 'not-assessed' : 'not-met';
  return { of: filed!, state, items };
}
