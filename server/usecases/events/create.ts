/** Events put together: the log is looked at in short turns, others publish; both write the journal and wake who listens. */
import { ServiceError } from '../../errors.ts';
import { createTicker } from '../../log/ticker.ts';
import { createMutex } from '../../mutex.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Clock, Logger } from '../../ports/platform.ts';
import { createJournal, type Journal, type Reached } from './journal.ts';
import { endOf, formatPlace } from './place.ts';
import { readEvents } from './read.ts';
import { EVENT_TYPE, type Events, type NewEvent } from './types.ts';

export interface EventSettings {
  /** Pause between looks at the log, milliseconds. */
  readonly intervalMs: number;
  /** Milliseconds that events are kept. */
  readonly keepMs: number;
}

export const DEFAULT_EVENT_SETTINGS: EventSettings = { intervalMs: 1000, keepMs: 30 * 86_400_000 };

export interface EventsDeps {
  readonly documents: DocumentStore;
  readonly store: EvidenceStore;
  readonly origin: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: EventSettings;
}

const MAX_BACKOFF_MS = 60_000;
const SWEPT = 2000;

export function createEvents(deps: EventsDeps): Events {
  const { documents, clock, logger, settings } = deps;
  const journal = createJournal(documents);
  const listeners = new Set<() => void>();
  const aborted = new AbortController();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const alone = createMutex();
  const pump = () => alone(async () => void ((await takeNote(deps, journal)) && tell()));
  const ticker = createTicker({
    name: 'taking note of the log',
    intervalMs: settings.intervalMs,
    maxBackoffMs: MAX_BACKOFF_MS,
    logger,
    task: pump,
  });
  return {
    async publish(event) {
      refuseMalformed(event);
      const number = await journal.append({ kind: 'published', at: timeOf(clock), ...event });
      tell();
      return formatPlace({ occasion: number, step: 0, index: 0 });
    },
    read: (organisation, after, limit) => readEvents({ ...deps, journal }, organisation, after, limit),
    latest: async () => formatPlace(endOf((await journal.last())?.number ?? 0)),
    oldest: async () => formatPlace(endOf(((await journal.first())?.number ?? 1) - 1)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pump,
    sweep: async () => {
      await journal.dropBefore(new Date(clock.now() - settings.keepMs).toISOString(), SWEPT);
    },
    stopped: aborted.signal,
    start: () => ticker.start(),
    stop: async () => {
      aborted.abort();
      await ticker.stop();
    },
  };
}

const timeOf = ({ now }: Clock) => new Date(now()).toISOString();

function refuseMalformed({ type, organisations }: NewEvent): void {
  if (EVENT_TYPE.test(type) && type.length <= 64 && organisations.length > 0) return;
  throw new ServiceError('INTERNAL', 'an event has a dotted type and concerns somebody', { facts: { type } });
}

/**
 * Writes down how far the log has come since the last time. It is read from the store alone, so nothing is lost with the process, and what was
 * written down is told whenever it is asked for. A log that was there before the journal began is not told of.
 * @returns whether there was anything
 */
async function takeNote(deps: EventsDeps, journal: Journal): Promise<boolean> {
  const last = (await journal.lastOfLog())?.occasion;
  const to = await reached(deps);
  const from = last?.kind === 'log' ? last.to : to;
  if (last !== undefined && STAGES.every((stage) => from[stage] >= to[stage])) return false;
  await journal.append({ kind: 'log', at: timeOf(deps.clock), from, to });
  return last !== undefined;
}

const STAGES = ['logged', 'witnessed', 'sealed'] as const;

/** A stage never reaches beyond the one before it: what is told of an item comes in the order of its stages. */
async function reached({ store, origin }: EventsDeps): Promise<Reached> {
  const sealed = (await store.latestRound(origin, 'sealed'))?.size ?? 0;
  const witnessed = Math.max((await store.latestRound(origin, 'quorum'))?.size ?? 0, sealed);
  const logged = (await store.head(origin))?.size ?? 0;
  return { logged, witnessed: Math.min(witnessed, logged), sealed: Math.min(sealed, logged) };
}
