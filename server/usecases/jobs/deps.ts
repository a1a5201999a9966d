/** What jobs stand on. */
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock, Logger, Random } from '../../ports/platform.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Job } from './types.ts';

export interface JobSettings {
  /** Jobs at once in this process. */
  readonly width: number;
  /** Milliseconds after which a job whose process says nothing is taken over. */
  readonly leaseMs: number;
  /** Milliseconds between two heartbeats of a run, and between two looks at the queue. */
  readonly heartbeatMs: number;
  /** Runs of one job that may end without a word before it is given up. */
  readonly maxAttempts: number;
}

export const DEFAULT_JOB_SETTINGS: JobSettings = {
  width: 2,
  leaseMs: 15_000,
  heartbeatMs: 1000,
  maxAttempts: 5,
};

export interface JobDeps {
  readonly documents: DocumentStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings?: JobSettings;
  /** Told of every change of a job's state. */
  readonly changed?: (job: Job) => void;
}
