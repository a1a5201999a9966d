/** The bank's own filings. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { EvidenceSummary, FoundPage, Ready } from '../../../client/api.generated.ts';
import type { FilingView } from '../search.ts';
import { getJson } from './http.ts';

/** What the view narrows to, as the API has it. */
export function filingParameters(view: FilingView): URLSearchParams {
  const given = Object.entries(view).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given);
}

export const filingsQuery = (view: FilingView) =>
  infiniteQueryOptions({
    queryKey: ['filings', view],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = filingParameters(view);
      query.set('limit', '50');
      query.set('order', 'descending');
      if (pageParam !== '') query.set('cursor', pageParam);
      return getJson<FoundPage>(`v1/evidence?${query}`, signal);
    },
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 10_000,
  });

export const readyQuery = queryOptions({
  queryKey: ['ready'],
  queryFn: ({ signal }) => getJson<Ready>('readyz', signal),
  refetchInterval: 5_000,
});

export type Filing = EvidenceSummary;
