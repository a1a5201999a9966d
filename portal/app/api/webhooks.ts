/** Endpoints that events are posted to, and what became of each post. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, request } from './http.ts';

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string;
  readonly enabled: boolean;
  readonly disabled_reason?: 'failing' | 'gone' | 'owner';
  readonly created_at: string;
  readonly failing_since?: string;
}

export interface NewSecret extends Webhook {
  readonly secret: string;
}

export interface Delivery {
  readonly id: string;
  readonly event: { readonly type: string };
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: readonly { readonly at: string; readonly status?: number; readonly reason?: string }[];
  readonly next_attempt?: string;
}

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) =>
    (await getJson<{ readonly items: readonly Webhook[] }>('v1/webhooks', signal)).items,
});

export const deliveriesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      getJson<{ readonly items: readonly Delivery[]; readonly next_cursor?: string }>(
        `v1/webhooks/${id}/deliveries${pageParam === '' ? '' : `?cursor=${pageParam}`}`,
        signal,
      ),
    getNextPageParam: (page) => page.next_cursor,
  });

export const addWebhook = (url: string, types: readonly string[]) =>
  postJson<NewSecret>('v1/webhooks', { url, types });

export const newSecret = (id: string) => postJson<NewSecret>(`v1/webhooks/${id}/secret`, {});

export const ping = (id: string) => postJson<Delivery>(`v1/webhooks/${id}/ping`, {});

export const redeliver = (id: string, delivery: string) =>
  postJson<Delivery>(`v1/webhooks/${id}/deliveries/${delivery}/redeliver`, {});

export const removeWebhook = (id: string) => request(`v1/webhooks/${id}`, { method: 'DELETE' });

export const switchWebhook = (id: string, enabled: boolean) =>
  request(`v1/webhooks/${id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ enabled }),
  });
