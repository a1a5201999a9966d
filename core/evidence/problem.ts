/** What is wrong with a record by its schema: where, what was found, what is allowed. */
import type { Json } from '../json.ts';

export interface SchemaProblem {
  /** Slash-separated path in the record's wire form, such as `/fields/amount`. */
  readonly path: string;
  /** What stands there, cut short; for sensitive fields its kind and length only. */
  readonly found: string;
  readonly allowed: string;
}

const MAX_SHOWN = 80;

/** Kind and length of a value, never its content. */
export function describeKind(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A short rendering for the one who sent the value. */
export function describe(value: Json | undefined): string {
  if (value === undefined || typeof value === 'object') return describeKind(value);
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? describeKind(value) : text;
}
