/** Cases as the API has them, and the calls of the tribunal's desk. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type {
  Annex,
  Case,
  CaseCounts,
  CasePage,
  NextStep,
  Note,
  Person,
  Question,
  ScheduleRow,
} from '../../../client/api.generated.ts';
import { getJson, postJson, request } from './http.ts';
import { type Job, watchJob } from './jobs.ts';

export type { Annex, Case, NextStep, Note, Question, ScheduleRow };

export const CASE_STATES = [
  'draft',
  'opened',
  'served',
  'answered',
  'package-ready',
  'heard',
  'awarded',
  'closed',
] as const satisfies readonly CaseState[];
export type CaseState = Case['state'];
export type Claim = Case['claim'];

export type CaseSort = 'created' | 'updated' | 'deadline' | 'amount';

export interface CaseListView {
  readonly state?: CaseState | undefined;
  readonly search?: string | undefined;
  readonly sort?: CaseSort | undefined;
  /** Newest, latest or highest first where it is not given. */
  readonly order?: 'ascending' | undefined;
  readonly cursor?: string | undefined;
}

const PAGE = 50;

export const casesQuery = (view: CaseListView) =>
  infiniteQueryOptions({
    queryKey: ['cases', view],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      getJson<CasePage>(listAddress(view, PAGE, pageParam || undefined), signal),
    getNextPageParam: (page) => page.next_cursor,
  });

function listAddress(
  { state, search, sort, order }: CaseListView,
  limit: number,
  cursor: string | undefined,
) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (state !== undefined) query.set('state', state);
  if (search !== undefined) query.set('search', search);
  if (sort !== undefined) query.set('sort', sort);
  if (order !== undefined) query.set('order', order);
  if (cursor !== undefined) query.set('cursor', cursor);
  return `v1/cases?${query}`;
}

/** One page, by its address. */
export const casePageQuery = (view: CaseListView) =>
  queryOptions({
    queryKey: ['cases', 'page', view],
    queryFn: ({ signal }) => getJson<CasePage>(listAddress(view, PAGE, view.cursor), signal),
  });

/** All that the filter finds, page by page. */
export async function allCases(view: CaseListView, signal: AbortSignal): Promise<readonly Case[]> {
  const found: Case[] = [];
  let cursor: string | undefined;
  do {
    const page: CasePage = await getJson<CasePage>(listAddress(view, 100, cursor), signal);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return found;
}

export const countsQuery = queryOptions({
  queryKey: ['case-counts'],
  queryFn: ({ signal }) => getJson<CaseCounts>('v1/cases/summary', signal),
});

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: ({ signal }) => getJson<Case>(`v1/cases/${id}`, signal),
  });

const items = <T>(path: string, key: readonly string[]) =>
  queryOptions({
    queryKey: key,
    queryFn: async ({ signal }) => (await getJson<{ readonly items: readonly T[] }>(path, signal)).items,
  });

export const scheduleQuery = (id: string) => items<ScheduleRow>(`v1/cases/${id}/schedule`, ['schedule', id]);

export const stepsQuery = (id: string) => items<NextStep>(`v1/cases/${id}/steps`, ['steps', id]);

export const notesQuery = (id: string) => items<Note>(`v1/cases/${id}/notes`, ['notes', id]);

export const questionsQuery = (id: string) => items<Question>(`v1/cases/${id}/questions`, ['questions', id]);

export const annexQuery = (id: string) =>
  queryOptions({
    queryKey: ['annex', id],
    queryFn: ({ signal }) => getJson<Annex>(`v1/cases/${id}/annex`, signal),
  });

/** One for each act, so that a repeated click files one item. */
export const newKey = (): Readonly<Record<string, string>> => ({ 'Idempotency-Key': crypto.randomUUID() });

export const takeStep = (id: string, revision: number, event: string, reason: string) =>
  postJson<Case>(
    `v1/cases/${id}/steps`,
    { event, ...(reason === '' ? {} : { reason }) },
    { 'If-Match': `"${revision}"` },
  );

/** By the commission's office. @param change what is set; the rest stays */
export const administer = (id: string, revision: number, change: object) =>
  postJson<Case>(`v1/cases/${id}/administration`, change, { 'If-Match': `"${revision}"` });

/** People of the commission who may sit. */
export const arbitratorsQuery = queryOptions({
  queryKey: ['arbitrators'],
  queryFn: async ({ signal }) => {
    const { items } = await getJson<{ readonly items: readonly Person[] }>('v1/people', signal);
    return items.filter(({ role, state }) => role === 'arbitrator' && state === 'active');
  },
});

/** Has the package of a case built, waits for it, and fetches it. @param onState told how far it is */
export async function fetchPackage(
  id: string,
  onState: (state: 'building' | 'downloading') => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  onState('building');
  const job = await watchJob(await postJson<Job>(`v1/cases/${id}/package`, {}), signal);
  if (job.state !== 'done' || job.result?.package === undefined) {
    throw new Error(job.failure?.detail ?? job.failure?.code ?? job.state);
  }
  onState('downloading');
  const response = await request(`v1/packages/${job.result.package}`, { signal });
  return new Uint8Array(await response.arrayBuffer());
}
