/** One attempt to deliver an event, and what follows from its outcome for the delivery and for the endpoint. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { PostOutcome, WebhookPost } from '../../ports/webhook-sender.ts';
import type { ServiceEvent } from '../events/types.ts';
import { type StoredDelivery, saveDelivery } from './deliveries.ts';
import { changeEndpoint, type EndpointState, type StoredEndpoint, validSecrets } from './endpoints.ts';
import { signedHeaders } from './signing.ts';
import type { Attempt, WebhooksDeps } from './types.ts';

const GONE = 410;
/** Part of a pause by which it is shortened or lengthened at random, so that what failed together does not return together. */
const JITTER = 0.2;

export function newDelivery(deps: WebhooksDeps, endpoint: string, event: ServiceEvent): StoredDelivery {
  const made = new Date(deps.clock.now()).toISOString();
  return { endpoint, version: 0, made, delivery: { id: event.id, event, state: 'pending', attempts: [] } };
}

/**
 * Posts, and writes down what came of it.
 * @param retry whether it is tried again when it fails
 */
export async function attemptDelivery(
  deps: WebhooksDeps,
  endpoint: StoredEndpoint,
  stored: StoredDelivery,
  retry: boolean,
): Promise<StoredDelivery> {
  const { delivery } = stored;
  const attempt = await post(deps, endpoint, delivery.event);
  // A post that was cut off by the end of the service is no word on the endpoint: it is made again after the start.
  if (!isSuccess(attempt.outcome)) deps.events.stopped.throwIfAborted();
  const attempts = [...delivery.attempts, attempt];
  const delivered = isSuccess(attempt.outcome);
  const nextAttempt = delivered || !retry ? undefined : nextTime(deps, attempts.length);
  const state = delivered ? 'delivered' : nextAttempt === undefined ? 'failed' : 'pending';
  const { nextAttempt: _earlier, ...rest } = delivery;
  const after = { ...rest, attempts, state, ...(nextAttempt === undefined ? {} : { nextAttempt }) } as const;
  const result = { ...stored, delivery: after };
  await saveDelivery(deps, result);
  await judgeEndpoint(deps, endpoint, attempt);
  return result;
}

export const isSuccess = (outcome: PostOutcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;

async function post(deps: WebhooksDeps, { secrets }: StoredEndpoint, event: ServiceEvent): Promise<Attempt> {
  const began = deps.clock.now();
  const at = new Date(began).toISOString();
  const body = JSON.stringify(payloadOf(event));
  const headers = signedHeaders(
    validSecrets(secrets, at),
    messageId(event.id),
    Math.floor(began / 1000),
    body,
  );
  const outcome = await postTo(deps, { url: secrets.url, headers, body, signal: deps.events.stopped });
  return { at, milliseconds: deps.clock.now() - began, outcome };
}

async function postTo({ sender }: WebhooksDeps, post: WebhookPost): Promise<PostOutcome> {
  try {
    return await sender.post(post);
  } catch (error) {
    // An address that was allowed once may be refused by a later configuration.
    if (error instanceof ServiceError && error.code === 'WEBHOOK_URL_REFUSED')
      return { failure: 'address-refused' };
    throw error;
  }
}

/** Full stops part the members of what is signed, so an id has none. The same for every attempt. */
export const messageId = (event: string): string => `evt_${event.replaceAll('.', '-')}`;

/** Standard Webhooks: `type`, `timestamp`, `data`. */
function payloadOf({ type, at, data }: ServiceEvent): JsonObject {
  return { type, timestamp: at, data };
}

/** @returns undefined after the last attempt */
function nextTime({ settings, random, clock }: WebhooksDeps, attempts: number): string | undefined {
  const seconds = settings.retrySeconds[attempts - 1];
  if (seconds === undefined) return undefined;
  const [high, low] = random.bytes(2);
  const turn = (high! * 256 + low!) / 65_535;
  return new Date(clock.now() + seconds * 1000 * (1 - JITTER + 2 * JITTER * turn)).toISOString();
}

async function judgeEndpoint(deps: WebhooksDeps, endpoint: StoredEndpoint, attempt: Attempt): Promise<void> {
  if (isSuccess(attempt.outcome) && endpoint.state.failingSince === null) return;
  const saved = await changeEndpoint(deps, endpoint.id, ({ state, secrets }) => ({
    state: judged(deps, state, attempt),
    secrets,
  }));
  if (saved !== undefined && saved.state.disabled !== null && endpoint.state.disabled === null) {
    const { disabled } = saved.state;
    deps.logger.warn(
      { webhook: endpoint.id, organisation: saved.state.organisation, disabled },
      'webhook switched off',
    );
  }
}

function judged({ settings }: WebhooksDeps, state: EndpointState, { at, outcome }: Attempt): EndpointState {
  if (isSuccess(outcome)) return { ...state, failingSince: null };
  const failingSince = state.failingSince ?? at;
  if (state.disabled !== null) return { ...state, failingSince };
  const gone = 'status' in outcome && outcome.status === GONE;
  const tooLong = Date.parse(at) - Date.parse(failingSince) >= settings.disableAfterMs;
  return { ...state, failingSince, disabled: gone ? 'gone' : tooLong ? 'failing' : null };
}
