/** What a filing organisation uses beside filing itself: uploads, search, export. Put together here so that the edge has one thing to ask. */
import { createTicker } from '../log/ticker.ts';
import type { Custody } from '../ports/custody.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Logger } from '../ports/platform.ts';
import type { ServiceDeps } from './deps.ts';
import { createEvents, DEFAULT_EVENT_SETTINGS, type EventSettings } from './events/create.ts';
import type { Events } from './events/types.ts';
import { createSearch, type Search } from './search/create.ts';
import type { UseCases } from './types.ts';
import { createUploads } from './uploads/create.ts';
import { createFileUploads, type FileUploads } from './uploads/file.ts';
import { DEFAULT_UPLOAD_POLICY, type UploadPolicy, type Uploads } from './uploads/types.ts';

export interface FilingDesk {
  readonly search: Search;
  readonly uploads: Uploads;
  readonly fileUploads: FileUploads;
  readonly events: Events;
  /** Begins to drop what has expired. */
  start(): void;
  stop(): Promise<void>;
}

export interface FilingSettings {
  readonly uploads?: Partial<UploadPolicy>;
  readonly events?: Partial<EventSettings>;
}

export interface FilingDeskDeps extends ServiceDeps {
  readonly custody: Custody;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  readonly useCases: Pick<UseCases, 'begin' | 'fileEvidence'>;
  readonly settings: FilingSettings;
}

const SWEEP_MS = 600_000;

export function createFilingDesk(deps: FilingDeskDeps): FilingDesk {
  const { settings, logger } = deps;
  const uploads = createUploads({ ...deps, policy: { ...DEFAULT_UPLOAD_POLICY, ...settings.uploads } });
  const events = createEvents({ ...deps, settings: { ...DEFAULT_EVENT_SETTINGS, ...settings.events } });
  const sweeping = createTicker({
    name: 'dropping expired uploads and events',
    intervalMs: SWEEP_MS,
    maxBackoffMs: SWEEP_MS,
    logger,
    task: async () => {
      await uploads.sweep();
      await events.sweep();
    },
  });
  return {
    search: createSearch(deps),
    uploads,
    fileUploads: createFileUploads({ ...deps, uploads }),
    events,
    start: () => {
      sweeping.start();
      events.start();
    },
    stop: async () => {
      await events.stop();
      await sweeping.stop();
    },
  };
}
