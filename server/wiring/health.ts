/** What an operator watches: gauges, and the state of each component. */

import type { Component } from '../http/deps.ts';
import { createMetrics } from '../http/metrics.ts';
import type { LogJobs } from '../log/jobs.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';

export function metricsOf(store: EvidenceStore, origin: string, jobs: LogJobs) {
  const sizeAt = (stage: 'quorum' | 'sealed') => async () =>
    (await store.latestRound(origin, stage))?.size ?? 0;
  return createMetrics({
    process: true,
    gauges: {
      triseal_log_size: {
        help: 'Entries in the log.',
        read: async () => (await store.head(origin))?.size ?? 0,
      },
      triseal_log_witnessed_size: {
        help: 'Entries that three parties have witnessed.',
        read: sizeAt('quorum'),
      },
      triseal_log_sealed_size: { help: 'Entries that are sealed on the chain.', read: sizeAt('sealed') },
      triseal_timestamp_stands_until_seconds: {
        help: 'Unix time until which the newest time-stamp stands by itself; 0 without one that verifies.',
        read: async () => Math.floor(((await jobs.timestampStandsUntil()) ?? 0) / 1000),
      },
    },
  });
}

/** Filing needs the log alone; a party that is away shows here and delays seals only. */
export async function componentsOf(sequencer: Sequencer, jobs: LogJobs): Promise<readonly Component[]> {
  const refusal = sequencer.refusal();
  const log: Component = {
    name: 'log',
    ok: refusal === undefined,
    needed: true,
    detail: refusal?.message ?? `${sequencer.head().size} entries`,
  };
  const cosigners = jobs.status().map(({ name, size: cosigned, failures }) => ({
    name,
    ok: failures === 0,
    needed: false,
    detail: failures === 0 ? `cosigned ${cosigned}` : `${failures} failures in a row, cosigned ${cosigned}`,
  }));
  return [log, ...cosigners];
}
