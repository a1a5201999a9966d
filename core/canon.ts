/** JSON Canonicalization Scheme (RFC 8785): the only way in which bytes are made from objects. */
import { utf8 } from './bytes.ts';
import { CoreError } from './error.ts';
import type { Json } from './json.ts';

/**
 * Canonical text of a JSON value: members sorted by UTF-16 units, no white space, ECMAScript number form.
 * @throws CoreError `CANON` for NaN, infinities, lone surrogates, `undefined`, or anything that is not JSON.
 */
export function canonicalText(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return string(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const object = value as { readonly [key: string]: Json };
    // The default sort compares UTF-16 code units: RFC 8785 section 3.2.3.
    const members = Object.keys(object).sort();
    return `{${members.map((key) => `${string(key)}:${canonicalText(object[key] as Json)}`).join(',')}}`;
  }
  throw new CoreError('CANON', `a ${typeof value} has no canonical JSON form`);
}

/** UTF-8 bytes of `canonicalText`. @throws CoreError `CANON` */
export function canonicalBytes(value: Json): Uint8Array {
  return utf8(canonicalText(value));
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new CoreError('CANON', `${value} has no JSON form`);
  // ECMAScript's own serialisation is the one that RFC 8785 section 3.2.2.3 demands; it writes -0 as 0.
  return JSON.stringify(value);
}

function string(value: string): string {
  if (!value.isWellFormed())
    throw new CoreError('CANON', 'a string with a lone surrogate has no canonical form');
  return JSON.stringify(value);
}
