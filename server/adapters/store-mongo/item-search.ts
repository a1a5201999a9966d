/** Finding items: by organisation, type, loan, own reference and place, each by an index. */
import { lowerBound } from '../../binary-search.ts';
import type { RowLink, RowSearch } from '../../ports/evidence-store.ts';
import type { ItemDoc, Models } from './models.ts';
import type { Visibility } from './visibility.ts';

/** A few more than are wanted: some may be staged only. */
const SPARE = 8;

export function filterOf(search: RowSearch, from: number, before: number): Record<string, unknown> {
  const { origin, organisation, loanIndex, type, referenceIndex } = search;
  return {
    origin,
    ...(organisation === undefined ? {} : { organisation }),
    index: { $gte: from, $lt: before },
    ...(loanIndex === undefined ? {} : { loan: loanIndex }),
    ...(type === undefined ? {} : { type }),
    ...(referenceIndex === undefined ? {} : { reference: referenceIndex }),
  };
}

/** Within a loan the sequence rises with the index; an index stands over it. */
export function sortOf({ loanIndex, referenceIndex, order }: RowSearch): Record<string, 1 | -1> {
  const direction = order === 'ascending' ? 1 : -1;
  return loanIndex !== undefined && referenceIndex === undefined
    ? { sequence: direction }
    : { index: direction };
}

export async function findItems(
  { items }: Models,
  { committed }: Visibility,
  search: RowSearch,
): Promise<ItemDoc[]> {
  let { from, before } = search;
  const wanted: ItemDoc[] = [];
  for (let spare = SPARE; wanted.length < search.limit; ) {
    const page = search.limit - wanted.length + spare;
    const found = await items
      .find(filterOf(search, from, before))
      .sort(sortOf(search))
      .limit(page)
      .lean<ItemDoc[]>();
    const last = found.at(-1)?.index ?? 0;
    const isEnd = found.length < page;
    // Rows of batches that lost may stand at one index with the row that is true: an index that the page may have cut through is read again.
    const whole = isEnd ? found : found.filter(({ index }) => index !== last);
    wanted.push(...(await committed(whole)).slice(0, search.limit - wanted.length));
    if (isEnd) break;
    if (whole.length === 0) spare *= 2;
    if (search.order === 'ascending') from = last;
    else before = last + 1;
  }
  return wanted;
}

/** Times of receipt never fall along the log, so a time is a place, found in a few look-ups and without an index of its own. */
export async function firstReceived(
  { items }: Models,
  { committed, head }: Visibility,
  origin: string,
  at: string,
): Promise<number> {
  return lowerBound((await head(origin))?.size ?? 0, async (index) => {
    const found = await items.find({ origin, index }, { origin: 1, batch: 1, received: 1 }).lean<ItemDoc[]>();
    return (await committed(found))[0]!.received >= at;
  });
}

const KINDS = ['supersedes', 'annotates'] as const;

export async function linksTo(
  { items }: Models,
  { committed }: Visibility,
  origin: string,
  ids: readonly string[],
): Promise<readonly RowLink[]> {
  if (ids.length === 0) return [];
  const fields = { origin: 1, batch: 1, index: 1, id: 1, organisation: 1, supersedes: 1, annotates: 1 };
  const either = KINDS.map((kind) => ({ [kind]: { $in: [...ids] } }));
  const found = await items.find({ $or: either }, fields).lean<ItemDoc[]>();
  const later = (await committed(found)).filter((item) => item.origin === origin);
  return later
    .sort((a, b) => a.index - b.index)
    .flatMap((item) =>
      KINDS.flatMap((kind) => {
        const of = item[kind];
        if (of === undefined || !ids.includes(of)) return [];
        return [{ kind, by: item.id, of, organisation: item.organisation }];
      }),
    );
}
