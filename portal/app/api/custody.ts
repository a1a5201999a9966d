/** The custody log of the caller's organisation, a page at a time. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { CustodyPage } from '../../../client/api.generated.ts';
import { getJson } from './http.ts';

export const custodyLinesQuery = (subject: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['custody-lines', subject],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '50' });
      if (subject !== undefined) query.set('subject', subject);
      if (pageParam !== '') query.set('cursor', pageParam);
      return getJson<CustodyPage>(`v1/custody?${query}`, signal);
    },
    getNextPageParam: (page) => page.next_cursor,
  });
