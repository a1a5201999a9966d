/** The custody log of the caller's organisation: searched, a page at a time. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { CustodyLine, CustodyPage } from '../../../client/api.generated.ts';
import type { CustodyView } from '../desk-search.ts';
import { getJson } from './http.ts';

export type { CustodyLine };

const DAY_MS = 86_400_000;

/** What the view asks for, as the API has it: days are whole, by the calendar of UTC+8. */
function custodyParameters({ subject, actor, action, from, to }: CustodyView): URLSearchParams {
  const begin = (day: string, later = 0) =>
    new Date(Date.parse(`${day}T00:00:00+08:00`) + later).toISOString();
  return new URLSearchParams({
    ...(subject !== undefined && { subject }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(from !== undefined && { from: begin(from) }),
    ...(to !== undefined && { to: begin(to, DAY_MS) }),
  });
}

function custodyPage(
  view: CustodyView,
  limit: number,
  cursor: string,
  signal: AbortSignal,
): Promise<CustodyPage> {
  const query = custodyParameters(view);
  query.set('limit', String(limit));
  if (cursor !== '') query.set('cursor', cursor);
  return getJson<CustodyPage>(`v1/custody?${query}`, signal);
}

export const custodyLinesQuery = (view: CustodyView) =>
  infiniteQueryOptions({
    queryKey: ['custody-lines', view],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => custodyPage(view, 50, pageParam, signal),
    getNextPageParam: (page) => page.next_cursor,
  });

/** All lines of a search, newest first. @param onProgress told how many were read */
export async function allCustodyLines(
  view: CustodyView,
  signal: AbortSignal,
  onProgress: (lines: number) => void,
): Promise<readonly CustodyLine[]> {
  const lines: CustodyLine[] = [];
  for (let cursor = ''; ; ) {
    const page = await custodyPage(view, 500, cursor, signal);
    lines.push(...page.items);
    onProgress(lines.length);
    if (page.next_cursor === undefined) return lines;
    cursor = page.next_cursor;
  }
}
