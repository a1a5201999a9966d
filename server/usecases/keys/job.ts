/** The change of the key-encryption key as a job: started by the operator, followed and cancelled like any other. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../ports/caller.ts';
import type { Custody } from '../../ports/custody.ts';
import { actorOf } from '../custody/reads.ts';
import type { Job, JobHandler, Jobs } from '../jobs/types.ts';
import { type RotationDeps, rotateKeys } from './rotate.ts';

export const ROTATION_KIND = 'keys.rewrap';
const RETENTION_SECONDS = 365 * 86_400;
/** Longer than any filing is on its way from its key to the log. */
const GRACE_MS = 60_000;

export interface KeyRotation {
  /** @returns the job */
  start(caller: Caller): Promise<Job>;
  /** The newest one that the caller started. */
  latest(caller: Caller): Promise<Job | undefined>;
}

export interface KeyRotationDeps extends Omit<RotationDeps, 'graceMs' | 'pause'> {
  readonly jobs: Pick<Jobs, 'register' | 'start' | 'list'>;
  readonly custody: Custody;
  readonly graceMs?: number;
}

/** Registers the job's handler. */
export function createKeyRotation(deps: KeyRotationDeps): KeyRotation {
  deps.jobs.register(ROTATION_KIND, handlerOf(deps));
  return {
    start: (caller) =>
      deps.jobs.start({
        kind: ROTATION_KIND,
        input: null,
        owner: actorOf(caller),
        subject: 'key-encryption key',
      }),
    latest: async (caller) => {
      const { jobs } = await deps.jobs.list({ owner: caller, kind: ROTATION_KIND, limit: 1 });
      return jobs[0];
    },
  };
}

function handlerOf(deps: KeyRotationDeps): JobHandler {
  const pause = async (ms: number, signal: AbortSignal) => void (await sleep(ms, undefined, { signal }));
  return {
    retentionSeconds: RETENTION_SECONDS,
    patienceSeconds: 0,
    async run({ job, signal, report }) {
      const steps = rotateKeys({ ...deps, pause, graceMs: deps.graceMs ?? GRACE_MS }, signal);
      for (;;) {
        const step = await steps.next();
        if (step.done !== true) {
          report(step.value);
          continue;
        }
        const { from, to, keys } = step.value;
        const { organisation } = job;
        await deps.custody.record({
          actor: job.startedBy,
          action: 'keys.rewrapped',
          subject: `organisation/${organisation}`,
          organisation,
          facts: { from, to, keys, job: job.id },
        });
        return { from, to, keys };
      }
    },
  };
}
