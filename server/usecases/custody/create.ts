/**
 * Keeps the custody chains in the document store. A line is a document whose key is its number, so of two writers at one number one wins and the
 * other goes on behind it: no number is used twice and none is left out.
 */

import type { Crypto } from '../../../core/crypto.ts';
import { CUSTODY_START, type CustodyHead, custodyDigest } from '../../../core/custody/chain.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { compareText } from '../../document-query.ts';
import { ServiceError } from '../../errors.ts';
import { createMutex, type Mutex } from '../../mutex.ts';
import type { Custody, CustodyAct, CustodyLine, CustodyQuery } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock } from '../../ports/platform.ts';

export interface CustodyDeps {
  readonly documents: DocumentStore;
  readonly crypto: Crypto;
  readonly clock: Clock;
}

export interface PersonalQuery {
  readonly person: string;
  /** Keyed hashes of the loans that the person is bound to. */
  readonly loans: readonly string[];
  /** RFC 3339, UTC, milliseconds: lines before this time alone. */
  readonly before?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface CustodyPage {
  readonly lines: readonly CustodyLine[];
  readonly next: string | undefined;
}

export interface CustodyLog extends Custody {
  /** What was done with one person's data, whoever's chain it stands in; newest first. */
  listPersonal(query: PersonalQuery): Promise<CustodyPage>;
}

export const CUSTODY_COLLECTION = 'custody';
/** Lost races in a row before a writer gives up; in one process there is none. */
const ATTEMPTS = 50;

interface Tail extends CustodyHead {
  /** Milliseconds. */
  readonly at: number;
}

export function createCustody(deps: CustodyDeps): CustodyLog {
  const turns = new Map<string, Mutex>();
  const tails = new Map<string, Tail>();
  const inTurn = (organisation: string): Mutex => {
    const known = turns.get(organisation) ?? createMutex();
    turns.set(organisation, known);
    return known;
  };
  return {
    record: (act) => inTurn(act.organisation)(() => append(deps, tails, act)),
    list: (query) => list(deps.documents, query),
    listPersonal: (query) => listPersonal(deps.documents, query),
  };
}

async function append(deps: CustodyDeps, tails: Map<string, Tail>, act: CustodyAct): Promise<CustodyLine> {
  const { documents, crypto, clock } = deps;
  const { organisation } = act;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const tail = tails.get(organisation) ?? (await findTail(deps, organisation));
    // A clock that was put back does not put lines before those that stand.
    const at = Math.max(clock.now(), tail.at);
    const line: CustodyLine = {
      ...act,
      number: tail.number + 1,
      at: new Date(at).toISOString(),
      previous: tail.digest,
    };
    const value = line as unknown as JsonObject;
    const key = chainKey(organisation, line.number);
    const { ok } = await documents.put(CUSTODY_COLLECTION, { key, value, indexes: indexesOf(line) }, 0);
    if (ok) {
      tails.set(organisation, { number: line.number, digest: custodyDigest(crypto, value), at });
      return line;
    }
    // Another process was there first: the chain goes on behind its line.
    tails.delete(organisation);
  }
  throw new ServiceError('OVERLOADED', 'too many write the custody log at once', { retryAfterSeconds: 1 });
}

async function findTail(
  { documents, crypto }: Pick<CustodyDeps, 'documents' | 'crypto'>,
  organisation: string,
): Promise<Tail> {
  const query = { index: 'place', prefix: `${organisation}\n`, order: 'descending', limit: 1 } as const;
  const [last] = (await documents.list(CUSTODY_COLLECTION, query)).documents;
  if (last === undefined) return { number: 0, digest: CUSTODY_START, at: 0 };
  const { number, at } = last.value as unknown as CustodyLine;
  return { number, at: Date.parse(at), digest: custodyDigest(crypto, last.value) };
}

/** Twelve digits sort as numbers do. */
export const chainKey = (organisation: string, number: number) =>
  `${organisation}\n${String(number).padStart(12, '0')}`;

/** Orders the lines of all chains by time; one spelling a line. */
export const momentOf = ({ at, organisation, number }: CustodyLine) =>
  `${at}\n${chainKey(organisation, number)}`;

function indexesOf(line: CustodyLine): Record<string, string> {
  const { organisation, number, subject, person, loan } = line;
  const moment = momentOf(line);
  return {
    place: chainKey(organisation, number),
    subject: `${organisation}\n${subject}\n${moment}`,
    ...(person !== undefined && { person: `${person}\n${moment}` }),
    ...(loan !== undefined && { loan: `${loan}\n${moment}` }),
    ...(number === 1 && { first: organisation }),
  };
}

async function list(
  documents: DocumentStore,
  { organisation, subject, cursor, limit }: CustodyQuery,
): Promise<CustodyPage> {
  const { documents: found, next } = await documents.list(CUSTODY_COLLECTION, {
    ...(subject === undefined
      ? { index: 'place', prefix: `${organisation}\n` }
      : { index: 'subject', prefix: `${organisation}\n${subject}\n` }),
    order: 'descending',
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return { lines: found.map(({ value }) => value as unknown as CustodyLine), next };
}

/** Merges the listings of the person and of each loan; the cursor is the moment of the last line given, which all of them sort by. */
async function listPersonal(
  documents: DocumentStore,
  { person, loans, before: end, cursor, limit }: PersonalQuery,
): Promise<CustodyPage> {
  const before = cursor === undefined ? end : Buffer.from(cursor, 'base64url').toString();
  const sources = [['person', person], ...loans.map((loan) => ['loan', loan])] as [string, string][];
  const merged = new Map<string, CustodyLine>();
  for (const [index, value] of sources) {
    const page = await documents.list(CUSTODY_COLLECTION, {
      index,
      prefix: `${value}\n`,
      order: 'descending',
      limit: limit + 1,
      ...(before !== undefined && { before: `${value}\n${before}` }),
    });
    for (const { value: line } of page.documents) {
      const known = line as unknown as CustodyLine;
      merged.set(momentOf(known), known);
    }
  }
  const moments = [...merged.keys()].sort(compareText).reverse();
  const page = moments.slice(0, limit);
  const more = moments.length > limit;
  return {
    lines: page.map((moment) => merged.get(moment)!),
    next: more ? Buffer.from(page.at(-1)!).toString('base64url') : undefined,
  };
}

/** Where the chain of an organisation stands, and when its last line was written (milliseconds). */
export async function custodyHead(
  deps: Pick<CustodyDeps, 'documents' | 'crypto'>,
  organisation: string,
): Promise<CustodyHead & { readonly at: number }> {
  return findTail(deps, organisation);
}

/** One page of a chain, oldest first. @param after number of the last line that is known already */
export async function custodyLinesAfter(
  documents: DocumentStore,
  organisation: string,
  after: number,
  limit: number,
): Promise<readonly Json[]> {
  const page = await documents.list(CUSTODY_COLLECTION, {
    index: 'place',
    prefix: `${organisation}\n`,
    from: chainKey(organisation, after + 1),
    limit,
  });
  return page.documents.map(({ value }) => value);
}

/** Names of the organisations that have a custody chain, by their first lines. */
export async function custodyOrganisations(documents: DocumentStore): Promise<string[]> {
  const { documents: found } = await documents.list(CUSTODY_COLLECTION, { index: 'first', limit: 10_000 });
  return found.map(({ value }) => (value as unknown as CustodyLine).organisation);
}
