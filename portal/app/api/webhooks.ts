/** Endpoints that events are posted to, and what became of each post. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type {
  Delivery,
  DeliveryPage,
  Webhook,
  WebhookList,
  WebhookWithSecret,
} from '../../../client/api.generated.ts';
import { getJson, postJson, request } from './http.ts';

export type { Delivery, Webhook };

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await getJson<WebhookList>('v1/webhooks', signal)).items,
});

export const deliveriesQuery = (id: string, state: Delivery['state'] | undefined) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', id, state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: '50',
        ...(state !== undefined && { state }),
        ...(pageParam !== '' && { cursor: pageParam }),
      });
      return getJson<DeliveryPage>(`v1/webhooks/${id}/deliveries?${query}`, signal);
    },
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 15_000,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => getJson<Webhook>(`v1/webhooks/${id}`, signal),
  });

export const addWebhook = (url: string, types: readonly string[]) =>
  postJson<WebhookWithSecret>('v1/webhooks', { url, types });

export const newSecret = (id: string) => postJson<WebhookWithSecret>(`v1/webhooks/${id}/secret`, {});

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
