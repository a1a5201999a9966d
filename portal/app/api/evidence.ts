/** One item as the service gives it: its record, its place in the log, its documents. */
import { queryOptions } from '@tanstack/react-query';
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
  readonly state: { readonly stage: string; readonly label: string };
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
