import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hex } from '../../../core/bytes.ts';
import { verifyConsistency } from '../../../core/merkle/consistency.ts';
import { verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { rootOfLeaves } from '../../../core/merkle/tree.ts';
import { decodeEntryBundle } from '../../../core/tlog/entry-bundle.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { createLogReader, type LogReader } from '../../../server/log/log-reader.ts';
import type { EvidenceStore } from '../../../server/ports/evidence-store.ts';
import { put } from '../../suites/log-store.ts';
import { batchAfter, crypto, ORIGIN, type Step } from '../../support/log-batches.ts';
import { serviceError } from '../../support/service-error.ts';

const SIZE = 700;

describe('the log reader', () => {
  let directory: string;
  let store: EvidenceStore;
  let reader: LogReader;
  let step: Step;
  let leaves: readonly Uint8Array[];
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-reader-'));
    store = openSqliteStore(join(directory, 'log.db'));
    step = batchAfter(undefined, SIZE);
    await put(store, step);
    reader = createLogReader(store, ORIGIN, crypto);
    leaves = step.batch.entries.map(({ leafHash }) => leafHash);
  });
  after(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const root = (size: number) => rootOfLeaves(crypto, leaves.slice(0, size));

  it('proves every kind of entry in every size that the log has had', async () => {
    for (const [index, size] of [
      [0, 1],
      [255, 256],
      [255, 257],
      [256, 700],
      [699, 700],
      [511, 513],
    ] as const) {
      const proof = await reader.inclusionProof(index, size);
      const claim = { leafHash: leaves[index]!, index, size, proof, root: root(size) };
      expect(verifyInclusion(crypto, claim), `${index} of ${size}`).to.equal(true);
      expect(hex(await reader.root(size))).to.equal(hex(root(size)));
      const consistency = await reader.consistencyProof(size, SIZE);
      const grown = {
        oldSize: size,
        newSize: SIZE,
        oldRoot: root(size),
        newRoot: root(SIZE),
        proof: consistency,
      };
      expect(verifyConsistency(crypto, grown)).to.equal(true);
    }
  });

  it('serves tiles and bundles as wide as they are asked for, and none that the log has not', async () => {
    const tile = async (level: number, index: number, width: number) => {
      const bytes = await reader.tile(level, index, width);
      return bytes && hex(bytes);
    };
    const hashes = (from: number, to: number) => leaves.slice(from, to).map(hex).join('');
    expect(await tile(0, 0, 256)).to.equal(hashes(0, 256));
    expect(await tile(0, 0, 7)).to.equal(hashes(0, 7));
    expect(await tile(0, 2, 188)).to.equal(hashes(512, 700));
    expect(await tile(1, 0, 2)).to.equal(
      [0, 256].map((at) => hex(rootOfLeaves(crypto, leaves.slice(at, at + 256)))).join(''),
    );
    for (const [level, index, width] of [
      [0, 2, 189],
      [0, 3, 1],
      [1, 0, 3],
      [2, 0, 1],
    ] as const) {
      expect(await tile(level, index, width), `${level}/${index}.p/${width}`).to.equal(undefined);
    }
    const bundle = decodeEntryBundle((await reader.entryBundle(2, 188))!, 188);
    expect(bundle.map(hex)).to.deep.equal(step.batch.entries.slice(512).map(({ bytes }) => hex(bytes)));
    expect(await reader.entryBundle(2, 189)).to.equal(undefined);
  });

  it('refuses sizes that the log has not reached', async () => {
    for (const proof of [reader.inclusionProof(0, 701), reader.consistencyProof(1, 701), reader.root(701)]) {
      const error = await serviceError(proof);
      expect([error.code, error.message]).to.deep.equal(['NOT_FOUND', 'the log has not reached that size']);
      expect(error.facts).to.deep.equal({ wanted: 701, size: 700 });
    }
  });

  it('says LOG_CORRUPT when the store lacks what its head promises', async () => {
    const lacking = createLogReader(
      { ...store, tiles: async () => [], leafHashes: async () => [] },
      ORIGIN,
      crypto,
    );
    for (const read of [lacking.tile(0, 0, 256), lacking.tile(0, 2, 188)]) {
      const error = await serviceError(read);
      expect([error.code, error.message]).to.deep.equal([
        'LOG_CORRUPT',
        'the store lacks a part of the tree that its head promises',
      ]);
    }
  });
});
