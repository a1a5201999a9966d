/**
 * Builds one package as a job, over a store and blobs that outlive it, and says line by line what happens. Run by the kill test, which kills it in the
 * middle: `package-child.ts <home> start|resume [slow]`.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { hex } from '../../core/bytes.ts';
import { crc32 } from '../../core/package/crc32.ts';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import { createJobs } from '../../server/usecases/jobs/create.ts';
import type { PackagePlanner } from '../../server/usecases/packages/build.ts';
import { PACKAGE_JOB, packageHandler } from '../../server/usecases/packages/keeping.ts';
import { createVault } from '../../server/vault/vault.ts';
import { quiet } from '../support/jobs.ts';
import { nodeCrypto, systemRandom } from '../support/pki.ts';

const [home = '', mode = '', pace = ''] = process.argv.slice(2);
const CHUNK = 16 * 1024;
const SIZE = 40 * CHUNK;
/** Shorter than the queue's own, so that the test need not wait for it. */
const SETTINGS = { width: 1, leaseMs: 800, heartbeatMs: 50, maxAttempts: 5 };

function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const clock = { now: () => Date.now() };
const documents = openSqliteDocuments(join(home, 'documents.db'));
const vault = createVault({
  blobs: await openBlobFiles(join(home, 'blobs')),
  keys: createFileKeyWrapper(join(home, 'kek')),
  random: systemRandom,
  clock,
  indexKey: new Uint8Array(32),
});

/** No two plans are alike: only who goes on from the first one gets its bytes. */
const planner: PackagePlanner = {
  async plan() {
    const bytes = systemRandom.bytes(SIZE);
    const sha256 = hex(nodeCrypto.sha256(bytes));
    say({ planned: sha256 });
    return {
      fileName: 'package.zip',
      files: [{ name: 'all', size: SIZE, crc32: crc32(bytes), sha256, content: { bytes } }],
    };
  },
  open({ fileName, files }) {
    const bytes = (files[0]!.content as { readonly bytes: Uint8Array }).bytes;
    const content = (async function* () {
      for (let at = 0; at < bytes.length; at += CHUNK) {
        yield bytes.subarray(at, at + CHUNK);
        say({ written: at + CHUNK });
        if (pace === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    return { fileName, size: SIZE, content };
  },
};

const jobs = createJobs({ documents, vault, clock, random: systemRandom, logger: quiet, settings: SETTINGS });
jobs.register(
  PACKAGE_JOB,
  packageHandler({
    origin: 'log.test',
    crypto: nodeCrypto,
    clock,
    vault,
    documents,
    planner,
    trust: () => ({}),
    custody: { record: async () => ({}) as never },
    store: {
      rowsOfLoan: async () => [{ id: 'item', keyId: 'key', sequence: 1 }] as never,
      key: async () => undefined,
      latestRound: async () => undefined,
    } as never,
  }),
);

const owner = { kind: 'system', organisation: 'demo-bank', role: 'bank', id: 'client' } as const;
const request = { organisation: 'demo-bank', loan: 'LN-1', stage: 'sealed', withhold: [], documents: true };
if (mode === 'start') {
  const { id } = await jobs.start({ kind: PACKAGE_JOB, input: { request }, owner, subject: 'loan' });
  say({ started: id });
}
jobs.run();
const { jobs: all } = await jobs.list({ owner, limit: 10 });
const job = await jobs.finished(all[0]!.id);
say({ state: job.state, attempt: job.attempt, result: job.result, jobs: all.length });
await jobs.stop();
await documents.close();
