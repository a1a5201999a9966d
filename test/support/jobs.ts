/** A job queue over documents in memory, with a clock that the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import type { OpenDocumentStore } from '../../server/ports/document-store.ts';
import type { Logger } from '../../server/ports/platform.ts';
import { createJobs } from '../../server/usecases/jobs/create.ts';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../server/usecases/jobs/deps.ts';
import type { JobHandler, Jobs } from '../../server/usecases/jobs/types.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { AT, systemRandom } from './pki.ts';

export const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface JobBench {
  readonly documents: OpenDocumentStore;
  readonly vault: Vault;
  readonly clock: { at: number; now(): number };
  /** Another process over the same documents. */
  queue(settings?: Partial<JobSettings>): Jobs;
  stop(): Promise<void>;
}

export const OWNER = { kind: 'system', organisation: 'demo-bank', role: 'bank', id: 'client-1' } as const;

export const handlerOf = (run: JobHandler['run'], over: Partial<JobHandler> = {}): JobHandler => ({
  run,
  retentionSeconds: 3600,
  patienceSeconds: 60,
  ...over,
});

export async function jobBench(file = ':memory:'): Promise<JobBench> {
  const home = mkdtempSync(join(tmpdir(), 'triseal-jobs-'));
  const documents = openSqliteDocuments(file);
  const clock = { at: AT, now: () => clock.at };
  const vault = createVault({
    blobs: await openBlobFiles(join(home, 'blobs')),
    keys: createFileKeyWrapper(join(home, 'kek')),
    random: systemRandom,
    clock,
    indexKey: systemRandom.bytes(32),
  });
  const queues: Jobs[] = [];
  return {
    documents,
    vault,
    clock,
    queue(settings = {}) {
      const merged = { ...DEFAULT_JOB_SETTINGS, heartbeatMs: 20, ...settings };
      const queue = createJobs({
        documents,
        vault,
        clock,
        random: systemRandom,
        logger: quiet,
        settings: merged,
      });
      queues.push(queue);
      return queue;
    },
    async stop() {
      await Promise.all(queues.map((queue) => queue.stop()));
      await documents.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
