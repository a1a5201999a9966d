/** The log hashed anew in chunks: each item leads to the root of every size, and is read once. */
import { expect } from 'chai';
import { base64Decode, hex, utf8 } from '../../../core/bytes.ts';
import { itemLeaf } from '../../../core/tsp/hash-renewal.ts';
import { rootFromPath } from '../../../core/tsp/hash-tree.ts';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import type { EvidenceStore } from '../../../server/ports/evidence-store.ts';
import {
  CHUNK,
  type DigestDeps,
  hashUpTo,
  provenHashes,
} from '../../../server/usecases/hash-renewal/digests.ts';
import { nodeCrypto as c } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

describe('usecases: the log hashed anew', () => {
  let read: number[];
  let deps: DigestDeps;
  beforeEach(async () => {
    read = [];
    const store = {
      entries: async (_origin: string, from: number, before: number) => {
        const wanted = Array.from({ length: Math.max(0, Math.min(before, 700) - from) }, (_, i) => from + i);
        read.push(...wanted);
        return wanted.map((index) => ({ index, bytes: utf8(`entry ${index}`) }));
      },
      findRows: async () => [],
    } as unknown as EvidenceStore;
    deps = {
      origin: 'log.test/hashes',
      crypto: c,
      store,
      vault: undefined as never,
      documents: await openSqliteDocuments(':memory:'),
    };
  });

  it('leads from each item to the root of every size it grew to', async () => {
    const sizes = [1, 2, 255, 256, 257, 511, 512, 513, 600];
    const roots: Uint8Array[] = [];
    for (const size of sizes) roots.push(await hashUpTo(deps, size));
    for (const [i, size] of sizes.entries())
      for (const index of new Set([0, 1, 254, 255, 256, 300, 511, 512, size - 1])) {
        if (index >= size) continue;
        const hashes = await provenHashes(deps, index, size);
        const path = hashes.path.map((hash) => base64Decode(hash));
        const root = rootFromPath(c, itemLeaf(c, hashes), { index, size, path });
        expect(root && hex(root), `${index} of ${size}`).to.equal(hex(roots[i]!));
      }
    expect(read).to.deep.equal(Array.from({ length: 600 }, (_, index) => index));
    expect(hex(await hashUpTo(deps, 257))).to.equal(hex(roots[4]!));
  });

  it('says what it never hashed, and that the log lacks an entry', async () => {
    await hashUpTo(deps, CHUNK);
    expect((await serviceError(provenHashes(deps, CHUNK, CHUNK + 1))).code).to.equal('INTERNAL');
    expect((await serviceError(hashUpTo(deps, 701))).code).to.equal('LOG_CORRUPT');
  });
});
