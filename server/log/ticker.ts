/** Repeats a task with a pause after each, never two at a time; after failures the pause grows. */
import type { Logger } from '../ports/platform.ts';

export interface TickerOptions {
  /** For the log: what failed. */
  readonly name: string;
  readonly intervalMs: number;
  /** Longest pause after failures in a row. */
  readonly maxBackoffMs: number;
  readonly logger: Logger;
  task(): Promise<void>;
}

export interface Ticker {
  start(): void;
  /** Runs the task at once, or once more after the run under way. */
  wake(): void;
  /** Resolves when the run under way has ended. */
  stop(): Promise<void>;
}

export function createTicker({ name, intervalMs, maxBackoffMs, logger, task }: TickerOptions): Ticker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failures = 0;

  const attempt = async () => {
    try {
      await task();
      failures = 0;
    } catch (error) {
      if (stopped) return;
      failures++;
      // Once is enough to say that something is away; after that only the details change.
      if (failures === 1) logger.warn({ error }, `${name} failed`);
      else logger.debug({ error, failures }, `${name} failed again`);
    }
  };
  const pause = () =>
    failures === 0 ? intervalMs : Math.min(intervalMs * 2 ** Math.min(failures, 30), maxBackoffMs);
  const run = async () => {
    await attempt();
    running = undefined;
    if (!stopped) schedule(again ? 0 : pause());
    again = false;
  };
  const schedule = (delay: number) => {
    timer = setTimeout(() => {
      running = run();
    }, delay);
  };

  return {
    start: () => schedule(0),
    wake: () => {
      if (stopped || timer === undefined) return;
      if (running !== undefined) {
        again = true;
        return;
      }
      clearTimeout(timer);
      schedule(0);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
