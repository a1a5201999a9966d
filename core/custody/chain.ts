/**
 * The custody chain of an organisation (docs/spec/custody.md): lines numbered from 1, each with the digest of the one before. A line that was
 * taken out, put in, exchanged or changed shows at itself or at the one behind it; that the end was not cut off shows against a head that was
 * filed as evidence.
 */
import { hex } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import type { Crypto } from '../crypto.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/** `previous` of the first line. */
export const CUSTODY_START = '0'.repeat(64);

/** Where a chain stands: its last line, by number and digest. Number 0 and `CUSTODY_START`: no line. */
export interface CustodyHead {
  readonly number: number;
  /** Hex SHA-256 of the line's canonical JSON. */
  readonly digest: string;
}

/**
 * `FORM` the line has not the members of docs/spec/custody.md; `ORGANISATION` it is of another organisation; `NUMBER` it is not the next one;
 * `LINK` it does not name the line before; `TIME` it is earlier than the line before; `HEAD` it is not the line that was filed as the head;
 * `SHORT` the chain ends before the filed head.
 */
export type CustodyFault = 'FORM' | 'ORGANISATION' | 'NUMBER' | 'LINK' | 'TIME' | 'HEAD' | 'SHORT';

export type CustodyVerdict =
  | { readonly ok: true; readonly head: CustodyHead }
  | {
      readonly ok: false;
      readonly fault: CustodyFault;
      /** Place of the line in the chain, from 1: the number that it should have. */
      readonly line: number;
      readonly message: string;
    };

export interface CustodyExpectation {
  /** The organisation whose chain it is; that of the first line when not given. */
  readonly organisation?: string;
  /** The line before the first one given, when the chain is checked in parts. */
  readonly after?: CustodyHead;
  /** Heads that were filed as evidence. Those before the first line given are left aside. */
  readonly heads?: readonly CustodyHead[];
}

/** Hex SHA-256 over the canonical JSON (RFC 8785) of a line. */
export function custodyDigest(c: Crypto, line: Json): string {
  return hex(c.sha256(canonicalBytes(line)));
}

/** Checks lines in the order of their numbers and names the first that breaks the chain. Never throws for hostile lines. */
export function verifyCustody(
  c: Crypto,
  lines: Iterable<Json>,
  { organisation, after = { number: 0, digest: CUSTODY_START }, heads = [] }: CustodyExpectation = {},
): CustodyVerdict {
  const filed = new Map(heads.map(({ number, digest }) => [number, digest]));
  let head = after;
  let owner = organisation;
  let at = '';
  for (const line of lines) {
    const number = head.number + 1;
    const broken = faultOf(line, number, head.digest, owner, at);
    if (broken !== undefined) return { ok: false, line: number, ...broken };
    const checked = line as unknown as CheckedLine;
    head = { number, digest: custodyDigest(c, line) };
    owner = checked.organisation;
    at = checked.at;
    const wanted = filed.get(number);
    if (wanted !== undefined && wanted !== head.digest) return differs(number, wanted, head.digest);
  }
  const last = Math.max(0, ...filed.keys());
  if (last > head.number) return short(head.number + 1, last);
  return { ok: true, head };
}

interface CheckedLine {
  readonly organisation: string;
  readonly at: string;
}

type Broken = { readonly fault: CustodyFault; readonly message: string };

function faultOf(
  line: Json,
  number: number,
  previous: string,
  organisation: string | undefined,
  at: string,
): Broken | undefined {
  if (!isObject(line)) return { fault: 'FORM', message: `line ${number} is not an object` };
  const member = misshapen(line);
  if (member !== undefined) return { fault: 'FORM', message: `line ${number} has no proper ${member}` };
  if (organisation !== undefined && line.organisation !== organisation) {
    return { fault: 'ORGANISATION', message: `line ${number} is of another organisation` };
  }
  if (line.number !== number) {
    return { fault: 'NUMBER', message: `line ${number} says that it is number ${String(line.number)}` };
  }
  if (line.previous !== previous) {
    return { fault: 'LINK', message: `line ${number} does not name the line before it as it stands` };
  }
  if ((line.at as string) < at) {
    return { fault: 'TIME', message: `line ${number} is earlier than the line before it` };
  }
  return undefined;
}

const TEXT = (value: Json | undefined) => typeof value === 'string' && value !== '' && value.isWellFormed();
const KINDS: readonly Json[] = ['system', 'person', 'operator', 'service'];
const ACTOR: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  kind: (value) => KINDS.includes(value as Json),
  organisation: TEXT,
  id: TEXT,
  role: TEXT,
};
const REQUIRED: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  number: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  at: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  previous: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  organisation: TEXT,
  action: (value) => typeof value === 'string' && /^[a-z][a-z-]*(\.[a-z][a-z-]*)+$/.test(value),
  subject: TEXT,
  actor: (value) => isObject(value) && misfit(value, ACTOR, {}) === undefined,
};
const OPTIONAL: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  person: TEXT,
  loan: TEXT,
  facts: isObject,
};

const misshapen = (line: JsonObject) => misfit(line, REQUIRED, OPTIONAL);

/** @returns name of the first member that is missing, of another form or not known */
function misfit(
  object: JsonObject,
  required: typeof REQUIRED,
  optional: typeof OPTIONAL,
): string | undefined {
  for (const [name, fits] of Object.entries(required)) if (!fits(object[name])) return name;
  for (const [name, value] of Object.entries(object)) {
    if (Object.hasOwn(required, name)) continue;
    if (!Object.hasOwn(optional, name) || !optional[name]!(value)) return name.slice(0, 40);
  }
  return undefined;
}

function differs(line: number, filed: string, found: string): CustodyVerdict {
  return {
    ok: false,
    fault: 'HEAD',
    line,
    message: `line ${line} is not the one that was filed as head: ${filed} was filed, ${found} is found`,
  };
}

function short(line: number, filed: number): CustodyVerdict {
  return {
    ok: false,
    fault: 'SHORT',
    line,
    message: `line ${line} is missing: a head was filed at line ${filed}`,
  };
}
