/** How filing goes: by the minute, what waits, what was refused. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { FilingActivity, RefusedFiling, RefusedFilings } from '../../../client/api.generated.ts';
import { getJson } from './http.ts';

export type { FilingActivity, RefusedFiling };

export const activityQuery = queryOptions({
  queryKey: ['filing-activity'],
  queryFn: ({ signal }) => getJson<FilingActivity>('v1/filings/activity', signal),
  refetchInterval: 10_000,
});

export const refusedQuery = infiniteQueryOptions({
  queryKey: ['filings-refused'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    getJson<RefusedFilings>(
      `v1/filings/refused?limit=50${pageParam === '' ? '' : `&cursor=${pageParam}`}`,
      signal,
    ),
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: 30_000,
});
