/** Finding items: by organisation, type, loan, own reference and place, each by an index (a test asks the engine for its plan). */
import { hexDecode } from '../../../core/bytes.ts';
import { lowerBound } from '../../binary-search.ts';
import type { RowLink, RowSearch } from '../../ports/evidence-store.ts';
import type { Db, Value } from './database.ts';

export interface Search {
  /** That answers it: left to itself, the engine walks the log. */
  readonly index: 'item_place' | 'item_organisation' | 'item_type' | 'item_reference' | 'item_stream';
  /** To follow the `SELECT` of an item, whose tables are `i`, `l` and `s`. */
  readonly where: string;
  readonly values: readonly Value[];
}

export function searchOf(search: RowSearch): Search {
  const { origin, organisation, loanIndex, type, referenceIndex, from, before, order, limit } = search;
  const index = indexOf(search);
  const clauses = ['l.origin = ?', 'i.idx >= ?', 'i.idx < ?', 'i.idx < l.size'];
  const values: Value[] = [origin, from, before];
  if (organisation !== undefined) {
    clauses.push('i.organisation = ?');
    values.push(organisation);
  }
  if (type !== undefined) {
    clauses.push('i.type = ?');
    values.push(type);
  }
  if (referenceIndex !== undefined) {
    const digest = hexDecode(referenceIndex, 'reference');
    // In the form of the index, of which the whole digest is no part.
    clauses.push('substr(i.reference, 1, 8) = substr(?, 1, 8) AND i.reference = ?');
    values.push(digest, digest);
  }
  if (organisation !== undefined && loanIndex !== undefined) {
    const ofLoan = 'SELECT n.stream FROM loan n WHERE n.organisation = ? AND n.loan = ? AND n.log = l.ref';
    clauses.push(`i.stream = (${ofLoan})`);
    values.push(organisation, loanIndex);
  }
  // Within a loan's stream the sequence rises with the index, and its index is in that order.
  const by = index === 'item_stream' ? 'i.sequence' : 'i.idx';
  const direction = order === 'ascending' ? 'ASC' : 'DESC';
  return {
    index,
    where: `WHERE ${clauses.join(' AND ')} ORDER BY ${by} ${direction} LIMIT ?`,
    values: [...values, limit],
  };
}

/** The narrowest first. */
function indexOf({ organisation, referenceIndex, loanIndex, type }: RowSearch): Search['index'] {
  if (organisation === undefined) return 'item_place';
  if (referenceIndex !== undefined) return 'item_reference';
  if (loanIndex !== undefined) return 'item_stream';
  return type === undefined ? 'item_organisation' : 'item_type';
}

/** Times of receipt never fall along the log, so a time is a place, found in a few look-ups and without an index of its own. */
export async function firstReceived(db: Db, origin: string, at: string): Promise<number> {
  const size = (db.get('SELECT size FROM log WHERE origin = ?', [origin])?.[0] ?? 0) as number;
  const received =
    'SELECT i.received FROM item i JOIN log l ON l.ref = i.log WHERE l.origin = ? AND i.idx = ?';
  return lowerBound(size, (place) => (db.get(received, [origin, place])?.[0] as string) >= at);
}

const KINDS = ['supersedes', 'annotates'] as const;

export function linksTo(db: Db, origin: string, ids: readonly string[]): readonly RowLink[] {
  if (ids.length === 0) return [];
  const marks = ids.map(() => '?').join(', ');
  const found = KINDS.flatMap((kind) =>
    db
      .all(
        `SELECT i.idx, i.id, i.${kind}, i.organisation FROM item i JOIN log l ON l.ref = i.log
           WHERE i.${kind} IN (${marks}) AND l.origin = ? AND i.idx < l.size`,
        [...ids, origin],
      )
      .map(([index, by, of, organisation]) => ({
        index: index as number,
        link: { kind, by: by as string, of: of as string, organisation: organisation as string },
      })),
  );
  return found.sort((a, b) => a.index - b.index).map(({ link }) => link);
}
