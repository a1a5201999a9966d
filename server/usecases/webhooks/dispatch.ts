/** Takes events from the journal to the endpoints that want them, and tries again what failed. */
import { hasCode } from '../../errors.ts';
import { isWanted, type ServiceEvent } from '../events/types.ts';
import { attemptDelivery, newDelivery } from './attempt.ts';
import { dueDeliveries, findDelivery, pendingOf, type StoredDelivery, saveDelivery } from './deliveries.ts';
import { activeEndpoints, anyEndpoint, changeEndpoint, type StoredEndpoint } from './endpoints.ts';
import type { WebhooksDeps } from './types.ts';

const PAGE = 64;

export async function dispatchOnce(deps: WebhooksDeps): Promise<void> {
  const feeds: Promise<void>[] = [];
  for await (const endpoint of activeEndpoints(deps)) feeds.push(feed(deps, endpoint));
  await Promise.all([...feeds, retryDue(deps)]);
}

/**
 * Posts what is new to an endpoint. Its place in the journal moves on once each event has been delivered or written down for another attempt,
 * so a process that dies in between posts some of them again.
 */
async function feed(deps: WebhooksDeps, endpoint: StoredEndpoint): Promise<void> {
  const { settings } = deps;
  const { failingSince, cursor, types } = endpoint.state;
  const waiting = failingSince === null ? [] : await pendingOf(deps, endpoint.id, settings.maxPending);
  if (waiting.length >= settings.maxPending || deps.events.stopped.aborted) return;
  const page = await readPage(deps, endpoint);
  const wanted = page.events.filter(({ type }) => isWanted(type, types));
  await inParallel(wanted, settings.width, (event) => deliver(deps, endpoint, event));
  if (page.next === cursor) return;
  const moved = await changeEndpoint(deps, endpoint.id, ({ state, secrets }) => ({
    state: { ...state, cursor: page.next },
    secrets,
  }));
  if (page.more && moved !== undefined && moved.state.disabled === null) await feed(deps, moved);
}

async function readPage({ events }: WebhooksDeps, { state }: StoredEndpoint) {
  try {
    return await events.read(state.organisation, state.cursor, PAGE);
  } catch (error) {
    // It was away for longer than events are kept: it goes on with what there is.
    if (!hasCode(error, 'EVENT_EXPIRED')) throw error;
    return events.read(state.organisation, await events.oldest(), PAGE);
  }
}

async function deliver(deps: WebhooksDeps, endpoint: StoredEndpoint, event: ServiceEvent): Promise<void> {
  const known = await findDelivery(deps, endpoint.id, event.id);
  if (known === undefined) await attemptDelivery(deps, endpoint, newDelivery(deps, endpoint.id, event), true);
}

async function retryDue(deps: WebhooksDeps): Promise<void> {
  const due = await dueDeliveries(deps, new Date(deps.clock.now()).toISOString());
  await inParallel(due, deps.settings.width, (stored) => retry(deps, stored));
}

async function retry(deps: WebhooksDeps, stored: StoredDelivery): Promise<void> {
  const endpoint = await anyEndpoint(deps, stored.endpoint);
  if (endpoint?.state.disabled === null) {
    await attemptDelivery(deps, endpoint, stored, true);
    return;
  }
  // Held back, without a time, until somebody switches the endpoint on again.
  const { nextAttempt: _next, ...delivery } = stored.delivery;
  await saveDelivery(deps, { ...stored, delivery });
}

/** Makes due what was held back while the endpoint was off. */
export async function releaseHeld(deps: WebhooksDeps, endpoint: string): Promise<void> {
  const nextAttempt = new Date(deps.clock.now()).toISOString();
  for (const stored of await pendingOf(deps, endpoint, 2 * deps.settings.maxPending)) {
    if (stored.delivery.nextAttempt !== undefined) continue;
    await saveDelivery(deps, { ...stored, delivery: { ...stored.delivery, nextAttempt } });
  }
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
