/** A package's plan over documents in a real vault with blob files, of any size: for what is said about building large packages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import {
  createPackagePlanner,
  type PackageDeps,
  type PackagePlan,
} from '../../server/usecases/packages/build.ts';
import type { PackageStream } from '../../server/usecases/types.ts';
import { createVault } from '../../server/vault/vault.ts';
import { systemRandom } from './pki.ts';

export interface LargePackages {
  /** Stores documents of these sizes. */
  plan(sizes: readonly number[]): Promise<PackagePlan>;
  /** As the service streams it. */
  open(plan: PackagePlan): PackageStream;
  remove(): void;
}

const CHUNK = 1 << 20;

/** Bytes that no two documents share and that do not repeat in step with any chunk. */
export async function* generated(size: number, seed: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(CHUNK + 7, `document ${seed} `);
  for (let left = size; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
}

export async function largePackages(): Promise<LargePackages> {
  const folder = mkdtempSync(join(tmpdir(), 'triseal-large-'));
  const vault = createVault({
    blobs: await openBlobFiles(join(folder, 'blobs')),
    keys: createFileKeyWrapper(join(folder, 'kek')),
    random: systemRandom,
    clock: { now: () => Date.now() },
    indexKey: new Uint8Array(32),
  });
  // Opening a plan needs the vault alone: everything else is in the plan.
  const planner = createPackagePlanner({ vault } as unknown as PackageDeps);
  return {
    plan: async (sizes) => {
      const key = await vault.newKey();
      const files: PackagePlan['files'][number][] = [];
      for (const [i, size] of sizes.entries()) {
        const { blob, sha256, crc32 } = await vault.storeDocument(key, generated(size, i));
        const name = `data/items/${String(i + 1).padStart(4, '0')}-DRAW/document.bin`;
        files.push({ name, size, sha256, crc32, content: { source: { key, blob } } });
      }
      return { fileName: 'evidence-large.zip', files };
    },
    open: (plan) => planner.open(plan),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
