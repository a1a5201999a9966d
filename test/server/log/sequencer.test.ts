import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { createEd25519Signer } from '../../../core/note/sign.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import type { Placement } from '../../../server/log/batch.ts';
import { type CommitFacts, createSequencer, type Sequencer } from '../../../server/log/sequencer.ts';
import type { EvidenceStore } from '../../../server/ports/evidence-store.ts';
import { faultyStore, WAYS, WRITES } from '../../support/faulty-store.ts';
import { crypto, ORIGIN, streamNamed } from '../../support/log-batches.ts';
import { digest } from '../../support/rows.ts';
import { filing, holds, sequencerOptions } from '../../support/sequencing.ts';
import { serviceError } from '../../support/service-error.ts';

describe('the sequencer', () => {
  let directory: string;
  let file: string;
  let store: EvidenceStore;
  let sequencer: Sequencer;
  let count = 0;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-sequencer-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(() => {
    file = join(directory, `${count++}.db`);
    store = openSqliteStore(file);
    sequencer = createSequencer(sequencerOptions(store));
  });
  afterEach(async () => {
    await sequencer.stop();
    await store.close();
  });
  const appendAll = (names: readonly string[], stream?: string) =>
    Promise.all(names.map((name) => sequencer.append(filing(name, stream))));
  const names = (n: number, label = 'item') => Array.from({ length: n }, (_, i) => `${label}-${i}`);

  it('begins a log with the signed head of the empty tree', async () => {
    await sequencer.start();
    const { checkpoint } = parseSignedCheckpoint(sequencer.head().checkpoint);
    expect([checkpoint.origin, checkpoint.size]).to.deep.equal([ORIGIN, 0]);
    expect((await store.head(ORIGIN))?.size).to.equal(0);
  });

  it('answers each filing with a proof that holds for whoever has the log key alone', async () => {
    await sequencer.start();
    const placements = [...(await appendAll(names(1))), ...(await appendAll(names(37, 'more')))];
    for (const placement of placements) expect(await holds(placement), `${placement.index}`).to.equal(true);
    expect(placements.map(({ index }) => index)).to.deep.equal(Array.from({ length: 38 }, (_, i) => i));
    expect(new Set(placements.slice(1).map(({ size }) => size))).to.deep.equal(new Set([38]));
    const forged = { ...placements[3]!, index: 4 };
    expect(await holds(forged)).to.equal(false);
  });

  it('numbers and links the entries of a stream, within a batch and across batches and restarts', async () => {
    await sequencer.start();
    const first = await appendAll(names(3), 'stream-7');
    const second = await appendAll(names(2, 'more'), 'stream-7');
    await sequencer.stop();
    sequencer = createSequencer(sequencerOptions(store));
    await sequencer.start();
    const [last, other] = await Promise.all([
      sequencer.append(filing('last', 'stream-7')),
      sequencer.append(filing('other', 'stream-8')),
    ]);
    const chain = [...first, ...second, last];
    let previous: Placement | undefined;
    for (const [i, placement] of chain.entries()) {
      const entry = parseEntry(placement.entry);
      expect(hex(entry.stream)).to.equal(hex(streamNamed('stream-7')));
      expect([entry.sequence, placement.sequence]).to.deep.equal([i + 1, i + 1]);
      expect(entry.link && hex(entry.link)).to.equal(previous ? hex(previous.leafHash) : null);
      expect(entry.received).to.equal(placement.receivedAt);
      previous = placement;
    }
    expect(parseEntry(other.entry).sequence).to.equal(1);
  });

  it('commits what waits as one batch, and never more than the limit', async () => {
    const commits: CommitFacts[] = [];
    sequencer = createSequencer(
      sequencerOptions(store, {
        limits: { maxBatch: 10, maxQueue: 100, intervalMs: 0 },
        onCommit: (commit) => commits.push(commit),
      }),
    );
    await sequencer.start();
    await appendAll(names(25));
    expect(commits.map(({ filings }) => filings)).to.deep.equal([10, 10, 5]);
    expect(commits.map(({ size }) => size)).to.deep.equal([10, 20, 25]);
  });

  it('waits for filings that are announced, and no longer than the interval', async () => {
    const commits: CommitFacts[] = [];
    sequencer = createSequencer(
      sequencerOptions(store, {
        limits: { maxBatch: 100, maxQueue: 100, intervalMs: 2000 },
        onCommit: (commit) => commits.push(commit),
      }),
    );
    await sequencer.start();
    const [doneA, doneB] = [sequencer.announce(), sequencer.announce()];
    const a = sequencer.append(filing('a'));
    doneA();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(commits).to.deep.equal([]);
    const b = sequencer.append(filing('b'));
    doneB();
    doneB();
    await Promise.all([a, b]);
    expect(commits.map(({ filings }) => filings)).to.deep.equal([2]);
    const never = sequencer.announce();
    sequencer.stop();
    never();
  });

  it('does not wait for ever for an announced filing that does not come', async () => {
    sequencer = createSequencer(
      sequencerOptions(store, { limits: { maxBatch: 100, maxQueue: 100, intervalMs: 5 } }),
    );
    await sequencer.start();
    const done = sequencer.announce();
    expect((await sequencer.append(filing('a'))).index).to.equal(0);
    done();
  });

  it('writes times that never go back, whatever the clock does', async () => {
    let now = Date.parse('2026-05-01T08:00:00.500Z');
    const clock = { now: () => now };
    sequencer = createSequencer(sequencerOptions(store, { clock }));
    await sequencer.start();
    const [a] = await appendAll(['a']);
    now -= 3_600_000;
    const [b] = await appendAll(['b']);
    await sequencer.stop();
    sequencer = createSequencer(sequencerOptions(store, { clock }));
    await sequencer.start();
    const [c] = await appendAll(['c']);
    expect([a, b, c].map((p) => p!.receivedAt)).to.deep.equal(Array(3).fill('2026-05-01T08:00:00.500Z'));
    now += 7_200_000;
    expect((await appendAll(['d']))[0]!.receivedAt).to.equal('2026-05-01T09:00:00.500Z');
  });

  it('stores the row of each item with its place, found by its idempotency', async () => {
    await sequencer.start();
    await appendAll(names(3));
    const row = await store.rowByIdempotency(digest('idempotency item-2'));
    expect([row?.id, row?.index, row?.sequence]).to.deep.equal(['item-item-2', 2, 3]);
    expect((await store.key('key-item-2'))?.wrappedBy).to.equal('kek-1');
  });

  it('rejects a filing that cannot be made an entry, alone', async () => {
    await sequencer.start();
    const results = await Promise.allSettled([
      sequencer.append(filing('good')),
      sequencer.append({ ...filing('no jws'), statement: 'no jws' }),
      sequencer.append({ ...filing('large'), statement: `a.${'b'.repeat(65_535)}.c` }),
      sequencer.append({
        ...filing('no row'),
        row: () => {
          throw new Error('no row today');
        },
      }),
      sequencer.append(filing('also good')),
    ]);
    expect(
      results.map((r) => (r.status === 'fulfilled' ? r.value.index : (r.reason as Error).message)),
    ).to.deep.equal([
      0,
      'entry.statement must be a compact JWS, alone or with a place in its batch',
      'an entry is at most 65535 bytes',
      'no row today',
      1,
    ]);
    expect((await store.head(ORIGIN))?.size).to.equal(2);
  });

  describe('under load and at its ends', () => {
    it('refuses with OVERLOADED and a time when the queue is full, and takes filings again later', async () => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      sequencer = createSequencer(
        sequencerOptions(store, {
          limits: { maxBatch: 1, maxQueue: 2, intervalMs: 0 },
          faults: (gap) => (gap === 'batch-taken' ? held : undefined),
        }),
      );
      await sequencer.start();
      const first = sequencer.append(filing('first'));
      await new Promise((resolve) => setImmediate(resolve));
      const queued = [sequencer.append(filing('second')), sequencer.append(filing('third'))];
      const refusal = await serviceError(sequencer.append(filing('fourth')));
      expect([refusal.code, refusal.message]).to.deep.equal([
        'OVERLOADED',
        'the log takes no further filings for the moment',
      ]);
      expect(refusal.retryAfterSeconds).to.be.within(1, 60);
      release();
      await Promise.all([first, ...queued]);
      expect((await sequencer.append(filing('fourth'))).index).to.equal(3);
    });

    it('takes nothing before start and after stop, and answers what it took', async () => {
      expect((await serviceError(sequencer.append(filing('early')))).code).to.equal('STOPPING');
      await sequencer.start();
      const waiting = appendAll(names(30));
      await sequencer.stop();
      expect(await waiting).to.have.length(30);
      const late = await serviceError(sequencer.append(filing('late')));
      expect([late.code, late.message]).to.deep.equal(['STOPPING', 'the service is stopping']);
    });
  });

  describe('when the store fails', () => {
    for (const write of WRITES) {
      for (const way of WAYS) {
        it(`${write} ${way}: rejects the batch, goes on, loses and doubles nothing`, async () => {
          const faulty = faultyStore(store);
          sequencer = createSequencer(sequencerOptions(faulty.store));
          await sequencer.start();
          const before = await appendAll(names(3, 'before'));
          faulty.break(write, way);
          const results = await Promise.allSettled(
            names(2, 'broken').map((name) => sequencer.append(filing(name))),
          );
          for (const result of results) {
            expect(result.status).to.equal('rejected');
            expect((result as PromiseRejectedResult).reason.code).to.equal('STORE_UNAVAILABLE');
          }
          const persisted = write === 'commit' && way === 'persisted but reported lost';
          const after = await appendAll(names(3, 'after'));
          const size = persisted ? 8 : 6;
          expect(after.map(({ index }) => index)).to.deep.equal([size - 3, size - 2, size - 1]);
          for (const placement of [...before, ...after]) expect(await holds(placement)).to.equal(true);
          expect(after.map(({ sequence }) => sequence)).to.deep.equal([size - 2, size - 1, size]);
          const standing = await store.rowByIdempotency(digest('idempotency broken-0'));
          expect(standing?.index).to.equal(persisted ? 3 : undefined);
          expect(await store.entries(ORIGIN, 0, 99)).to.have.length(size);
        });
      }
    }

    it('rejects everything while the store is away and goes on where it was when it is back', async () => {
      const faulty = faultyStore(store);
      sequencer = createSequencer(sequencerOptions(faulty.store));
      await sequencer.start();
      await appendAll(names(2));
      faulty.away();
      for (const name of ['x', 'y']) {
        expect((await serviceError(sequencer.append(filing(name)))).code).to.equal('STORE_UNAVAILABLE');
      }
      faulty.restore();
      expect((await sequencer.append(filing('z'))).index).to.equal(2);
    });

    it('refuses an item that stands in the log already and goes on', async () => {
      await sequencer.start();
      await appendAll(['once']);
      const again = await serviceError(sequencer.append(filing('once')));
      expect(again.message).to.equal('an item with this id or idempotency key stands in the log already');
      expect((await sequencer.append(filing('another'))).index).to.equal(1);
    });
  });

  describe('two on one store', () => {
    it('never fork the log: one is refused and stops', async () => {
      const second = createSequencer(sequencerOptions(store));
      await sequencer.start();
      await second.start();
      const results = await Promise.allSettled([
        ...names(20, 'a').map((name) => sequencer.append(filing(name))),
        ...names(20, 'b').map((name) => second.append(filing(name))),
      ]);
      const won = results.filter((r) => r.status === 'fulfilled').map((r) => r.value);
      const lost = results.filter((r) => r.status === 'rejected').map((r) => r.reason.code);
      expect(won).to.have.length(20);
      expect(new Set(lost)).to.deep.equal(new Set(['LOG_CONFLICT']));
      for (const placement of won) expect(await holds(placement)).to.equal(true);
      expect((await store.entries(ORIGIN, 0, 99)).map(({ bytes }) => hex(bytes))).to.deep.equal(
        won.sort((a, b) => a.index - b.index).map(({ entry }) => hex(entry)),
      );
      const loser = (await second.append(filing('more')).catch((e: Error) => e)) as { code?: string };
      const winner = (await sequencer.append(filing('more')).catch((e: Error) => e)) as { code?: string };
      expect([loser.code, winner.code].sort()).to.deep.equal(['LOG_CONFLICT', undefined].sort());
      await second.stop();
    });

    it('notices another writer also when its own write failed', async () => {
      const faulty = faultyStore(store);
      const other = createSequencer(sequencerOptions(store));
      sequencer = createSequencer(sequencerOptions(faulty.store));
      await sequencer.start();
      await other.start();
      await other.append(filing('theirs'));
      faulty.break('stage', 'lost');
      expect((await serviceError(sequencer.append(filing('ours')))).code).to.equal('STORE_UNAVAILABLE');
      const refusal = await serviceError(sequencer.append(filing('ours')));
      expect([refusal.code, refusal.message]).to.deep.equal([
        'LOG_CONFLICT',
        'another writer has moved the head of the log',
      ]);
      await other.stop();
    });
  });

  describe('before it serves', () => {
    const start = () => serviceError(createSequencer(sequencerOptions(store)).start());
    beforeEach(async () => {
      await sequencer.start();
      await appendAll(names(5));
      await sequencer.stop();
    });

    it('refuses a tree that does not lead to the stored root', async () => {
      const head = (await store.head(ORIGIN))!;
      const forged = faultyStore(store).store;
      const leafHashes = async () => {
        const hashes = await store.leafHashes(ORIGIN, 0, 5);
        return [...hashes.slice(0, 4), crypto.sha256(utf8('changed'))];
      };
      const error = await serviceError(createSequencer(sequencerOptions({ ...forged, leafHashes })).start());
      expect([error.code, error.message]).to.deep.equal([
        'LOG_CORRUPT',
        'the stored tree has another root than the stored head',
      ]);
      expect(error.facts.stored).to.equal(hex(head.root));
    });

    it('refuses a tree with gaps', async () => {
      const leafHashes = async () => (await store.leafHashes(ORIGIN, 0, 5)).slice(1);
      const error = await serviceError(createSequencer(sequencerOptions({ ...store, leafHashes })).start());
      expect([error.code, error.message]).to.deep.equal([
        'LOG_CORRUPT',
        'tile level 0 of the stored tree has gaps',
      ]);
    });

    it('refuses a checkpoint that the log key did not sign', async () => {
      const signer = createEd25519Signer(crypto, ORIGIN, crypto.sha256(utf8('another key')));
      const error = await serviceError(createSequencer(sequencerOptions(store, { signer })).start());
      expect([error.code, error.message]).to.deep.equal([
        'LOG_CORRUPT',
        "the stored checkpoint does not carry this log key's signature",
      ]);
    });

    it('refuses a checkpoint of another head', async () => {
      const head = (await store.head(ORIGIN))!;
      await store.replaceCheckpoint({
        ...head,
        checkpoint: head.checkpoint.replace('\n5\n', '\n4\n'),
      });
      const error = await start();
      expect([error.code, error.message]).to.deep.equal([
        'LOG_CORRUPT',
        'the stored checkpoint is not that of the stored head',
      ]);
    });
  });
});
