/** Uploads over files in a directory, as the service has them. */
import { join } from 'node:path';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import { createUploads } from '../../server/usecases/uploads/create.ts';
import { DEFAULT_UPLOAD_POLICY, type Uploads } from '../../server/usecases/uploads/types.ts';
import { createVault } from '../../server/vault/vault.ts';
import { systemRandom } from './pki.ts';

export async function openUploads(
  home: string,
  partBytes: number,
): Promise<{ readonly uploads: Uploads; close(): Promise<void> }> {
  const documents = openSqliteDocuments(join(home, 'documents.sqlite'));
  const clock = { now: () => Date.now() };
  const vault = createVault({
    blobs: await openBlobFiles(join(home, 'blobs')),
    keys: createFileKeyWrapper(join(home, 'kek')),
    random: systemRandom,
    clock,
    indexKey: systemRandom.bytes(32),
  });
  const policy = { ...DEFAULT_UPLOAD_POLICY, partBytes };
  return {
    uploads: createUploads({ documents, vault, clock, random: systemRandom, policy }),
    close: () => documents.close(),
  };
}
