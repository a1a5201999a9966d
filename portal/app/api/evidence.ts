/** One item as the service gives it: its record, its place in the log, its documents. */
import { queryOptions } from '@tanstack/react-query';
import type { CustodyLine, CustodyPage } from '../../../client/api.generated.ts';
import { recordFromClaims } from '../../../core/evidence/claims.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import type { JsonObject } from '../../../core/json.ts';
import { getJson } from './http.ts';

interface Answer {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly index: number;
  readonly received_at: string;
  readonly state: { readonly stage: 'logged' | 'witnessed' | 'sealed' };
  /** Absent once the content was erased. */
  readonly record?: JsonObject;
}

export interface Item extends Omit<Answer, 'record'> {
  readonly record: Partial<EvidenceRecord>;
}

export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: ['evidence', id],
    queryFn: async ({ signal }): Promise<Item> => {
      const { record, ...rest } = await getJson<Answer>(`v1/evidence/${id}`, signal);
      return { ...rest, record: record === undefined ? {} : recordFromClaims(record) };
    },
    staleTime: 60_000,
    // Personal data is not kept longer than it is looked at.
    gcTime: 0,
  });

/** Lines looked through for one thing; a loan has some hundreds. */
const PAGES = 20;

/** Who did what with one thing, newest first: as far as the reader may see it. @param subject such as `evidence/<id>` */
export const handledQuery = (subject: string) =>
  queryOptions({
    queryKey: ['handled', subject],
    queryFn: async ({ signal }) => {
      const lines: CustodyLine[] = [];
      let cursor: string | undefined;
      // A person's own view of the log is filtered page by page, so a page may hold little of what is looked for.
      for (let page = 0; page < PAGES; page++) {
        const query = new URLSearchParams({ subject, limit: '500', ...(cursor !== undefined && { cursor }) });
        const { items, next_cursor } = await getJson<CustodyPage>(`v1/custody?${query}`, signal);
        lines.push(...items);
        cursor = next_cursor;
        if (cursor === undefined) break;
      }
      return lines;
    },
  });
