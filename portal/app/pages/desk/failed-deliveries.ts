/** Posts to webhooks that were given up, of all endpoints together. */
import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { DeliveryPage, WebhookList } from '../../../../client/api.generated.ts';
import { getJson } from '../../api/http.ts';
import type { Delivery, Webhook } from '../../api/webhooks.ts';

export interface FailedDelivery {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

const failedDeliveriesQuery = queryOptions({
  queryKey: ['deliveries', 'failed'],
  queryFn: async ({ signal }): Promise<readonly FailedDelivery[]> => {
    const { items } = await getJson<WebhookList>('v1/webhooks', signal);
    const of = async (webhook: Webhook) => {
      const path = `v1/webhooks/${webhook.id}/deliveries?state=failed&limit=100`;
      const page = await getJson<DeliveryPage>(path, signal);
      return page.items.map((delivery) => ({ webhook, delivery }));
    };
    return (await Promise.all(items.map(of))).flat();
  },
  refetchInterval: 30_000,
});

export const useFailedDeliveries = (): UseQueryResult<readonly FailedDelivery[]> =>
  useQuery(failedDeliveriesQuery);
