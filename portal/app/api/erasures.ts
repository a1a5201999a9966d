/** Erasure of an item's content: asked for by the borrower, decided by the bank. */
import { queryOptions } from '@tanstack/react-query';
import type { Erasure, ErasurePage } from '../../../client/api.generated.ts';
import { getJson, postJson } from './http.ts';

export type { Erasure };

export const ERASURE_GROUNDS = [
  'request',
  'consent-withdrawn',
  'purpose-done',
  'retention-expired',
  'order',
] as const satisfies readonly ErasureGround[];
export type ErasureGround = Erasure['ground'];

export const erasuresQuery = queryOptions({
  queryKey: ['erasures'],
  queryFn: async ({ signal }) => (await getJson<ErasurePage>('v1/erasures?limit=500', signal)).items,
});

export const askErasure = (item: string, ground: ErasureGround, reason: string) =>
  postJson<Erasure>(`v1/evidence/${item}/erasures`, { ground, reason });

export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) => getJson<Erasure>(`v1/erasures/${id}`, signal),
  });

/** An approval is carried out at once, and cannot be undone. */
export const decideErasure = (id: string, decision: 'approve' | 'refuse', reason: string) =>
  postJson<Erasure>(`v1/erasures/${id}/decision`, { decision, reason });
