/** What goes on in the background: custody heads into the log, and erasures that an earlier process left unfinished. */
import { createTicker } from '../../log/ticker.ts';
import type { Logger } from '../../ports/platform.ts';
import { fileCustodyHeads, type HeadsDeps } from '../custody/heads.ts';
import type { Privacy } from './types.ts';

/** A custody line waits at most so long before it is covered by a head in the log. */
const HEAD_AFTER_MS = 600_000;
const INTERVAL_MS = 60_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export interface UpkeepDeps extends Omit<HeadsDeps, 'afterMs'> {
  readonly privacy: Pick<Privacy, 'resume'>;
  readonly logger: Logger;
}

export function createUpkeep({ privacy, logger, ...heads }: UpkeepDeps): Upkeep {
  return createTicker({
    name: 'custody and erasure upkeep',
    intervalMs: INTERVAL_MS,
    maxBackoffMs: 10 * INTERVAL_MS,
    logger,
    task: async () => {
      await privacy.resume();
      await fileCustodyHeads({ ...heads, afterMs: HEAD_AFTER_MS });
    },
  });
}
