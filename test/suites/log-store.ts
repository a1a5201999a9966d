/** What every `LogStore` promises. Run over each adapter. */
import { expect } from 'chai';
import { hex, utf8Decode } from '../../core/bytes.ts';
import { rootOfLeaves } from '../../core/merkle/tree.ts';
import { hasCode } from '../../server/errors.ts';
import type { LogEntry, LogStore } from '../../server/ports/log-store.ts';
import { batchAfter, crypto, ORIGIN, type Step, streamNamed } from '../support/log-batches.ts';

export interface StoreHarness<S extends LogStore = LogStore> {
  /** A store without content. */
  open(): Promise<S>;
  /** The same content through a new instance; the old one is closed first. */
  reopen(store: S): Promise<S>;
}

const texts = (entries: readonly LogEntry[]) => entries.map(({ bytes }) => utf8Decode(bytes));

export async function put(store: LogStore, step: Step): Promise<boolean> {
  await store.stage(step.batch);
  return store.commit(step.batch.from, step.head);
}

export function logStoreSuite({ open, reopen }: StoreHarness): void {
  let store: LogStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  it('has nothing before the first commit', async () => {
    expect(await store.head(ORIGIN)).to.equal(undefined);
    expect(await store.entries(ORIGIN, 0, 10)).to.deep.equal([]);
    expect(await store.leafHashes(ORIGIN, 0, 10)).to.deep.equal([]);
    expect(await store.tiles(ORIGIN, 0, 0, 5)).to.deep.equal([]);
    expect(await store.streamTail(ORIGIN, streamNamed('stream-0'), 10)).to.equal(undefined);
  });

  it('shows nothing of what is staged, and all of it once it is committed', async () => {
    const step = batchAfter(undefined, 5);
    await store.stage(step.batch);
    expect(await store.head(ORIGIN)).to.equal(undefined);
    expect(await store.entries(ORIGIN, 0, 5)).to.deep.equal([]);
    expect(await store.streamEntries(ORIGIN, streamNamed('stream-0'), 5)).to.deep.equal([]);
    expect(await store.commit(0, step.head)).to.equal(true);
    const head = (await store.head(ORIGIN))!;
    expect({ ...head, root: hex(head.root) }).to.deep.equal({ ...step.head, root: hex(step.head.root) });
    expect(texts(await store.entries(ORIGIN, 0, 5))).to.deep.equal(['a-0', 'a-1', 'a-2', 'a-3', 'a-4']);
  });

  it('begins a log with the head of the empty tree, once', async () => {
    const empty = { origin: ORIGIN, size: 0, root: crypto.sha256(new Uint8Array()), checkpoint: 'empty' };
    expect(await store.commit(0, empty)).to.equal(true);
    expect(await store.commit(0, empty)).to.equal(false);
    expect((await store.head(ORIGIN))?.checkpoint).to.equal('empty');
    expect(await put(store, batchAfter(undefined, 2))).to.equal(true);
    expect(await store.commit(0, empty)).to.equal(false);
    expect((await store.head(ORIGIN))?.size).to.equal(2);
  });

  it('refuses to commit from another size than the head has, and changes nothing', async () => {
    const one = batchAfter(undefined, 3);
    const two = batchAfter(one, 3);
    await put(store, one);
    await store.stage(two.batch);
    expect(await store.commit(0, one.head)).to.equal(false);
    expect(await store.commit(2, two.head)).to.equal(false);
    expect(await store.commit(6, two.head)).to.equal(false);
    expect((await store.head(ORIGIN))?.size).to.equal(3);
    expect(await store.commit(3, two.head)).to.equal(true);
    expect(await store.commit(3, two.head)).to.equal(false);
    expect((await store.head(ORIGIN))?.size).to.equal(6);
  });

  it('refuses to commit a head whose batch is not staged, or not as a whole', async () => {
    const step = batchAfter(undefined, 4);
    const refused = async () => {
      const error = await store.commit(0, step.head).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(hasCode(error, 'LOG_CORRUPT'), String(error)).to.equal(true);
      expect((error as Error).message).to.equal('the batch of this head is not staged as a whole');
      expect(await store.head(ORIGIN)).to.equal(undefined);
    };
    await refused();
    await store.stage({ ...step.batch, entries: step.batch.entries.slice(0, 3) });
    await refused();
    await store.stage({ ...step.batch, entries: step.batch.entries.slice(3) });
    expect(await store.commit(0, step.head)).to.equal(true);
  });

  it('takes the same batch again without change, before and after its commit', async () => {
    const step = batchAfter(undefined, 300);
    await store.stage(step.batch);
    await store.stage(step.batch);
    expect(await store.commit(0, step.head)).to.equal(true);
    await store.stage(step.batch);
    expect(await store.entries(ORIGIN, 0, 1000)).to.have.length(300);
    expect(await store.tiles(ORIGIN, 0, 0, 9)).to.have.length(1);
    expect((await store.head(ORIGIN))?.size).to.equal(300);
  });

  it('never mixes two batches staged at the same place: one wins whole, the other leaves nothing', async () => {
    const ours = batchAfter(undefined, 300, 'ours');
    const theirs = batchAfter(undefined, 400, 'theirs');
    await store.stage(ours.batch);
    await store.stage(theirs.batch);
    expect(await store.commit(0, ours.head)).to.equal(true);
    expect(await store.commit(0, theirs.head)).to.equal(false);
    await store.stage(theirs.batch);
    const entries = await store.entries(ORIGIN, 0, 1000);
    expect(texts(entries)).to.deep.equal(Array.from({ length: 300 }, (_, i) => `ours-${i}`));
    const [tile] = await store.tiles(ORIGIN, 0, 0, 2);
    expect(hex(tile!.root)).to.equal(
      hex(
        rootOfLeaves(
          crypto,
          ours.batch.entries.slice(0, 256).map((e) => e.leafHash),
        ),
      ),
    );
    expect((await store.streamTail(ORIGIN, streamNamed('stream-0'), 1000))?.index).to.equal(297);
  });

  it('lets exactly one of many concurrent commits from the same size win', async () => {
    const steps = Array.from({ length: 8 }, (_, i) => batchAfter(undefined, 2, `writer-${i}`));
    const won = await Promise.all(steps.map((step) => put(store, step)));
    expect(won.filter(Boolean)).to.have.length(1);
    const winner = steps[won.indexOf(true)]!;
    expect((await store.head(ORIGIN))?.checkpoint).to.equal(winner.head.checkpoint);
    expect(texts(await store.entries(ORIGIN, 0, 9))).to.deep.equal(texts(winner.batch.entries));
  });

  it('reads entries, leaf hashes and streams up to the head and to the bounds given', async () => {
    const one = batchAfter(undefined, 7);
    const two = batchAfter(one, 4);
    await put(store, one);
    await put(store, two);
    await store.stage(batchAfter(two, 9).batch);
    expect(texts(await store.entries(ORIGIN, 5, 9))).to.deep.equal(['a-5', 'a-6', 'a-7', 'a-8']);
    expect(texts(await store.entries(ORIGIN, 9, 99))).to.deep.equal(['a-9', 'a-10']);
    expect(await store.entries(ORIGIN, 11, 99)).to.deep.equal([]);
    const hashes = await store.leafHashes(ORIGIN, 6, 8);
    expect(hashes.map(hex)).to.deep.equal(
      [...one.batch.entries.slice(6), two.batch.entries[0]!].map((e) => hex(e.leafHash)),
    );
    const stream = streamNamed('stream-1');
    const tail = await store.streamTail(ORIGIN, stream, 99);
    expect([tail?.index, tail?.sequence]).to.deep.equal([10, 4]);
    expect((await store.streamTail(ORIGIN, stream, 10))?.index).to.equal(7);
    expect(await store.streamTail(ORIGIN, stream, 1)).to.equal(undefined);
    const entries = await store.streamEntries(ORIGIN, stream, 8);
    expect(entries.map((e) => [e.index, e.sequence, hex(e.stream)])).to.deep.equal(
      [1, 4, 7].map((index, i) => [index, i + 1, hex(stream)]),
    );
  });

  it('keeps full tiles of every level with their roots', async () => {
    const one = batchAfter(undefined, 500);
    const two = batchAfter(one, 600);
    await put(store, one);
    await put(store, two);
    const leaves = [...one.batch.entries, ...two.batch.entries].map((e) => e.leafHash);
    const tiles = await store.tiles(ORIGIN, 0, 1, 100);
    expect(tiles.map((tile) => [tile.level, tile.index])).to.deep.equal([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    for (const { index, hashes, root } of tiles) {
      const expected = leaves.slice(index * 256, index * 256 + 256);
      expect(hex(hashes)).to.equal(expected.map(hex).join(''));
      expect(hex(root)).to.equal(hex(rootOfLeaves(crypto, expected)));
    }
    const roots = await store.tileRoots(ORIGIN, 0, 1, 2);
    expect(roots.map(hex)).to.deep.equal(tiles.slice(0, 2).map(({ root }) => hex(root)));
    expect(await store.tileRoots(ORIGIN, 0, 0, 100)).to.have.length(4);
    expect(await store.tiles(ORIGIN, 1, 0, 9)).to.deep.equal([]);
    expect(await store.tileRoots(ORIGIN, 1, 0, 9)).to.deep.equal([]);
  });

  it('keeps logs of other origins apart', async () => {
    const mine = batchAfter(undefined, 3, 'mine');
    const other = batchAfter(undefined, 2, 'other', 3, 'log.test/two');
    await put(store, mine);
    await put(store, other);
    expect(texts(await store.entries('log.test/two', 0, 9))).to.deep.equal(['other-0', 'other-1']);
    expect((await store.streamTail(ORIGIN, streamNamed('stream-0'), 9))?.index).to.equal(0);
    expect((await store.head(ORIGIN))?.size).to.equal(3);
    await store.discardStaged('log.test/two');
    expect(await store.entries(ORIGIN, 0, 9)).to.have.length(3);
  });

  it('replaces the note of the present head only', async () => {
    const one = batchAfter(undefined, 3);
    const two = batchAfter(one, 1);
    await put(store, one);
    await put(store, two);
    expect(await store.replaceCheckpoint({ ...two.head, checkpoint: 'cosigned' })).to.equal(true);
    expect((await store.head(ORIGIN))?.checkpoint).to.equal('cosigned');
    expect(await store.replaceCheckpoint({ ...one.head, checkpoint: 'late' })).to.equal(false);
    expect(await store.replaceCheckpoint({ ...two.head, root: one.head.root, checkpoint: 'x' })).to.equal(
      false,
    );
    expect((await store.head(ORIGIN))?.checkpoint).to.equal('cosigned');
  });

  it('forgets what can never be committed and keeps what still can, also across a restart', async () => {
    const one = batchAfter(undefined, 3, 'one');
    const late = batchAfter(undefined, 5, 'late');
    const next = batchAfter(one, 2, 'next');
    await store.stage(late.batch);
    await put(store, one);
    await store.stage(next.batch);
    store = await reopen(store);
    await store.discardStaged(ORIGIN);
    expect(texts(await store.entries(ORIGIN, 0, 9))).to.deep.equal(['one-0', 'one-1', 'one-2']);
    expect(await store.commit(0, late.head)).to.equal(false);
    expect(await store.commit(3, next.head)).to.equal(true);
    store = await reopen(store);
    expect(texts(await store.entries(ORIGIN, 2, 9))).to.deep.equal(['one-2', 'next-3', 'next-4']);
    expect((await store.head(ORIGIN))?.checkpoint).to.equal(next.head.checkpoint);
  });
}
