/** Erasure of an item's content: asked for by the borrower, decided by the bank. */
import { queryOptions } from '@tanstack/react-query';
import { getJson, postJson } from './http.ts';

export const ERASURE_GROUNDS = [
  'request',
  'consent-withdrawn',
  'purpose-done',
  'retention-expired',
  'order',
] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

export interface Erasure {
  readonly id: string;
  readonly evidence: string;
  readonly state: 'requested' | 'refused' | 'approved' | 'done';
  readonly ground: ErasureGround;
  readonly reason: string;
  readonly requested_at: string;
  readonly decided_at?: string;
  readonly decision?: string;
}

export const erasuresQuery = queryOptions({
  queryKey: ['erasures'],
  queryFn: async ({ signal }) =>
    (await getJson<{ readonly items: readonly Erasure[] }>('v1/erasures?limit=500', signal)).items,
});

export const askErasure = (item: string, ground: ErasureGround, reason: string) =>
  postJson<Erasure>(`v1/evidence/${item}/erasures`, { ground, reason });
