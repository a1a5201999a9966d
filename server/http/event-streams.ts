/** Server-sent events (WHATWG HTML, section 9.2): one response that goes on, for as long as its reader reads. */
import type { Response } from 'express';
import { ServiceError } from '../errors.ts';
import { type Events, isWanted, type ServiceEvent } from '../usecases/events/types.ts';

export interface StreamLimits {
  /** Open at once, of one organisation and of all. */
  readonly perOrganisation: number;
  readonly total: number;
  /** After so long without an event a sign of life is sent, milliseconds. */
  readonly heartbeatMs: number;
  /** After so long the stream ends and its reader connects again with a token that is still good, milliseconds. */
  readonly lifetimeMs: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  perOrganisation: 10,
  total: 500,
  heartbeatMs: 15_000,
  lifetimeMs: 600_000,
};

export interface StreamRequest {
  readonly organisation: string;
  /** Types wanted; empty: all. */
  readonly types: readonly string[];
  /** Id of the last event seen; undefined: only what is new. */
  readonly after: string | undefined;
}

export type EventStreams = (request: StreamRequest, res: Response) => Promise<void>;

const PAGE = 100;
/** After a broken connection a reader waits so long, milliseconds. */
const RETRY_MS = 3000;

export function createEventStreams(events: Events, limits: StreamLimits): EventStreams {
  const open = new Map<string, number>();
  let total = 0;
  return async (request, res) => {
    const { organisation } = request;
    const own = open.get(organisation) ?? 0;
    if (own >= limits.perOrganisation || total >= limits.total) throw tooMany(limits);
    open.set(organisation, own + 1);
    total++;
    try {
      await stream(events, limits, request, res);
    } finally {
      open.set(organisation, open.get(organisation)! - 1);
      total--;
    }
  };
}

function tooMany({ perOrganisation }: StreamLimits): ServiceError {
  return new ServiceError('TOO_MANY_STREAMS', 'no further event stream can be opened', {
    facts: { limit: perOrganisation },
    retryAfterSeconds: 60,
  });
}

async function stream(
  events: Events,
  limits: StreamLimits,
  { organisation, types, after }: StreamRequest,
  res: Response,
): Promise<void> {
  let place = after ?? (await events.latest());
  // Read before the answer begins: an id that is none, or no longer kept, is a problem document.
  let page = await events.read(organisation, place, PAGE);
  const closed = new AbortController();
  res.once('close', () => closed.abort());
  const ended = AbortSignal.any([closed.signal, events.stopped, AbortSignal.timeout(limits.lifetimeMs)]);
  const bell = createBell(events, ended);
  begin(res);
  try {
    while (!ended.aborted) {
      for (const event of page.events) {
        if (types.length === 0 || isWanted(event.type, types)) await write(res, lineOf(event), ended);
      }
      const moved = page.next !== place;
      place = page.next;
      if (!page.more && !(await bell.rung(limits.heartbeatMs)) && !ended.aborted)
        await write(res, moved ? `id: ${place}\n\n` : ':\n\n', ended);
      if (!ended.aborted) page = await events.read(organisation, place, PAGE);
    }
  } finally {
    bell.remove();
  }
  res.end();
}

function begin(res: Response): void {
  res.status(200).type('text/event-stream');
  res.setHeader('Cache-Control', 'no-store');
  // A proxy that gathers answers would hold events back.
  res.setHeader('X-Accel-Buffering', 'no');
  res.write(`retry: ${RETRY_MS}\n\n`);
}

const lineOf = (event: ServiceEvent): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Waits for a reader that is slow: what it does not take stays in the journal. */
async function write(res: Response, text: string, ended: AbortSignal): Promise<void> {
  if (ended.aborted || res.destroyed || res.write(text)) return;
  await until(ended, (done) => {
    res.once('drain', done);
    return () => res.off('drain', done);
  });
}

interface Bell {
  /** @returns whether it rang; false after the time, or at the end */
  rung(withinMs: number): Promise<boolean>;
  remove(): void;
}

function createBell(events: Events, ended: AbortSignal): Bell {
  let ring: (() => void) | undefined;
  let missed = false;
  const remove = events.subscribe(() => {
    missed = true;
    ring?.();
  });
  return {
    async rung(withinMs) {
      if (!missed) {
        await until(ended, (done) => {
          const timer = setTimeout(done, withinMs);
          ring = done;
          return () => clearTimeout(timer);
        });
      }
      ring = undefined;
      const rang = missed;
      missed = false;
      return rang;
    },
    remove,
  };
}

/** Waits for what `begin` waits for, or for the end. @param begin returns how its waiting is undone */
function until(ended: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      ended.removeEventListener('abort', done);
      undo();
      resolve();
    };
    ended.addEventListener('abort', done);
    const undo = begin(done);
  });
}
