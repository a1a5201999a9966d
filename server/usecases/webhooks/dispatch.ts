/** Takes events from the journal to the endpoints that want them, and tries again what failed. Each endpoint has a lane of its own: a slow one delays itself. */
import { hasCode } from '../../errors.ts';
import { isWanted, type ServiceEvent } from '../events/types.ts';
import { attemptDelivery, newDelivery } from './attempt.ts';
import { dueDeliveries, findDelivery, pendingOf, saveDelivery } from './deliveries.ts';
import { activeEndpoints, changeEndpoint, type StoredEndpoint } from './endpoints.ts';
import type { WebhooksDeps } from './types.ts';

const PAGE = 64;

export interface Dispatcher {
  /** Sets every endpoint to work that is not at it. Does not wait for them. */
  turn(): Promise<void>;
  /** Resolves when none is at work. */
  idle(): Promise<void>;
}

export function createDispatcher(deps: WebhooksDeps): Dispatcher {
  const lanes = new Map<string, Promise<void>>();
  const enter = (endpoint: StoredEndpoint) => {
    const lane = work(deps, endpoint)
      .catch((error: unknown) => {
        if (!deps.events.stopped.aborted)
          deps.logger.warn({ error, webhook: endpoint.id }, 'posting webhooks failed');
      })
      .finally(() => lanes.delete(endpoint.id));
    lanes.set(endpoint.id, lane);
  };
  return {
    async turn() {
      for await (const endpoint of activeEndpoints(deps)) if (!lanes.has(endpoint.id)) enter(endpoint);
    },
    async idle() {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
  };
}

async function work(deps: WebhooksDeps, endpoint: StoredEndpoint): Promise<void> {
  const due = await dueDeliveries(deps, endpoint.id, new Date(deps.clock.now()).toISOString());
  await inParallel(deps, due, (stored) => attemptDelivery(deps, endpoint, stored, true));
  await feed(deps, endpoint);
}

/**
 * Posts what is new to an endpoint. Its place in the journal moves on once each event has been delivered or written down for another attempt,
 * so a process that dies in between posts some of them again.
 */
async function feed(deps: WebhooksDeps, endpoint: StoredEndpoint): Promise<void> {
  const { maxPending } = deps.settings;
  const { failingSince, cursor, types } = endpoint.state;
  const waiting = failingSince === null ? [] : await pendingOf(deps, endpoint.id, maxPending);
  if (waiting.length >= maxPending || deps.events.stopped.aborted) return;
  const page = await readPage(deps, endpoint);
  const wanted = page.events.filter(({ type }) => isWanted(type, types));
  await inParallel(deps, wanted, (event) => deliver(deps, endpoint, event));
  if (page.next === cursor || deps.events.stopped.aborted) return;
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

/** Makes due at once what waits for another attempt. */
export async function hasten(deps: WebhooksDeps, endpoint: string): Promise<void> {
  const nextAttempt = new Date(deps.clock.now()).toISOString();
  for (const stored of await pendingOf(deps, endpoint, 2 * deps.settings.maxPending))
    await saveDelivery(deps, { ...stored, delivery: { ...stored.delivery, nextAttempt } });
}

async function inParallel<T>(
  { settings, events }: WebhooksDeps,
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length && !events.stopped.aborted) await task(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(settings.width, items.length) }, lane));
}
