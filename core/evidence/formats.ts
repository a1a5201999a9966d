/** Lexical formats of record values. Each predicate takes the string alone; what it allows is said beside it for problem texts. */
import type { Json } from '../json.ts';

export interface Format {
  readonly allowed: string;
  readonly test: (text: string) => boolean;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** A day that the Gregorian calendar has. */
function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (found === null) return false;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1]!;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const isLine = (text: string, max: number) => text !== '' && text.length <= max && !CONTROL.test(text);

const matching =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

export const FORMATS = {
  /** One line, for names and numbers. */
  line: {
    allowed: 'a string of 1 to 256 characters without control characters',
    test: (text) => isLine(text, 256),
  },
  loan: {
    allowed: 'a loan number: 1 to 128 letters, digits or . _ : - beginning with a letter or digit',
    test: matching(/^[\p{L}\p{N}][\p{L}\p{N}._:-]{0,127}$/u),
  },
  reference: {
    allowed: 'a reference: 1 to 128 letters, digits or . _ : - / beginning with a letter or digit',
    test: matching(/^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,127}$/u),
  },
  itemId: {
    allowed: 'the id of an item, a UUID in lower case',
    test: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  },
  slug: {
    allowed: 'a lower-case word of 1 to 32 letters, digits and hyphens',
    test: matching(/^[a-z][a-z0-9-]{0,31}$/),
  },
  code: {
    allowed: 'a document type code: 2 to 16 capital letters and digits',
    test: matching(/^[A-Z][A-Z0-9]{1,15}$/),
  },
  fileName: {
    allowed: 'a file name of 1 to 255 characters without / \\ % control characters, not beginning with a dot',
    test: (text) => isLine(text, 255) && !/^\.|[/\\%]/.test(text),
  },
  mediaType: {
    allowed: 'a media type such as application/pdf',
    test: (text) =>
      text.length <= 127 && /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(text),
  },
  digest: {
    allowed: 'a digest of 64 lower-case hexadecimal digits',
    test: matching(/^[0-9a-f]{64}$/),
  },
  date: { allowed: 'a calendar date YYYY-MM-DD', test: isDate },
  time: {
    allowed: 'an RFC 3339 time with offset, such as 2026-01-31T10:00:00+08:00',
    test: (text) => isDate(TIME.exec(text)?.[1] ?? ''),
  },
  zone: {
    allowed: 'an IANA time zone such as Asia/Shanghai',
    test: matching(/^(?:UTC|[A-Z][A-Za-z_]{1,31}(?:\/[A-Z][A-Za-z0-9_+-]{1,31}){1,2})$/),
  },
  /** Exact decimal in its shortest usual spelling; never a JSON number, which would round. */
  decimal: {
    allowed: 'a decimal as a string, such as "0.108", at most 15 digits before and 12 after the point',
    test: (text) => /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/.test(text) && !/^-0(?:\.0*)?$/.test(text),
  },
  money: {
    allowed: 'a decimal as a string, not negative, with at most 4 decimals, such as "50000.00"',
    test: matching(/^(?:0|[1-9]\d{0,14})(?:\.\d{1,4})?$/),
  },
  currency: { allowed: 'an ISO 4217 code such as CNY', test: matching(/^[A-Z]{3}$/) },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export function follows(value: Json | undefined, format: FormatName): boolean {
  return typeof value === 'string' && FORMATS[format].test(value);
}
