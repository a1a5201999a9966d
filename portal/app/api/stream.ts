/** A loan's stream as its bank sees it, whole, with the numbers that are missing. */
import { queryOptions } from '@tanstack/react-query';
import type { EvidencePage, LoanItem } from '../../../client/api.generated.ts';
import { getJson } from './http.ts';

export type { LoanItem };

/** Numbers of [from, to] that no item has. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export type StreamRow = { readonly item: LoanItem } | { readonly gap: Gap };

export const streamQuery = (loan: string) =>
  queryOptions({
    queryKey: ['stream', loan],
    queryFn: async ({ signal }) => {
      const items: LoanItem[] = [];
      for (let cursor = ''; ; ) {
        const query = `limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
        const path = `v1/loans/${encodeURIComponent(loan)}/evidence?${query}`;
        const page = await getJson<EvidencePage>(path, signal);
        items.push(...page.items);
        if (page.next_cursor === undefined) return items;
        cursor = page.next_cursor;
      }
    },
    refetchInterval: 15_000,
  });

/** @param items by sequence, which counts from 1 */
export function withGaps(items: readonly LoanItem[]): readonly StreamRow[] {
  const rows: StreamRow[] = [];
  let expected = 1;
  for (const item of items) {
    if (item.sequence > expected) rows.push({ gap: { from: expected, to: item.sequence - 1 } });
    rows.push({ item });
    expected = item.sequence + 1;
  }
  return rows;
}

export const missingIn = (rows: readonly StreamRow[]): number =>
  rows.reduce((sum, row) => sum + ('gap' in row ? row.gap.to - row.gap.from + 1 : 0), 0);
