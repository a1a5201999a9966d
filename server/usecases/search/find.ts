/** Finding items of one organisation, page by page. Items come in the order of the log, so a cursor is a place in it and never moves. */
import type { EvidenceRow, RowSearch } from '../../ports/evidence-store.ts';
import { statesOf } from '../progress.ts';
import { type ReadDeps, summariesOf } from '../read-evidence.ts';
import type { Stage, Summary } from '../types.ts';

export interface EvidenceFilter {
  readonly organisation: string;
  readonly loan?: string;
  readonly type?: string;
  readonly stage?: Stage;
  /** The filer's own number of the item. */
  readonly reference?: string;
  /** Received in [from, to), RFC 3339 UTC with milliseconds. */
  readonly receivedFrom?: string;
  readonly receivedTo?: string;
  readonly order: 'ascending' | 'descending';
}

export interface FoundPage {
  readonly items: readonly Summary[];
  /** Index of the last item looked at, behind which the next page begins; undefined on the last page. */
  readonly next: number | undefined;
}

export interface RowPage {
  readonly rows: readonly EvidenceRow[];
  readonly next: number | undefined;
}

/** The part of the log that a filter can be met in: [from, before). */
export interface Range {
  readonly from: number;
  readonly before: number;
}

/** At most this many rows are read for one page: a filter by state may pass over many. */
const READ_AT_ONCE = 500;

/** @param after `next` of the page before */
export async function findEvidence(
  deps: ReadDeps,
  filter: EvidenceFilter,
  after: number | undefined,
  limit: number,
): Promise<FoundPage> {
  const range = await rangeOf(deps, filter);
  const { rows, next } = await findRows(deps, filter, range, after, limit);
  // Summaries are made from the first index on, whichever way the page goes.
  const ascending = filter.order === 'ascending';
  const items = await summariesOf(deps, ascending ? rows : rows.toReversed());
  return { items: ascending ? items : items.toReversed(), next };
}

/** Where items of this stage and time of receipt can stand, by the sizes that the log's rounds have reached. */
export async function rangeOf(deps: ReadDeps, filter: EvidenceFilter): Promise<Range> {
  const { store, origin } = deps;
  const { stage, receivedFrom, receivedTo } = filter;
  const sizeAt = async (reached: 'quorum' | 'sealed') =>
    (await store.latestRound(origin, reached))?.size ?? 0;
  const size = (await store.head(origin))?.size ?? 0;
  const from = [receivedFrom === undefined ? 0 : await store.firstReceived(origin, receivedFrom)];
  const before = [receivedTo === undefined ? size : await store.firstReceived(origin, receivedTo)];
  if (stage === 'sealed') before.push(await sizeAt('sealed'));
  if (stage === 'witnessed') from.push(await sizeAt('sealed'));
  if (stage === 'logged') from.push(await sizeAt('quorum'), await sizeAt('sealed'));
  return { from: Math.max(...from), before: Math.min(...before) };
}

/** Rows that meet the filter, looked for behind `after` and within the range. */
export async function findRows(
  deps: ReadDeps,
  filter: EvidenceFilter,
  range: Range,
  after: number | undefined,
  limit: number,
): Promise<RowPage> {
  const search = searchOf(deps, filter);
  const found: EvidenceRow[] = [];
  let rest = after === undefined ? range : behind(range, filter.order, after);
  for (;;) {
    // One more than asked for tells whether there is another page.
    const wanted = filter.stage === undefined ? limit + 1 - found.length : READ_AT_ONCE;
    const rows = await deps.store.findRows({ ...search, ...rest, limit: wanted });
    found.push(...(await ofStage(deps, filter, rows)));
    const last = rows.at(-1);
    if (found.length > limit) return { rows: found.slice(0, limit), next: found[limit - 1]!.index };
    if (last === undefined || rows.length < wanted) return { rows: found, next: undefined };
    rest = behind(rest, filter.order, last.index);
  }
}

function behind({ from, before }: Range, order: EvidenceFilter['order'], index: number): Range {
  return order === 'ascending'
    ? { from: Math.max(from, index + 1), before }
    : { from, before: Math.min(before, index) };
}

function searchOf(
  { origin, vault }: ReadDeps,
  filter: EvidenceFilter,
): Omit<RowSearch, 'from' | 'before' | 'limit'> {
  const { organisation, loan, type, reference, order } = filter;
  return {
    origin,
    organisation,
    order,
    ...(loan === undefined ? {} : { loanIndex: vault.loanIndex(organisation, loan) }),
    ...(type === undefined ? {} : { type }),
    ...(reference === undefined ? {} : { referenceIndex: vault.referenceIndex(organisation, reference) }),
  };
}

/** The range narrows; what a checkpoint in the making has reached is asked row by row. */
async function ofStage(
  { store, origin }: ReadDeps,
  { stage, order }: EvidenceFilter,
  rows: readonly EvidenceRow[],
): Promise<readonly EvidenceRow[]> {
  if (stage === undefined || stage === 'sealed') return rows;
  const rising = order === 'ascending' ? rows : rows.toReversed();
  const states = await statesOf(store, origin, rising);
  const met = new Set(rising.filter((_row, i) => states[i]!.stage === stage));
  return rows.filter((row) => met.has(row));
}
