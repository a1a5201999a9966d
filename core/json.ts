/**
 * Strict JSON (RFC 8259) for hostile input: duplicate keys, excessive depth, lone surrogates and trailing text are refused, where
 * `JSON.parse` would silently keep one of two values or read what another reader reads otherwise (RFC 7493, I-JSON).
 */
import { CoreError } from './error.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface JsonLimits {
  /** Nesting of arrays and objects. */
  readonly maxDepth: number;
  /** Length of the text in UTF-16 units. */
  readonly maxLength: number;
}

export const DEFAULT_JSON_LIMITS: JsonLimits = { maxDepth: 32, maxLength: 4 * 1024 * 1024 };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** What is not a control character; RFC 8259 section 7 excludes those from strings. */
const FIRST_PLAIN = 0x20;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, said to a machine that is faster once it has begun
const PLAIN = /[^"\\\u0000-\u001f]*/y;
/** Characters up to which a loop is faster than the expression. */
const SHORT = 48;
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Parser {
  private at = 0;
  private readonly text: string;
  private readonly limits: JsonLimits;

  constructor(text: string, limits: JsonLimits) {
    this.text = text;
    this.limits = limits;
  }

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) this.fail('trailing text after the value');
    return value;
  }

  private value(depth: number): Json {
    this.space();
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) return this.string();
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth >= this.limits.maxDepth) this.fail(`nesting deeper than ${this.limits.maxDepth}`);
      this.at++;
      return code === OPEN_BRACE ? this.object(depth) : this.array(depth);
    }
    const c = this.text[this.at];
    if (c === 't') return this.word('true', true);
    if (c === 'f') return this.word('false', false);
    if (c === 'n') return this.word('null', null);
    return this.number();
  }

  private object(depth: number): Json {
    const members: Record<string, Json> = {};
    if (this.skip(CLOSE_BRACE)) return members;
    for (;;) {
      this.space();
      if (this.text.charCodeAt(this.at) !== QUOTE) this.fail('expected a member name');
      const key = this.string();
      if (Object.hasOwn(members, key)) this.fail(`duplicate member name ${JSON.stringify(key.slice(0, 64))}`);
      if (!this.skip(COLON)) this.fail('expected ":"');
      setMember(members, key, this.value(depth + 1));
      if (this.skip(CLOSE_BRACE)) return members;
      if (!this.skip(COMMA)) this.fail('expected "," or "}"');
    }
  }

  private array(depth: number): Json {
    const items: Json[] = [];
    if (this.skip(CLOSE_BRACKET)) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.skip(CLOSE_BRACKET)) return items;
      if (!this.skip(COMMA)) this.fail('expected "," or "]"');
    }
  }

  private string(): string {
    this.at++;
    let out = this.plain();
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      if (code !== BACKSLASH)
        this.fail(Number.isNaN(code) ? 'unterminated string' : 'control character in a string');
      out += this.escape() + this.plain();
    }
    this.at++;
    if (!out.isWellFormed()) this.fail('lone surrogate in a string');
    return out;
  }

  /** Characters that stand for themselves, up to the first that does not. */
  private plain(): string {
    const start = this.at;
    const near = start + SHORT;
    for (let code = this.text.charCodeAt(start); code >= FIRST_PLAIN && this.at < near; ) {
      if (code === QUOTE || code === BACKSLASH) return this.text.slice(start, this.at);
      code = this.text.charCodeAt(++this.at);
    }
    if (this.at === near) this.match(PLAIN);
    return this.text.slice(start, this.at);
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private escape(): string {
    const c = this.text[this.at + 1] ?? '';
    if (c === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('malformed \\u escape');
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[c];
    if (plain === undefined) this.fail('unknown escape');
    this.at += 2;
    return plain as string;
  }

  private number(): number {
    const start = this.at;
    const token = this.match(NUMBER);
    if (token === '') this.fail('expected a value');
    const value = Number(token);
    if (!Number.isFinite(value)) {
      this.at = start;
      this.fail('number out of range');
    }
    return value;
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  private skip(code: number): boolean {
    this.space();
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private fail(why: string): never {
    throw new CoreError('JSON', `malformed JSON: ${why}`, { facts: { offset: this.at } });
  }
}

/** An object of these members, in their order; none of them is taken for a prototype. */
export function objectOf(members: ReadonlyMap<string, Json>): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, value] of members) setMember(out, key, value);
  return out;
}

function setMember(object: Record<string, Json>, key: string, value: Json): void {
  // Assigned, this one name would replace the prototype; for all others assignment is the same and far cheaper.
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** @throws CoreError `JSON` with the offset of the fault. */
export function parseJson(text: string, limits: JsonLimits = DEFAULT_JSON_LIMITS): Json {
  if (text.length > limits.maxLength) {
    throw new CoreError('JSON', `JSON text longer than ${limits.maxLength} characters`, {
      facts: { length: text.length },
    });
  }
  return new Parser(text, limits).document();
}

/** @throws CoreError `JSON` when the text is malformed or its value is not an object. */
export function parseJsonObject(text: string, limits: JsonLimits = DEFAULT_JSON_LIMITS): JsonObject {
  const value = parseJson(text, limits);
  if (!isObject(value)) throw new CoreError('JSON', 'expected a JSON object', { facts: { offset: 0 } });
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values have one canonical form: members in any order, everything else as it stands. */
export function sameJson(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((value, i) => sameJson(value, b[i] as Json));
  }
  const [left, right] = [a as JsonObject, b as JsonObject];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) => Object.hasOwn(right, name) && sameJson(left[name] as Json, right[name] as Json),
  );
}
