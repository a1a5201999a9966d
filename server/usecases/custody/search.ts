/** Searching one organisation's custody chain by who, what and when, beyond what is indexed: lines are read in their order and those that fit are given. */
import { ServiceError } from '../../errors.ts';
import type { CustodyLine } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { CUSTODY_COLLECTION, type CustodyPage, chainKey, momentOf } from './create.ts';

export interface CustodyFilter {
  /** Id, organisation, role or kind of who acted. */
  readonly actor?: string;
  /** An action, or its beginning with `*` behind: `case.*`. */
  readonly action?: string;
  /** Lines of [from, to), RFC 3339 UTC with milliseconds. */
  readonly from?: string;
  readonly to?: string;
}

export interface CustodySearchQuery extends CustodyFilter {
  readonly organisation: string;
  readonly subject?: string;
  /** `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

const PAGE = 500;
/** Lines read for one answer; after that it ends with what was found, and the place to go on from. */
const MOST_READ = 5_000;

/** @throws ServiceError `REQUEST_INVALID` for a cursor of another search */
export async function searchCustody(
  documents: DocumentStore,
  query: CustodySearchQuery,
): Promise<CustodyPage> {
  const found: CustodyLine[] = [];
  let before = query.cursor === undefined ? await startOf(documents, query) : placeOf(query, query.cursor);
  for (let read = 0; read < MOST_READ; read += PAGE) {
    const lines = await pageOf(documents, query, before);
    for (const line of lines) {
      before = momentOf(line);
      if (query.from !== undefined && line.at < query.from) return { lines: found, next: undefined };
      if (!fits(query, line)) continue;
      found.push(line);
      if (found.length === query.limit) return { lines: found, next: cursorOf(before) };
    }
    if (lines.length < PAGE) return { lines: found, next: undefined };
  }
  return { lines: found, next: before === undefined ? undefined : cursorOf(before) };
}

export function fits({ actor, action, from, to }: CustodyFilter, line: CustodyLine): boolean {
  const { id, organisation, role, kind } = line.actor;
  return (
    (actor === undefined || [id, organisation, role, kind].includes(actor)) &&
    (action === undefined || acts(action, line.action)) &&
    (from === undefined || line.at >= from) &&
    (to === undefined || line.at < to)
  );
}

const acts = (wanted: string, action: string) =>
  wanted.endsWith('*') ? action.startsWith(wanted.slice(0, -1)) : action === wanted;

/** @param before moment of the line behind which the page begins */
async function pageOf(
  documents: DocumentStore,
  { organisation, subject }: CustodySearchQuery,
  before: string | undefined,
): Promise<readonly CustodyLine[]> {
  const chain = `${organisation}\n`;
  const index = subject === undefined ? 'place' : 'subject';
  const prefix = subject === undefined ? chain : `${chain}${subject}\n`;
  // A moment is the time, then the place in the chain.
  const end =
    subject === undefined ? before?.slice(before.indexOf('\n') + 1) : before && `${prefix}${before}`;
  const page = await documents.list(CUSTODY_COLLECTION, {
    index,
    prefix,
    order: 'descending',
    limit: PAGE,
    ...(end !== undefined && { before: end }),
  });
  return page.documents.map(({ value }) => value as unknown as CustodyLine);
}

/** Times rise along a chain, so the end of a span is found by halving and not by reading what is newer. */
async function startOf(
  documents: DocumentStore,
  { organisation, to }: CustodySearchQuery,
): Promise<string | undefined> {
  if (to === undefined) return undefined;
  const newest = await pageOf(documents, { organisation, limit: 1 }, undefined);
  let [low, high] = [1, (newest[0]?.number ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await documents.get(CUSTODY_COLLECTION, chainKey(organisation, middle));
    if (line === undefined || (line.value as unknown as CustodyLine).at >= to) high = middle;
    else low = middle + 1;
  }
  return `${to}\n${chainKey(organisation, low)}`;
}

const cursorOf = (moment: string) => Buffer.from(moment).toString('base64url');

function placeOf({ organisation }: CustodySearchQuery, cursor: string): string {
  const moment = Buffer.from(cursor, 'base64url').toString();
  const [at = '', name, number = '', ...rest] = moment.split('\n');
  const sound = !Number.isNaN(Date.parse(at)) && /^\d{12}$/.test(number) && rest.length === 0;
  if (sound && name === organisation) return moment;
  throw new ServiceError('REQUEST_INVALID', 'the cursor is not one that an earlier answer gave', {
    facts: { problems: ['/cursor: expected a next_cursor of an earlier answer'] },
  });
}
