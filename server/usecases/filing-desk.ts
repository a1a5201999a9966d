/** What a filing organisation uses beside filing itself: uploads, search, export, events, webhooks. Put together here so that the edge has one thing to ask. */
import { createTicker } from '../log/ticker.ts';
import type { Custody } from '../ports/custody.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Logger } from '../ports/platform.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import type { ServiceDeps } from './deps.ts';
import { createEvents, DEFAULT_EVENT_SETTINGS, type EventSettings } from './events/create.ts';
import type { Events } from './events/types.ts';
import { createSearch, type Search } from './search/create.ts';
import type { UseCases } from './types.ts';
import { createUploads } from './uploads/create.ts';
import { createFileUploads, type FileUploads } from './uploads/file.ts';
import { DEFAULT_UPLOAD_POLICY, type UploadPolicy, type Uploads } from './uploads/types.ts';
import { createWebhooks } from './webhooks/create.ts';
import { DEFAULT_WEBHOOK_SETTINGS, type WebhookSettings, type Webhooks } from './webhooks/types.ts';

export interface FilingDesk {
  readonly search: Search;
  readonly uploads: Uploads;
  readonly fileUploads: FileUploads;
  readonly events: Events;
  readonly webhooks: Webhooks;
  /** Begins to take note of the log, to post webhooks and to drop what has expired. */
  start(): void;
  stop(): Promise<void>;
}

export interface FilingSettings {
  readonly uploads?: Partial<UploadPolicy>;
  readonly events?: Partial<EventSettings>;
  readonly webhooks?: Partial<WebhookSettings>;
}

export interface FilingDeskDeps extends ServiceDeps {
  readonly custody: Custody;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  readonly useCases: Pick<UseCases, 'begin' | 'fileEvidence'>;
  readonly webhookSender: WebhookSender;
  readonly settings: FilingSettings;
}

const SWEEP_MS = 600_000;

export function createFilingDesk(deps: FilingDeskDeps): FilingDesk {
  const { settings, logger } = deps;
  const uploads = createUploads({ ...deps, policy: { ...DEFAULT_UPLOAD_POLICY, ...settings.uploads } });
  const events = createEvents({ ...deps, settings: { ...DEFAULT_EVENT_SETTINGS, ...settings.events } });
  const webhooks = createWebhooks({
    ...deps,
    events,
    sender: deps.webhookSender,
    settings: { ...DEFAULT_WEBHOOK_SETTINGS, ...settings.webhooks },
  });
  const sweeping = createTicker({
    name: 'dropping what has expired',
    intervalMs: SWEEP_MS,
    maxBackoffMs: SWEEP_MS,
    logger,
    task: async () => {
      await uploads.sweep();
      await events.sweep();
      await webhooks.sweep();
    },
  });
  return {
    search: createSearch(deps),
    uploads,
    fileUploads: createFileUploads({ ...deps, uploads }),
    events,
    webhooks,
    start: () => {
      sweeping.start();
      events.start();
      webhooks.start();
    },
    stop: async () => {
      await events.stop();
      await webhooks.stop();
      await sweeping.stop();
    },
  };
}
