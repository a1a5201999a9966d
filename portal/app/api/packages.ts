/** Packages that the bank has built: ordered, followed, fetched; and jobs as such. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type {
  CustodyPage,
  Job,
  JobPage,
  KeptPackage,
  KeptPackagePage,
} from '../../../client/api.generated.ts';
import { getJson, postJson, request } from './http.ts';

export type { Job, KeptPackage };

export interface PackageWish {
  readonly stage: 'logged' | 'witnessed' | 'sealed';
  readonly withhold: readonly string[];
  readonly documents: boolean;
  readonly personal?: 'sensitive' | 'all' | undefined;
  /** Items to leave out whole, by number. */
  readonly items: readonly number[];
}

export type PackageSubject = { readonly loan: string } | { readonly case: string };

export function orderPackage(subject: PackageSubject, wish: PackageWish): Promise<Job> {
  const path =
    'case' in subject
      ? `v1/cases/${subject.case}/package`
      : `v1/loans/${encodeURIComponent(subject.loan)}/packages`;
  return postJson<Job>(path, {
    stage: wish.stage,
    documents: wish.documents,
    ...(wish.withhold.length > 0 && { withhold: wish.withhold }),
    ...(wish.personal !== undefined && { withhold_personal: wish.personal }),
    ...(wish.items.length > 0 && { items: wish.items.map((sequence) => ({ sequence, whole: true })) }),
  });
}

export const keptPackagesQuery = infiniteQueryOptions({
  queryKey: ['kept-packages'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    getJson<KeptPackagePage>(`v1/packages?limit=25${pageParam === '' ? '' : `&cursor=${pageParam}`}`, signal),
  getNextPageParam: (page) => page.next_cursor,
});

export const isOver = ({ state }: Pick<Job, 'state'>): boolean => state !== 'queued' && state !== 'running';

/** Asked again until it is over, also after a lost connection. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => getJson<Job>(`v1/jobs/${id}`, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : 1_000),
  });

export const jobsQuery = (filter: { readonly kind?: string; readonly state?: Job['state'] }) =>
  queryOptions({
    queryKey: ['jobs', filter],
    queryFn: async ({ signal }) =>
      (await getJson<JobPage>(`v1/jobs?${new URLSearchParams({ limit: '50', ...filter })}`, signal)).items,
    refetchInterval: 10_000,
  });

export const cancelJob = (id: string): Promise<Response> =>
  request(`v1/jobs/${id}/cancel`, { method: 'POST' });

/** Who had the package built and who fetched it, newest first. */
export const packageReadersQuery = ({ id, case: about }: KeptPackage) =>
  queryOptions({
    queryKey: ['package-readers', id],
    queryFn: async ({ signal }) => {
      const subject = about === undefined ? `package/${id}` : `case/${about}`;
      const query = new URLSearchParams({ subject, action: 'package.*', limit: '200' });
      const { items } = await getJson<CustodyPage>(`v1/custody?${query}`, signal);
      return items.filter(({ facts }) => facts?.package === id);
    },
  });
