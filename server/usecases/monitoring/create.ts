/** Puts together what is counted, what waits and what was refused. Counting never delays a filing, and never fails one. */
import type { Logger } from '../../ports/platform.ts';
import { type BacklogDeps, reachedSizes, waitingOf } from './backlog.ts';
import { createMinutes } from './minutes.ts';
import { keepRefusal, listRefusals, type RefusalDeps, sweepRefusals } from './refusals.ts';
import type { Monitoring } from './types.ts';

/** Refusals of one organisation kept of one minute: a client gone wild fills no store. */
const KEPT_A_MINUTE = 20;

export interface MonitoringDeps extends Omit<RefusalDeps, 'store'> {
  readonly origin: string;
  readonly store: RefusalDeps['store'] & BacklogDeps['store'];
  readonly logger: Pick<Logger, 'warn'>;
}

export function createMonitoring(deps: MonitoringDeps): Monitoring {
  const minutes = createMinutes(deps);
  const keeping = new Set<Promise<void>>();
  return {
    taken: (organisation, outcome) => void minutes.count(organisation, outcome),
    refused(organisation, filing) {
      if (minutes.count(organisation, 'refused') > KEPT_A_MINUTE) return;
      const kept = keepRefusal(deps, organisation, filing)
        .catch((error: unknown) => deps.logger.warn({ error }, 'a refused filing was not kept'))
        .finally(() => keeping.delete(kept));
      keeping.add(kept);
    },
    async activity(organisation) {
      const { from, minutes: series } = await minutes.series(organisation);
      const reached = await reachedSizes(deps);
      return {
        countedFrom: new Date(from).toISOString(),
        minutes: series,
        reached,
        waiting: await waitingOf(deps, organisation, reached),
      };
    },
    async refusals(organisation, page) {
      await Promise.all(keeping);
      return listRefusals(deps, organisation, page);
    },
    async flush() {
      await Promise.all(keeping);
      await minutes.flush();
      await sweepRefusals(deps);
    },
  };
}

const FLUSH_MS = 5_000;

/** Writes down what was counted again and again. @returns what stops it, after a last time */
export function keepMonitoring(
  monitoring: Pick<Monitoring, 'flush'>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const flush = () => monitoring.flush().catch(onError);
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return flush();
  };
}
