/** Serves one remote party: takes the newest target, works on it, and after a failure waits a little longer each time. */
import type { Clock, Logger } from '../ports/platform.ts';
import type { Target } from './witness-client.ts';

export interface WorkerOptions {
  readonly name: string;
  readonly times: { readonly backoffMs: number; readonly maxBackoffMs: number };
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is to be done now, if anything. */
  target(): Target | undefined;
  work(target: Target): Promise<void>;
}

export interface Worker {
  readonly name: string;
  start(): void;
  /** Says that there is a new target. Does not cut a pause after a failure short. */
  wake(): void;
  stop(): Promise<void>;
  /** What it is working on at this moment. */
  busy(): Target | undefined;
  /** Size of the last target done, 0 for none. */
  done(): number;
  failures(): number;
}

export function createWorker(options: WorkerOptions): Worker {
  let busy: Target | undefined;
  let done = 0;
  let failures = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let wakeUp: () => void = () => undefined;
  let cutShort: () => void = () => undefined;

  const idle = () =>
    new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      cutShort = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const attempt = async (target: Target) => {
    busy = target;
    try {
      await options.work(target);
      done = target.size;
      failures = 0;
    } catch (error) {
      if (stopped) return;
      failures++;
      const pauseMs = backoff(options.times, failures);
      const facts = { cosigner: options.name, size: target.size, failures, pauseMs, error };
      // Once is enough to say that somebody is away; after that only the details change.
      if (failures === 1) options.logger.warn(facts, 'a cosigner failed');
      else options.logger.debug(facts, 'a cosigner failed again');
      busy = undefined;
      await pause(pauseMs);
    } finally {
      busy = undefined;
    }
  };

  const run = async () => {
    while (!stopped) {
      const target = options.target();
      if (target === undefined || target.size <= done) await idle();
      else await attempt(target);
    }
  };

  return {
    name: options.name,
    start: () => {
      running = run();
    },
    wake: () => wakeUp(),
    stop: () => {
      stopped = true;
      wakeUp();
      cutShort();
      return running;
    },
    busy: () => busy,
    done: () => done,
    failures: () => failures,
  };
}

/** Doubles from the first pause to the longest; 1 is the first failure. */
function backoff({ backoffMs, maxBackoffMs }: WorkerOptions['times'], failures: number): number {
  return Math.min(backoffMs * 2 ** Math.min(failures - 1, 30), maxBackoffMs);
}
