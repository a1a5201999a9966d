/** Deliveries: what was posted to whom, and what came of it. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import type { Delivery, DeliveryPage, WebhooksDeps } from './types.ts';

const COLLECTION = 'webhook-deliveries';
const LISTED = 200;

export interface StoredDelivery {
  readonly endpoint: string;
  /** 0: not stored yet. */
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly made: string;
  readonly delivery: Delivery;
}

const keyOf = (endpoint: string, id: string): string => `${endpoint}/${id}`;

function readDelivery({ version, value }: StoredDocument): StoredDelivery {
  const { endpoint, made, delivery } = value as Json as unknown as StoredDelivery;
  return { endpoint, version, made, delivery };
}

/** @returns whether it is stored: another turn may have stored it meanwhile, whose word stands */
export async function saveDelivery(
  { documents }: WebhooksDeps,
  { endpoint, version, made, delivery }: StoredDelivery,
): Promise<boolean> {
  const { id, state, nextAttempt } = delivery;
  const write = {
    key: keyOf(endpoint, id),
    value: { endpoint, made, delivery } as unknown as JsonObject,
    indexes: {
      listed: `${endpoint}/${made}/${id}`,
      [`${state}`]: `${endpoint}/${made}/${id}`,
      ...(nextAttempt === undefined ? {} : { due: `${endpoint}/${nextAttempt}` }),
      ...(state === 'pending' ? {} : { made }),
    },
  };
  return (await documents.put(COLLECTION, write, version)).ok;
}

export async function findDelivery(
  { documents }: WebhooksDeps,
  endpoint: string,
  id: string,
): Promise<StoredDelivery | undefined> {
  const found = await documents.get(COLLECTION, keyOf(endpoint, id));
  return found && readDelivery(found);
}

export async function listDeliveries(
  { documents }: WebhooksDeps,
  endpoint: string,
  {
    state,
    ...page
  }: { readonly state?: Delivery['state']; readonly cursor?: string; readonly limit: number },
): Promise<DeliveryPage> {
  const index = state ?? 'listed';
  const found = await documents.list(COLLECTION, {
    index,
    prefix: `${endpoint}/`,
    order: 'descending',
    ...page,
  });
  return { deliveries: found.documents.map((one) => readDelivery(one).delivery), next: found.next };
}

export async function pendingOf(
  { documents }: WebhooksDeps,
  endpoint: string,
  limit: number,
): Promise<StoredDelivery[]> {
  const page = await documents.list(COLLECTION, { index: 'pending', prefix: `${endpoint}/`, limit });
  return page.documents.map(readDelivery);
}

/** What is to be tried again by now. @param now RFC 3339, UTC */
export async function dueDeliveries(
  { documents }: WebhooksDeps,
  endpoint: string,
  now: string,
): Promise<StoredDelivery[]> {
  // The bound is exclusive: what is due at this very millisecond is due.
  const before = `${endpoint}/${now}~`;
  const page = await documents.list(COLLECTION, {
    index: 'due',
    prefix: `${endpoint}/`,
    before,
    limit: LISTED,
  });
  return page.documents.map(readDelivery);
}

export async function deleteDeliveries({ documents }: WebhooksDeps, endpoint: string): Promise<void> {
  for (;;) {
    const page = await documents.list(COLLECTION, { index: 'listed', prefix: `${endpoint}/`, limit: LISTED });
    for (const { key, version } of page.documents) await documents.delete(COLLECTION, key, version);
    if (page.next === undefined) return;
  }
}

/** Forgets outcomes older than this. */
export async function dropOldDeliveries({ documents }: WebhooksDeps, before: string): Promise<void> {
  const page = await documents.list(COLLECTION, { index: 'made', before, limit: LISTED });
  for (const { key, version } of page.documents) await documents.delete(COLLECTION, key, version);
}

export function noDelivery(id: string): ServiceError {
  return new ServiceError('NOT_FOUND', 'there is no such delivery', { facts: { delivery: id } });
}
