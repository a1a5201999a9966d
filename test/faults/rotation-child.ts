/**
 * Changes the key-encryption key of a store in small steps and says so after each. Run by the kill test, which does not let it finish:
 * `rotation-child.ts <directory>`.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { rotateKeys } from '../../server/usecases/keys/rotate.ts';
import { createVault } from '../../server/vault/vault.ts';
import { systemRandom } from '../support/pki.ts';

const [home = ''] = process.argv.slice(2);
const store = openSqliteStore(join(home, 'store.db'));
const documents = openSqliteDocuments(join(home, 'documents.db'));
const keys = createFileKeyWrapper(join(home, 'kek'));
const vault = createVault({
  blobs: await openBlobFiles(join(home, 'blobs')),
  keys,
  random: systemRandom,
  clock: { now: () => Date.now() },
  indexKey: new Uint8Array(32),
});
const signal = new AbortController().signal;
const steps = rotateKeys(
  { store, documents, vault, keys, graceMs: 0, pause: async () => undefined, page: 2 },
  signal,
);
for (;;) {
  const step = await steps.next();
  writeSync(1, `${JSON.stringify(step.value)}\n`);
  if (step.done === true) break;
  // Time to be killed in.
  await sleep(20);
}
await documents.close();
await store.close();
