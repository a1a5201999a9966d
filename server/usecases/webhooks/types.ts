/** Webhooks after the Standard Webhooks specification (https://www.standardwebhooks.com): events posted to endpoints that customers run. */
import type { Caller } from '../../ports/caller.ts';
import type { Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock, Logger, Random } from '../../ports/platform.ts';
import type { PostOutcome, WebhookSender } from '../../ports/webhook-sender.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Events, ServiceEvent } from '../events/types.ts';

export interface WebhookSettings {
  /** Pause between looks at what is due, milliseconds. */
  readonly intervalMs: number;
  /** Seconds until the second attempt, the third, and so on; after the last a delivery has failed. */
  readonly retrySeconds: readonly number[];
  /** An endpoint that has failed without a break for so long is switched off, milliseconds. */
  readonly disableAfterMs: number;
  /** Endpoints of one organisation. */
  readonly maxEndpoints: number;
  /** Posts to one endpoint at once. */
  readonly width: number;
  /** Deliveries of an endpoint that may wait for another attempt before further events wait in the journal. */
  readonly maxPending: number;
  /** Milliseconds that the outcome of a delivery is kept. */
  readonly keepMs: number;
}

export const DEFAULT_WEBHOOK_SETTINGS: WebhookSettings = {
  intervalMs: 1000,
  retrySeconds: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
  disableAfterMs: 5 * 86_400_000,
  maxEndpoints: 10,
  width: 8,
  maxPending: 100,
  keepMs: 30 * 86_400_000,
};

export interface EndpointInput {
  readonly url: string;
  /** Types of events, or their beginnings with `.*`. */
  readonly types: readonly string[];
  readonly description?: string;
}

export interface Endpoint extends EndpointInput {
  readonly id: string;
  readonly enabled: boolean;
  /** `failing`: without a break for too long. `gone`: it answered 410. `owner`: switched off by hand. */
  readonly disabledReason?: 'failing' | 'gone' | 'owner';
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly failingSince?: string;
  /** When the earlier of two secrets ends. */
  readonly previousSecretUntil?: string;
}

export interface Attempt {
  readonly at: string;
  readonly milliseconds: number;
  readonly outcome: PostOutcome;
}

export interface Delivery {
  /** Id of the event, or of the ping. */
  readonly id: string;
  readonly event: ServiceEvent;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: readonly Attempt[];
  readonly nextAttempt?: string;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  readonly next: string | undefined;
}

/** Endpoints of other organisations are `NOT_FOUND`. */
export interface Webhooks {
  /** @returns the secret, which is never shown again. @throws ServiceError `WEBHOOK_URL_REFUSED`, `WEBHOOK_LIMIT` */
  create(
    caller: Caller,
    input: EndpointInput,
  ): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  list(caller: Caller): Promise<readonly Endpoint[]>;
  get(caller: Caller, id: string): Promise<Endpoint>;
  /** Switching on again makes due at once what waited. */
  change(
    caller: Caller,
    id: string,
    change: Partial<EndpointInput> & { readonly enabled?: boolean },
  ): Promise<Endpoint>;
  remove(caller: Caller, id: string): Promise<void>;
  /** Makes a new secret; the present one signs beside it for so long. @returns the new one */
  rotate(
    caller: Caller,
    id: string,
    overlapMs: number,
  ): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  /** Posts `webhook.ping` at once, and only once. */
  ping(caller: Caller, id: string): Promise<Delivery>;
  /** Newest first. */
  deliveries(
    caller: Caller,
    id: string,
    query: { readonly state?: Delivery['state']; readonly cursor?: string; readonly limit: number },
  ): Promise<DeliveryPage>;
  /** Posts it once more, whatever came of it before. */
  redeliver(caller: Caller, id: string, delivery: string): Promise<Delivery>;
  /** One turn: new events, and what is due again. Resolves when all of it is posted. */
  dispatch(): Promise<void>;
  sweep(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface WebhooksDeps {
  readonly documents: DocumentStore;
  readonly vault: Vault;
  readonly events: Events;
  readonly sender: WebhookSender;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: WebhookSettings;
}
