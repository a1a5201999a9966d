/** What every adapter of `DocumentStore` does alike: which names and values it takes, the bounds of a listing, and the cursor. */
import { ServiceError } from './errors.ts';
import type { DocumentQuery, DocumentWrite } from './ports/document-store.ts';

const COLLECTION = /^[a-z][a-z0-9-]{0,47}$/;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,47}$/;
const KEY_LENGTH = 200;
/** Longer values would not fit into the index keys of every engine. */
const VALUE_LENGTH = 400;
const LAST_CODE_POINT = 0x10ffff;

/** A place in a listing: value of the index, then key. */
export interface Place {
  readonly value: string;
  readonly key: string;
}

export interface DocumentRange {
  /** Inclusive. */
  readonly low: string;
  /** Exclusive; undefined: no bound. */
  readonly high: string | undefined;
  /** The page begins behind this one, in the listing's order. */
  readonly after: Place | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

/** Order of code points, which is that of UTF-8 bytes and not of UTF-16 units. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @throws ServiceError `REQUEST_INVALID` for a cursor that no page gave, `INTERNAL` for names that are none */
export function rangeOf(query: DocumentQuery): DocumentRange {
  demand(NAME.test(query.index), 'a name of an index');
  demand(Number.isSafeInteger(query.limit) && query.limit > 0, 'a limit from 1');
  const { prefix = '', from = '', before } = query;
  const end = successor(prefix);
  return {
    low: compareText(prefix, from) > 0 ? prefix : from,
    high: before === undefined || (end !== undefined && compareText(end, before) < 0) ? end : before,
    after: query.cursor === undefined ? undefined : parseCursor(query.cursor),
    descending: query.order === 'descending',
    limit: query.limit,
  };
}

/** The least text that is greater than all texts with this prefix; undefined when there is none. */
function successor(prefix: string): string | undefined {
  const points = [...prefix].map((character) => character.codePointAt(0)!);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no code points of texts.
  return String.fromCodePoint(...points, last + 1 === 0xd800 ? 0xe000 : last + 1);
}

export function formatCursor({ value, key }: Place): string {
  return Buffer.from(JSON.stringify([value, key])).toString('base64url');
}

function parseCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const [value, key, ...rest] = Array.isArray(place) ? (place as unknown[]) : [];
    if (typeof value === 'string' && typeof key === 'string' && rest.length === 0) return { value, key };
  } catch {
    // Refused below, as any other text that is no cursor.
  }
  throw new ServiceError('REQUEST_INVALID', 'the cursor is not one that an earlier answer gave', {
    facts: { problems: ['/cursor: expected a next_cursor of an earlier answer'] },
  });
}

/** @throws ServiceError `INTERNAL` for a collection, key, name or value that not every engine could keep */
export function checkWrite(collection: string, { key, indexes = {}, unique = {} }: DocumentWrite): void {
  demand(COLLECTION.test(collection), 'a name of a collection');
  demand(isText(key, KEY_LENGTH) && key !== '', `a key of at most ${KEY_LENGTH} characters`);
  for (const [name, value] of [...Object.entries(indexes), ...Object.entries(unique)]) {
    demand(NAME.test(name), 'a name of an index');
    demand(isText(value, VALUE_LENGTH), `an index value of at most ${VALUE_LENGTH} characters`);
  }
}

const isText = (text: string, length: number) =>
  text.length <= length && text.isWellFormed() && !text.includes('\0');

function demand(holds: boolean, what: string): void {
  if (!holds) throw new ServiceError('INTERNAL', `the document store expected ${what}`);
}
