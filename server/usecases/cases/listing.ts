/** Lists and counts of the cases that the caller may see. Other cases are in neither: each viewer has indexes of their own. */
import type { Caller } from '../../ports/caller.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import type { LoanReference } from '../access/create.ts';
import {
  CASES,
  type CaseRecord,
  type OpenCase,
  openCase,
  recordOf,
  sortValue,
  type Viewer,
  viewerIndex,
} from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { viewersFor } from './own.ts';
import { CASE_STATES, type CaseState } from './states.ts';
import { leaveLine } from './steps.ts';
import type { CaseCounts, CaseQuery } from './types.ts';

const SCANNED_AT_ONCE = 500;

async function* scan(
  { documents, crypto }: CaseDeps,
  viewer: Viewer,
  { sort, order }: Pick<CaseQuery, 'sort' | 'order'>,
  cursor: string | undefined,
  limit: number,
): AsyncGenerator<{ readonly document: StoredDocument; readonly next: string | undefined }> {
  let at = cursor;
  do {
    const page = await documents.list(CASES, {
      index: viewerIndex(crypto, viewer, sort),
      order,
      ...(at !== undefined && { cursor: at }),
      limit,
    });
    for (const document of page.documents) yield { document, next: page.next };
    at = page.next;
  } while (at !== undefined);
}

type Fits = (record: CaseRecord) => boolean;

/** An organisation's number of a loan may be another's for a different one: all that the caller could mean. */
function filterOf({ vault }: CaseDeps, caller: Caller, { states, search, loan }: CaseQuery): Fits {
  const isLoan = (record: CaseRecord, number: string) =>
    [caller.organisation, record.organisation].some(
      (organisation) => vault.loanIndex(organisation, number) === record.loanIndex,
    );
  const isFound = (record: CaseRecord, text: string) =>
    record.id.startsWith(text) || (record.number?.startsWith(text) ?? false) || isLoan(record, text);
  return (record) =>
    (states?.includes(record.state) ?? true) &&
    (loan === undefined || isLoan(record, loan)) &&
    (search === undefined || isFound(record, search));
}

export interface OpenPage {
  readonly cases: readonly OpenCase[];
  readonly next: string | undefined;
}

export async function listCases(deps: CaseDeps, caller: Caller, query: CaseQuery): Promise<OpenPage> {
  const viewers = await viewersFor(deps, caller, 'case.read');
  const page =
    viewers.length === 1
      ? await listOne(deps, caller, viewers[0]!, query)
      : await listFew(deps, caller, viewers, query);
  // Names and loan numbers are read with the list: a line for each case, where its parties see it.
  for (const { record } of page.cases) await leaveLine(deps, caller, record, 'case.listed');
  return page;
}

/**
 * Filters while it goes along the viewer's index. A page is cut where the index was read to, so that a filter which fits little costs several calls
 * and not one without end; the cursor names the last document looked at.
 */
async function listOne(deps: CaseDeps, caller: Caller, viewer: Viewer, query: CaseQuery): Promise<OpenPage> {
  const fits = filterOf(deps, caller, query);
  const cases: OpenCase[] = [];
  let cursor = query.cursor;
  for (let looked = 0; looked < 20; looked++) {
    const page = await deps.documents.list(CASES, {
      index: viewerIndex(deps.crypto, viewer, query.sort),
      order: query.order,
      ...(cursor !== undefined && { cursor }),
      limit: query.limit - cases.length,
    });
    for (const document of page.documents) {
      const record = recordOf(document);
      if (fits(record)) cases.push(await openCase(deps.vault, document));
    }
    cursor = page.next;
    if (cursor === undefined || cases.length >= query.limit) break;
  }
  return { cases, next: cursor };
}

/** A borrower has few loans, and these few cases: they come whole, without cursor. */
async function listFew(
  deps: CaseDeps,
  caller: Caller,
  viewers: readonly Viewer[],
  query: CaseQuery,
): Promise<OpenPage> {
  const fits = filterOf(deps, caller, query);
  const cases: OpenCase[] = [];
  for (const viewer of viewers) {
    for await (const { document } of scan(deps, viewer, query, undefined, SCANNED_AT_ONCE)) {
      const record = recordOf(document);
      if (fits(record)) cases.push(await openCase(deps.vault, document));
    }
  }
  const sign = query.order === 'ascending' ? 1 : -1;
  const value = ({ record }: OpenCase) => sortValue(record, query.sort);
  cases.sort((a, b) => sign * (value(a) < value(b) ? -1 : Number(value(a) > value(b))));
  return { cases: cases.slice(0, query.limit), next: undefined };
}

const CREATED = { sort: 'created', order: 'descending' } as const;

export async function countCases(deps: CaseDeps, caller: Caller): Promise<CaseCounts> {
  const byState = Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as Record<CaseState, number>;
  let total = 0;
  for (const viewer of await viewersFor(deps, caller, 'case.read')) {
    for await (const { document } of scan(deps, viewer, CREATED, undefined, SCANNED_AT_ONCE)) {
      byState[recordOf(document).state]++;
      total++;
    }
  }
  return { total, byState };
}

/** Loans of all the cases that the caller may see. */
export async function loansOfCases(deps: CaseDeps, caller: Caller): Promise<readonly LoanReference[]> {
  const loans = new Map<string, LoanReference>();
  for (const viewer of await viewersFor(deps, caller, 'case.read')) {
    for await (const { document } of scan(deps, viewer, CREATED, undefined, SCANNED_AT_ONCE)) {
      const { organisation, loanIndex } = recordOf(document);
      loans.set(loanIndex, { organisation, loanIndex });
    }
  }
  return [...loans.values()];
}

/** Whether one of the caller's cases is about this loan: answered from the cases of the loan alone. */
export async function hasCaseOf(
  deps: CaseDeps,
  caller: Caller,
  { organisation, loanIndex }: LoanReference,
): Promise<boolean> {
  for await (const { document } of scan(deps, { kind: 'loan', id: loanIndex }, CREATED, undefined, 100)) {
    const record = recordOf(document);
    if (record.organisation !== organisation) continue;
    if (caller.role === 'secretary' && record.commission === caller.organisation) return true;
    if (caller.role === 'bank' && record.assignees.includes(caller.organisation)) return true;
    if (record.tribunal.some(({ person }) => person === caller.id)) return true;
  }
  return false;
}

/** Whoever is party to it: a case that is neither a draft nor closed. */
export async function openCaseOf(
  deps: CaseDeps,
  { organisation, loanIndex }: LoanReference,
): Promise<string | undefined> {
  for await (const { document } of scan(deps, { kind: 'loan', id: loanIndex }, CREATED, undefined, 100)) {
    const { id, state, ...record } = recordOf(document);
    if (record.organisation === organisation && state !== 'draft' && state !== 'closed') return id;
  }
  return undefined;
}
