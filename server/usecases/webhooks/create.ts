/** Webhooks put together: endpoints and their secrets for those who own them, and the turns in which events are posted. */
import { ServiceError } from '../../errors.ts';
import { createTicker } from '../../log/ticker.ts';
import { createMutex } from '../../mutex.ts';
import type { Caller } from '../../ports/caller.ts';
import { actorOf } from '../custody/reads.ts';
import { newId } from '../drafts.ts';
import type { ServiceEvent } from '../events/types.ts';
import { attemptDelivery, newDelivery } from './attempt.ts';
import {
  deleteDeliveries,
  dropOldDeliveries,
  findDelivery,
  listDeliveries,
  noDelivery,
} from './deliveries.ts';
import { createDispatcher, hasten } from './dispatch.ts';
import {
  changeEndpoint,
  deleteEndpoint,
  type EndpointSecrets,
  type EndpointState,
  endpointsOf,
  findEndpoint,
  presentEndpoint,
  type StoredEndpoint,
  saveEndpoint,
} from './endpoints.ts';
import { newSecret } from './signing.ts';
import type { Endpoint, EndpointInput, Webhooks, WebhooksDeps } from './types.ts';

const MAX_BACKOFF_MS = 60_000;

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const creating = createMutex();
  const dispatcher = createDispatcher(deps);
  const ticker = createTicker({
    name: 'posting webhooks',
    intervalMs: deps.settings.intervalMs,
    maxBackoffMs: MAX_BACKOFF_MS,
    logger: deps.logger,
    task: dispatcher.turn,
  });
  const own = ({ organisation }: Caller, id: string) => findEndpoint(deps, organisation, id);
  let forget: (() => void) | undefined;
  return {
    create: (caller, input) => creating(() => create(deps, caller, input)),
    list: async ({ organisation }) =>
      (await endpointsOf(deps, organisation)).map((one) => presentEndpoint(one, nowOf(deps))),
    get: async (caller, id) => presentEndpoint(await own(caller, id), nowOf(deps)),
    change: (caller, id, input) => change(deps, caller, id, input),
    async remove(caller, id) {
      await own(caller, id);
      await deleteEndpoint(deps, id);
      await deleteDeliveries(deps, id);
      await record(deps, caller, 'webhook.deleted', id);
    },
    rotate: (caller, id, overlapMs) => rotate(deps, caller, id, overlapMs),
    async ping(caller, id) {
      const event: ServiceEvent = {
        id: `ping-${newId(deps)}`,
        type: 'webhook.ping',
        at: nowOf(deps),
        data: { webhook: id },
      };
      const delivery = newDelivery(deps, id, event);
      return (await attemptDelivery(deps, await own(caller, id), delivery, false)).delivery;
    },
    async deliveries(caller, id, query) {
      await own(caller, id);
      return listDeliveries(deps, id, query);
    },
    async redeliver(caller, id, delivery) {
      const endpoint = await own(caller, id);
      const stored = await findDelivery(deps, id, delivery);
      if (stored === undefined) throw noDelivery(delivery);
      const retry = stored.delivery.state === 'pending';
      return (await attemptDelivery(deps, endpoint, stored, retry)).delivery;
    },
    async dispatch() {
      await dispatcher.idle();
      await dispatcher.turn();
      await dispatcher.idle();
    },
    sweep: () => dropOldDeliveries(deps, new Date(deps.clock.now() - deps.settings.keepMs).toISOString()),
    start() {
      forget = deps.events.subscribe(() => ticker.wake());
      ticker.start();
    },
    async stop() {
      forget?.();
      await ticker.stop();
      await dispatcher.idle();
    },
  };
}

const nowOf = ({ clock }: WebhooksDeps) => new Date(clock.now()).toISOString();

async function record({ custody }: WebhooksDeps, caller: Caller, action: string, id: string): Promise<void> {
  const { organisation } = caller;
  await custody.record({ actor: actorOf(caller), action, subject: `webhook/${id}`, organisation });
}

interface Shown {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

async function create(deps: WebhooksDeps, caller: Caller, input: EndpointInput): Promise<Shown> {
  const { organisation } = caller;
  deps.sender.check(input.url);
  const { maxEndpoints } = deps.settings;
  if ((await endpointsOf(deps, organisation)).length >= maxEndpoints) {
    throw new ServiceError('WEBHOOK_LIMIT', `an organisation has at most ${maxEndpoints} webhooks`, {
      facts: { limit: maxEndpoints },
    });
  }
  const id = newId(deps);
  const secret = newSecret(deps.random);
  const state: EndpointState = {
    organisation,
    types: input.types,
    createdAt: nowOf(deps),
    disabled: null,
    failingSince: null,
    cursor: await deps.events.latest(),
  };
  const secrets: EndpointSecrets = {
    url: input.url,
    description: input.description ?? null,
    secrets: [{ secret, until: null }],
  };
  const saved = await saveEndpoint(deps, { id, version: 0 }, state, secrets);
  await record(deps, caller, 'webhook.created', id);
  return { endpoint: presentEndpoint(saved!, nowOf(deps)), secret };
}

async function change(
  deps: WebhooksDeps,
  caller: Caller,
  id: string,
  input: Partial<EndpointInput> & { readonly enabled?: boolean },
): Promise<Endpoint> {
  if (input.url !== undefined) deps.sender.check(input.url);
  await findEndpoint(deps, caller.organisation, id);
  const saved = await changeEndpoint(deps, id, (endpoint) => changed(endpoint, input));
  if (saved === undefined)
    return presentEndpoint(await findEndpoint(deps, caller.organisation, id), nowOf(deps));
  if (input.enabled === true) await hasten(deps, id);
  await record(deps, caller, 'webhook.changed', id);
  return presentEndpoint(saved, nowOf(deps));
}

function changed(
  { state, secrets }: StoredEndpoint,
  { url, types, description, enabled }: Partial<EndpointInput> & { readonly enabled?: boolean },
): { readonly state: EndpointState; readonly secrets: EndpointSecrets } {
  return {
    state: {
      ...state,
      types: types ?? state.types,
      ...(enabled === true ? { disabled: null, failingSince: null } : {}),
      ...(enabled === false ? { disabled: 'owner' as const } : {}),
    },
    secrets: { ...secrets, url: url ?? secrets.url, description: description ?? secrets.description },
  };
}

async function rotate(deps: WebhooksDeps, caller: Caller, id: string, overlapMs: number): Promise<Shown> {
  await findEndpoint(deps, caller.organisation, id);
  const secret = newSecret(deps.random);
  const until = new Date(deps.clock.now() + overlapMs).toISOString();
  const saved = await changeEndpoint(deps, id, ({ state, secrets }) => {
    // Of the earlier ones the present one alone lives on: two sign at most.
    const [present] = secrets.secrets;
    const earlier = present === undefined || overlapMs === 0 ? [] : [{ ...present, until }];
    return { state, secrets: { ...secrets, secrets: [{ secret, until: null }, ...earlier] } };
  });
  await record(deps, caller, 'webhook.rotated', id);
  const endpoint = saved ?? (await findEndpoint(deps, caller.organisation, id));
  return { endpoint: presentEndpoint(endpoint, nowOf(deps)), secret };
}
