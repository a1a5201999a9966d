/** The bounded queue before the sequencer, and when to stop gathering: group commit (one flush for all that wait). */
import { ServiceError } from '../errors.ts';
import type { Pending } from './batch.ts';

export interface QueueLimits {
  /** Most filings in one commit. */
  readonly maxBatch: number;
  /** Most filings waiting; further ones are refused. */
  readonly maxQueue: number;
  /** Longest time that a commit waits for filings that are announced but not here yet, in milliseconds. 0: it never waits. */
  readonly intervalMs: number;
}

export interface FilingQueue {
  /** @throws ServiceError `OVERLOADED` with the seconds after which there should be room */
  push(pending: Pending): void;
  /** Says that a filing will come soon. @returns to be called when it has come or will not come */
  announce(): () => void;
  /** Waits for filings. @returns the next batch; empty once the queue is closed and drained */
  take(): Promise<readonly Pending[]>;
  /** Takes note of how long a batch took, for `Retry-After`. */
  measured(count: number, milliseconds: number): void;
  close(): void;
  /** Empties the queue. */
  drain(): readonly Pending[];
  size(): number;
}

/** A request that is read in one turn is announced in the next: its body arrives by itself. */
const QUIET_TURNS = 2;
/** Milliseconds; an idle turn takes some microseconds, reading a request some hundred. */
const QUIET_TURN = 0.1;

async function turnIsQuiet(): Promise<boolean> {
  const began = performance.now();
  await new Promise((resolve) => setImmediate(resolve));
  return performance.now() - began < QUIET_TURN;
}

export function createFilingQueue(limits: QueueLimits): FilingQueue {
  let waiting: Pending[] = [];
  let announced = 0;
  let closed = false;
  let msPerFiling = 1;
  let wake: (() => void) | undefined;
  const changed = () => wake?.();
  const nextChange = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  /**
   * Lets the filings that are on their way arrive, but none wait longer than the limit. When none is announced any more, requests may still lie
   * unread on their connections, or answers on their way to clients that will come again at once. So a commit waits while the event loop is busy,
   * which costs nothing, and a lone filer, who finds it idle, does not wait.
   */
  const gather = async () => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      changed();
    }, limits.intervalMs);
    for (let quiet = 0; !late && !closed && waiting.length < limits.maxBatch && quiet < QUIET_TURNS; ) {
      if (announced > 0) await nextChange();
      else quiet = (await turnIsQuiet()) ? quiet + 1 : 0;
    }
    clearTimeout(timer);
  };

  return {
    push(pending) {
      if (waiting.length >= limits.maxQueue) throw overloaded(waiting.length, msPerFiling);
      waiting.push(pending);
      changed();
    },
    announce() {
      announced++;
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        announced--;
        changed();
      };
    },
    async take() {
      while (waiting.length === 0 && !closed) await nextChange();
      if (limits.intervalMs > 0) await gather();
      const batch = waiting.slice(0, limits.maxBatch);
      waiting = waiting.slice(limits.maxBatch);
      return batch;
    },
    measured(count, milliseconds) {
      msPerFiling = 0.8 * msPerFiling + 0.2 * (milliseconds / count);
    },
    close() {
      closed = true;
      changed();
    },
    drain() {
      const rest = waiting;
      waiting = [];
      return rest;
    },
    size: () => waiting.length,
  };
}

function overloaded(waiting: number, msPerFiling: number): ServiceError {
  return new ServiceError('OVERLOADED', 'the log takes no further filings for the moment', {
    facts: { waiting },
    remedy: 'Repeat the request with the same idempotency key after the time in Retry-After.',
    retryAfterSeconds: Math.min(60, Math.max(1, Math.ceil((waiting * msPerFiling) / 1000))),
  });
}
