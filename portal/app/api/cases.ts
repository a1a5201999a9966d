/** Cases as the API has them, and the calls of the tribunal's desk. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, request } from './http.ts';

export const CASE_STATES = [
  'draft',
  'opened',
  'served',
  'answered',
  'package-ready',
  'heard',
  'awarded',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

export interface Claim {
  readonly currency: string;
  readonly principal: string;
  readonly interest: string;
  readonly default_interest: string;
  readonly fees: string;
  readonly costs: string;
  readonly total: string;
  readonly cut_off: string;
}

export interface Case {
  readonly id: string;
  readonly revision: number;
  readonly state: CaseState;
  readonly organisation: string;
  readonly number?: string;
  readonly loan: string;
  readonly commission_name: string;
  readonly parties: readonly {
    readonly role: 'claimant' | 'respondent' | 'agent' | 'third-party';
    readonly name: string;
  }[];
  readonly claim: Claim;
  readonly dispute?: { readonly ground: string; readonly statement: string; readonly stated_at: string };
  readonly tribunal: readonly { readonly person: string; readonly seat: string }[];
  readonly deadlines: { readonly answer?: string; readonly hearing?: string; readonly award?: string };
  readonly steps: readonly {
    readonly event: string;
    readonly from: CaseState;
    readonly to: CaseState;
    readonly at: string;
    readonly by_role: string;
    readonly evidence?: string;
  }[];
  readonly created_at: string;
  readonly opened_at?: string;
}

export type CaseSort = 'created' | 'updated' | 'deadline' | 'amount';

export interface CaseView {
  readonly state?: CaseState | undefined;
  readonly search?: string | undefined;
  readonly sort?: CaseSort | undefined;
}

interface CasePage {
  readonly items: readonly Case[];
  readonly next_cursor?: string;
}

const PAGE = 50;

export const casesQuery = ({ state, search, sort }: CaseView) =>
  infiniteQueryOptions({
    queryKey: ['cases', state, search, sort],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (state !== undefined) query.set('state', state);
      if (search !== undefined) query.set('search', search);
      if (sort !== undefined) query.set('sort', sort);
      if (pageParam !== '') query.set('cursor', pageParam);
      return getJson<CasePage>(`v1/cases?${query}`, signal);
    },
    getNextPageParam: (page) => page.next_cursor,
  });

export const countsQuery = queryOptions({
  queryKey: ['case-counts'],
  queryFn: ({ signal }) =>
    getJson<{ readonly total: number; readonly by_state: Readonly<Record<CaseState, number>> }>(
      'v1/cases/summary',
      signal,
    ),
});

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: ({ signal }) => getJson<Case>(`v1/cases/${id}`, signal),
  });

export interface ScheduleRow {
  readonly number: number;
  readonly evidence: string;
  readonly type: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly organisation: string;
  readonly signed_by: string;
  readonly event_time: string;
  readonly received_at: string;
  readonly documents: readonly { readonly name: string; readonly sha256: string }[];
  readonly erased: boolean;
  readonly mark: 'admitted' | 'excluded' | 'none';
  readonly reason: string;
  readonly questions: number;
}

const items = <T>(path: string, key: readonly string[]) =>
  queryOptions({
    queryKey: key,
    queryFn: async ({ signal }) => (await getJson<{ readonly items: readonly T[] }>(path, signal)).items,
  });

export const scheduleQuery = (id: string) => items<ScheduleRow>(`v1/cases/${id}/schedule`, ['schedule', id]);

export interface NextStep {
  readonly event: string;
  readonly to: CaseState;
  readonly about: string;
  readonly permitted: boolean;
  readonly unmet: readonly { readonly guard: string; readonly text: string }[];
  readonly missing: readonly (readonly string[])[];
}
export const stepsQuery = (id: string) => items<NextStep>(`v1/cases/${id}/steps`, ['steps', id]);

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly shared: 'own' | 'tribunal';
  readonly at: string;
}
export const notesQuery = (id: string) => items<Note>(`v1/cases/${id}/notes`, ['notes', id]);

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly to: 'claimant' | 'respondent' | 'both';
  readonly due?: string;
  readonly at: string;
  readonly replies: readonly { readonly role: string; readonly text: string; readonly at: string }[];
}
export const questionsQuery = (id: string) => items<Question>(`v1/cases/${id}/questions`, ['questions', id]);

export interface Annex {
  readonly currency: string;
  readonly cut_off: string;
  readonly lines: readonly {
    readonly item: string;
    readonly amount: string;
    readonly method: string;
    readonly sources: readonly string[];
  }[];
  readonly formula?: string;
}
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

interface Job {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress?: { readonly done: number; readonly total: number };
  readonly result?: { readonly package?: string };
  readonly failure?: { readonly code: string; readonly detail?: string };
}

const POLL_MS = 500;

/** Has the package of a case built, waits for it, and fetches it. @param onState told how far it is */
export async function fetchPackage(
  id: string,
  onState: (state: 'building' | 'downloading') => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  onState('building');
  let job = await postJson<Job>(`v1/cases/${id}/package`, {});
  while (job.state === 'queued' || job.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
    job = await getJson<Job>(`v1/jobs/${job.id}`, signal);
  }
  if (job.state !== 'done' || job.result?.package === undefined) {
    throw new Error(job.failure?.detail ?? job.failure?.code ?? job.state);
  }
  onState('downloading');
  const response = await request(`v1/packages/${job.result.package}`, { signal });
  return new Uint8Array(await response.arrayBuffer());
}
