/** What every `EvidenceStore` promises beside being a `LogStore`. Run over each adapter. */
import { expect } from 'chai';
import { hex, utf8Decode } from '../../core/bytes.ts';
import { hasCode } from '../../server/errors.ts';
import type { EvidenceRow, EvidenceStore, RoundRow, RowSearch } from '../../server/ports/evidence-store.ts';
import { batchAfter, ORIGIN, type Step } from '../support/log-batches.ts';
import { claimOf, digest, keyOf, rowOf } from '../support/rows.ts';
import type { StoreHarness } from './log-store.ts';

const plain = (row: EvidenceRow | undefined) =>
  row && { ...row, stream: hex(row.stream), sealed: utf8Decode(row.sealed) };

async function stageAll(store: EvidenceStore, step: Step): Promise<EvidenceRow[]> {
  const rows = step.batch.entries.map((entry) => rowOf(entry));
  await store.stage(step.batch);
  await store.stageRows(step.batch.id, rows, rows.map(keyOf));
  return rows;
}

async function putAll(store: EvidenceStore, step: Step): Promise<EvidenceRow[]> {
  const rows = await stageAll(store, step);
  expect(await store.commit(step.batch.from, step.head)).to.equal(true);
  return rows;
}

const round = (size: number, over: Partial<RoundRow> = {}): RoundRow => ({
  origin: ORIGIN,
  size,
  root: digest(`root ${size}`),
  checkpoint: `checkpoint ${size}`,
  witnessed: [],
  confirmations: [],
  ...over,
});
const quorum = { quorumAt: '2026-05-01T08:00:01.000Z' };
const sealed = {
  ...quorum,
  seal: {
    chainId: 1337,
    contract: '0x01',
    log: '0x02',
    transaction: '0x03',
    blockNumber: 4,
    blockHash: '0x05',
    blockTime: '2026-05-01T08:00:02.000Z',
  },
  sealedAt: '2026-05-01T08:00:02.000Z',
};

export function evidenceStoreSuite({ open, reopen }: StoreHarness<EvidenceStore>): void {
  let store: EvidenceStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe('rows and keys', () => {
    it('are invisible while staged, and all there once their batch is committed', async () => {
      const step = batchAfter(undefined, 4);
      const rows = await stageAll(store, step);
      expect(await store.row(rows[0]!.id)).to.equal(undefined);
      expect(await store.rowByIdempotency(rows[0]!.idempotency)).to.equal(undefined);
      expect(await store.key(rows[0]!.keyId)).to.equal(undefined);
      await store.commit(0, step.head);
      store = await reopen(store);
      for (const row of rows) {
        expect(plain(await store.row(row.id))).to.deep.equal(plain(row));
        expect((await store.rowByIdempotency(row.idempotency))?.id).to.equal(row.id);
        const key = (await store.key(row.keyId))!;
        expect([key.id, utf8Decode(key.wrapped), key.wrappedBy]).to.deep.equal([
          row.keyId,
          `wrapped ${row.keyId}`,
          'kek-1',
        ]);
      }
      expect(await store.row('item-of-nobody')).to.equal(undefined);
      expect(await store.rowByIdempotency(digest('never used'))).to.equal(undefined);
    });

    it('keep an item without blobs', async () => {
      const step = batchAfter(undefined, 1);
      const row = rowOf(step.batch.entries[0]!, { blobs: [] });
      await store.stage(step.batch);
      await store.stageRows(step.batch.id, [row], [keyOf(row)]);
      await store.commit(0, step.head);
      expect((await store.row(row.id))?.blobs).to.deep.equal([]);
    });

    it('of a batch that lost leave nothing, and can be filed again', async () => {
      const lost = batchAfter(undefined, 2, 'lost');
      const won = batchAfter(undefined, 3, 'won');
      const [row] = await stageAll(store, lost);
      await putAll(store, won);
      expect(await store.commit(0, lost.head)).to.equal(false);
      await stageAll(store, lost);
      expect(await store.row(row!.id)).to.equal(undefined);
      expect(await store.key(row!.keyId)).to.equal(undefined);
      const again = batchAfter(won, 1, 'again');
      const repeated = rowOf(again.batch.entries[0]!, { id: row!.id, idempotency: row!.idempotency });
      await store.stage(again.batch);
      await store.stageRows(again.batch.id, [repeated], [keyOf(repeated)]);
      expect(await store.commit(3, again.head)).to.equal(true);
      expect((await store.rowByIdempotency(row!.idempotency))?.index).to.equal(3);
    });

    it('are staged again without change, before and after the commit', async () => {
      const step = batchAfter(undefined, 2);
      await stageAll(store, step);
      await stageAll(store, step);
      await store.commit(0, step.head);
      const rows = await stageAll(store, step);
      expect(plain(await store.row(rows[1]!.id))).to.deep.equal(plain(rows[1]));
    });

    for (const [what, over] of [
      ['id', (row: EvidenceRow) => ({ id: row.id })],
      ['idempotency', (row: EvidenceRow) => ({ idempotency: row.idempotency })],
    ] as const) {
      it(`never double an item: a second row with a committed ${what} is refused`, async () => {
        const one = batchAfter(undefined, 2);
        const [first] = await putAll(store, one);
        const two = batchAfter(one, 1);
        const row = rowOf(two.batch.entries[0]!, over(first!));
        await store.stage(two.batch);
        const error = await store.stageRows(two.batch.id, [row], [keyOf(row)]).then(
          () => undefined,
          (cause: unknown) => cause,
        );
        expect(hasCode(error, 'INTERNAL'), String(error)).to.equal(true);
        expect((error as Error).message).to.equal(
          'an item with this id or idempotency key stands in the log already',
        );
        expect((await store.row(first!.id))?.index).to.equal(0);
      });
    }

    it('refuse a batch that is not staged', async () => {
      const step = batchAfter(undefined, 1);
      const row = rowOf(step.batch.entries[0]!);
      const error = await store.stageRows(step.batch.id, [row], []).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect((error as Error | undefined)?.message).to.equal('rows were staged for a batch that is not');
    });
  });

  describe('loans', () => {
    it('keep the first stream that is claimed', async () => {
      const first = claimOf('stream-0', 'first');
      const second = { ...claimOf('stream-9', 'second'), loanIndex: first.loanIndex };
      const key = (id: string) => ({ id, wrapped: new Uint8Array([1]), wrappedBy: 'kek-1' });
      expect(await store.streamOfLoan(ORIGIN, 'demo-bank', first.loanIndex)).to.equal(undefined);
      const [a, b] = await Promise.all([
        store.claimStream(first, key(first.keyId)),
        store.claimStream(second, key(second.keyId)),
      ]);
      expect(hex(a!.stream)).to.equal(hex(b!.stream));
      store = await reopen(store);
      const standing = (await store.streamOfLoan(ORIGIN, 'demo-bank', first.loanIndex))!;
      expect([hex(standing.stream), utf8Decode(standing.sealed)]).to.deep.equal([
        hex(a!.stream),
        utf8Decode(a!.sealed),
      ]);
      expect((await store.key(standing.keyId))?.id).to.equal(standing.keyId);
      expect(await store.streamOfLoan(ORIGIN, 'other-bank', first.loanIndex)).to.equal(undefined);
      expect(await store.streamOfLoan('log.test/two', 'demo-bank', first.loanIndex)).to.equal(undefined);
    });

    it('list their committed rows by sequence, in pages', async () => {
      const claim = claimOf('stream-1');
      await store.claimStream(claim, { id: claim.keyId, wrapped: new Uint8Array([1]), wrappedBy: 'kek-1' });
      const one = batchAfter(undefined, 9);
      await putAll(store, one);
      await stageAll(store, batchAfter(one, 6));
      const list = async (after: number, limit: number, organisation = 'demo-bank') =>
        (await store.rowsOfLoan({ organisation, loanIndex: claim.loanIndex, after, limit })).map(
          (r) => r.sequence,
        );
      expect(await list(0, 100)).to.deep.equal([1, 2, 3]);
      expect(await list(0, 2)).to.deep.equal([1, 2]);
      expect(await list(2, 2)).to.deep.equal([3]);
      expect(await list(3, 2)).to.deep.equal([]);
      expect(await list(0, 100, 'other-bank')).to.deep.equal([]);
    });
  });

  describe('searches', () => {
    const reference = digest('reference 4');
    const more = (index: number) => ({
      receivedAt: `2026-05-01T08:00:0${Math.floor(index / 2)}.000Z`,
      type: index % 4 === 0 ? 'DRAW' : 'REPAY',
      organisation: index === 5 ? 'other-bank' : 'demo-bank',
      ...(index === 4 || index === 5 ? { referenceIndex: reference } : {}),
      ...(index === 6 ? { supersedes: 'item-a-3' } : {}),
      ...(index === 7 ? { annotates: 'item-a-3' } : {}),
    });
    const all: RowSearch = {
      origin: ORIGIN,
      organisation: 'demo-bank',
      from: 0,
      before: 99,
      order: 'ascending',
      limit: 50,
    };
    const find = async (over: Partial<RowSearch> = {}) =>
      (await store.findRows({ ...all, ...over })).map(({ index }) => index);
    const file = async (step: Step, over = more) => {
      const rows = step.batch.entries.map((entry) => rowOf(entry, over(entry.index)));
      await store.stage(step.batch);
      await store.stageRows(step.batch.id, rows, rows.map(keyOf));
      return rows;
    };

    it('find committed rows by organisation, in the order of the log, either way', async () => {
      const one = batchAfter(undefined, 9);
      await file(one);
      expect(await find()).to.deep.equal([]);
      await store.commit(0, one.head);
      await file(batchAfter(one, 4));
      store = await reopen(store);
      expect(await find()).to.deep.equal([0, 1, 2, 3, 4, 6, 7, 8]);
      expect(await find({ organisation: 'other-bank' })).to.deep.equal([5]);
      expect(await find({ organisation: 'nobody' })).to.deep.equal([]);
      const { organisation: _, ...anybody } = all;
      const places = async (over: Partial<RowSearch> = {}) =>
        (await store.findRows({ ...anybody, ...over })).map(({ index }) => index);
      expect(await places()).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await places({ from: 4, before: 7 })).to.deep.equal([4, 5, 6]);
      expect(await find({ origin: 'log.test/two' })).to.deep.equal([]);
      expect(await find({ order: 'descending', limit: 3 })).to.deep.equal([8, 7, 6]);
      expect(await find({ order: 'descending', before: 6, limit: 3 })).to.deep.equal([4, 3, 2]);
      expect(await find({ from: 4, limit: 2 })).to.deep.equal([4, 6]);
      expect(await find({ from: 4, before: 4 })).to.deep.equal([]);
    });

    it('narrow by type, own reference and loan, alone and together', async () => {
      const claim = claimOf('stream-1');
      await store.claimStream(claim, { id: claim.keyId, wrapped: new Uint8Array([1]), wrappedBy: 'kek-1' });
      const one = batchAfter(undefined, 9);
      const rows = await file(one);
      await store.commit(0, one.head);
      const { loanIndex } = claim;
      expect(await find({ type: 'DRAW' })).to.deep.equal([0, 4, 8]);
      expect(await find({ referenceIndex: reference })).to.deep.equal([4]);
      expect(await find({ referenceIndex: `${reference.slice(0, 16)}${'0'.repeat(48)}` })).to.deep.equal([]);
      expect(await find({ loanIndex })).to.deep.equal([1, 4, 7]);
      expect(await find({ loanIndex, order: 'descending', from: 2, limit: 1 })).to.deep.equal([7]);
      expect(await find({ loanIndex, type: 'DRAW', referenceIndex: reference })).to.deep.equal([4]);
      expect(await find({ loanIndex, type: 'REPAY', before: 7 })).to.deep.equal([1]);
      expect(await find({ loanIndex: digest('another loan') })).to.deep.equal([]);
      const [found] = await store.findRows({ ...all, from: 6, limit: 1 });
      expect(plain(found)).to.deep.equal(plain(rows[6]));
      expect((await store.row(rows[4]!.id))?.referenceIndex).to.equal(reference);
    });

    it('leave out what lost against another batch at the same place', async () => {
      const lost = batchAfter(undefined, 6, 'lost');
      const won = batchAfter(undefined, 9, 'a');
      await file(lost);
      await file(won);
      await store.commit(0, won.head);
      expect((await store.findRows({ ...all, limit: 3 })).map(({ id }) => id)).to.deep.equal([
        'item-a-0',
        'item-a-1',
        'item-a-2',
      ]);
      expect(await find()).to.deep.equal([0, 1, 2, 3, 4, 6, 7, 8]);
      expect(await find({ order: 'descending' })).to.deep.equal([8, 7, 6, 4, 3, 2, 1, 0]);
    });

    it('turn a time of receipt into a place', async () => {
      const at = (text: string) => store.firstReceived(ORIGIN, `2026-05-01T08:00:0${text}Z`);
      expect(await at('0.000')).to.equal(0);
      const one = batchAfter(undefined, 9);
      await file(one);
      await store.commit(0, one.head);
      expect(await at('0.000')).to.equal(0);
      expect(await at('0.001')).to.equal(2);
      expect(await at('3.000')).to.equal(6);
      expect(await at('4.000')).to.equal(8);
      expect(await at('4.001')).to.equal(9);
      expect(await store.firstReceived('log.test/two', '2026-05-01T08:00:00.000Z')).to.equal(0);
    });

    it('tell which items supersede or annotate others', async () => {
      const one = batchAfter(undefined, 9);
      await file(one);
      expect(await store.linksTo(ORIGIN, ['item-a-3'])).to.deep.equal([]);
      await store.commit(0, one.head);
      store = await reopen(store);
      const link = { of: 'item-a-3', organisation: 'demo-bank' };
      expect(await store.linksTo(ORIGIN, ['item-a-3', 'item-a-4'])).to.deep.equal([
        { kind: 'supersedes', by: 'item-a-6', ...link },
        { kind: 'annotates', by: 'item-a-7', ...link },
      ]);
      expect(await store.linksTo(ORIGIN, ['item-a-4'])).to.deep.equal([]);
      expect(await store.linksTo(ORIGIN, [])).to.deep.equal([]);
      expect(await store.linksTo('log.test/two', ['item-a-3'])).to.deep.equal([]);
      expect((await store.row('item-a-6'))?.supersedes).to.equal('item-a-3');
    });
  });

  describe('forgetting', () => {
    const KEK = 'kek-1';

    it('erases the key and the private part of one item, and nothing else', async () => {
      const [one, two] = await putAll(store, batchAfter(undefined, 2));
      const erased = await store.erase(one!.id);
      expect(erased?.key).to.deep.equal(keyOf(one!));
      expect(hex(erased!.fingerprint)).to.equal(one!.fingerprint);
      store = await reopen(store);
      expect(await store.key(one!.keyId)).to.equal(undefined);
      const left = (await store.row(one!.id))!;
      expect(plain(left)).to.deep.equal(
        plain({ ...one!, sealed: new Uint8Array(), blobs: [], fingerprint: '0'.repeat(64) }),
      );
      expect(await store.key(two!.keyId)).to.deep.equal(keyOf(two!));
      expect(plain(await store.row(two!.id))).to.deep.equal(plain(two!));
      expect((await store.rowByIdempotency(one!.idempotency))?.id).to.equal(one!.id);
      expect(await store.erase(one!.id), 'repeated').to.equal(undefined);
      expect(await store.erase('item-none')).to.equal(undefined);
      expect((await store.entries(ORIGIN, 0, 2)).length).to.equal(2);
    });

    it('puts another private part under another key in the place of one', async () => {
      const [one] = await putAll(store, batchAfter(undefined, 1));
      const key = { id: 'key-next', wrapped: new Uint8Array([9, 9]), wrappedBy: KEK };
      const part = { sealed: new Uint8Array([1, 2]), blobs: ['aa'], key };
      expect((await store.replacePart(one!.id, part))?.key).to.deep.equal(keyOf(one!));
      store = await reopen(store);
      expect(await store.key(one!.keyId)).to.equal(undefined);
      expect(await store.key('key-next')).to.deep.equal(key);
      const replaced = (await store.row(one!.id))!;
      expect([replaced.keyId, [...replaced.sealed], replaced.blobs]).to.deep.equal([
        'key-next',
        [1, 2],
        ['aa'],
      ]);
      await store.erase(one!.id);
      expect(await store.replacePart(one!.id, part), 'of an erased item').to.equal(undefined);
    });

    it('finds the keys that another key wrapped, and rewraps those that stand as they were read', async () => {
      const rows = await putAll(store, batchAfter(undefined, 5));
      const claim = claimOf('stream-9');
      await store.claimStream(claim, { id: claim.keyId, wrapped: new Uint8Array([7]), wrappedBy: KEK });
      const found: string[] = [];
      for (let after = ''; ; ) {
        const page = await store.keysNotWrappedBy('kek-2', after, 4);
        found.push(...page.map(({ id }) => id));
        if (page.length < 4) break;
        after = page.at(-1)!.id;
      }
      expect(found).to.have.members([...rows.map(({ keyId }) => keyId), claim.keyId]);
      expect(await store.keysNotWrappedBy(KEK, '', 9)).to.deep.equal([]);
      expect([
        await store.countKeysNotWrappedBy('kek-2'),
        await store.countKeysNotWrappedBy(KEK),
      ]).to.deep.equal([6, 0]);
      const from = keyOf(rows[0]!);
      const to = { ...from, wrapped: new Uint8Array([5]), wrappedBy: 'kek-2' };
      const stale = { from: { ...keyOf(rows[1]!), wrapped: new Uint8Array([1]) }, to };
      expect(await store.rewrap([{ from, to }, stale])).to.equal(1);
      store = await reopen(store);
      expect(await store.key(from.id)).to.deep.equal(to);
      expect(await store.key(rows[1]!.keyId)).to.deep.equal(keyOf(rows[1]!));
      expect(await store.keysNotWrappedBy('kek-2', '', 9)).to.have.length(5);
    });

    it('may be asked for at any time', async () => {
      await putAll(store, batchAfter(undefined, 1));
      await store.forget([]);
      await store.forget([new Uint8Array([1, 2, 3])]);
      expect((await store.head(ORIGIN))?.size).to.equal(1);
    });
  });

  describe('rounds', () => {
    const sizes = async (index: number) =>
      Promise.all(
        (['any', 'quorum', 'sealed'] as const).map(
          async (stage) => (await store.roundCovering(ORIGIN, index, stage))?.size,
        ),
      );

    it('are found by what they cover and how far they came', async () => {
      for (const row of [round(3, sealed), round(5, quorum), round(8), round(9, sealed)])
        await store.saveRound(row);
      store = await reopen(store);
      expect(await sizes(0)).to.deep.equal([3, 3, 3]);
      expect(await sizes(2)).to.deep.equal([3, 3, 3]);
      expect(await sizes(3)).to.deep.equal([5, 5, 9]);
      expect(await sizes(5)).to.deep.equal([8, 9, 9]);
      expect(await sizes(9)).to.deep.equal([undefined, undefined, undefined]);
      expect((await store.latestRound(ORIGIN, 'any'))?.size).to.equal(9);
      expect((await store.unsealedRounds(ORIGIN)).map((r) => r.size)).to.deep.equal([5]);
      expect((await store.recentRounds(ORIGIN, 9)).map((r) => r.size)).to.include(5);
      expect(await store.recentRounds(ORIGIN, 1)).to.have.length(1);
      expect(await store.recentRounds('another.example/log', 9)).to.deep.equal([]);
      expect(await store.round(ORIGIN, 8)).to.deep.equal(round(8));
      expect(await store.round(ORIGIN, 7)).to.equal(undefined);
      expect(await store.latestRound('log.test/two', 'any')).to.equal(undefined);
    });

    it('grow in place', async () => {
      await store.saveRound(round(3));
      await store.saveRound(round(3, { ...quorum, witnessed: [{ party: 'bank', at: quorum.quorumAt }] }));
      expect((await store.latestRound(ORIGIN, 'quorum'))?.witnessed).to.have.length(1);
      expect(await store.latestRound(ORIGIN, 'sealed')).to.equal(undefined);
      const renewals = [{ token: 'AA==', at: quorum.quorumAt }];
      await store.saveRound(round(3, { ...sealed, renewals }));
      expect((await store.latestRound(ORIGIN, 'sealed'))?.renewals).to.deep.equal(renewals);
      expect((await store.latestRound(ORIGIN, 'sealed'))?.seal?.blockNumber).to.equal(4);
      expect(await store.unsealedRounds(ORIGIN)).to.deep.equal([]);
    });

    it('keep the block of their seal, and tell one that there is not from one that was not asked for', async () => {
      const block = {
        version: 1,
        header: '0x01',
        index: 0,
        transaction: '0x02',
        transactionProof: ['0x03', '0x04'],
        receipt: '0x05',
        receiptProof: ['0x06'],
      } as const;
      const withBlock = (shown: typeof block | null) => ({
        ...sealed,
        seal: { ...sealed.seal, block: shown },
      });
      await store.saveRound(round(3, sealed));
      await store.saveRound(round(5, withBlock(null)));
      await store.saveRound(round(9, withBlock(block)));
      store = await reopen(store);
      expect((await store.round(ORIGIN, 3))?.seal).not.to.have.property('block');
      expect((await store.round(ORIGIN, 5))?.seal?.block).to.equal(null);
      expect((await store.latestRound(ORIGIN, 'sealed'))?.seal?.block).to.deep.equal(block);
    });

    it('that are superseded go, those with quorum stay', async () => {
      for (const row of [round(3), round(5, quorum), round(6), round(8)]) await store.saveRound(row);
      await store.dropSuperseded(ORIGIN, 8);
      expect(await sizes(0)).to.deep.equal([5, 5, undefined]);
      expect(await sizes(5)).to.deep.equal([8, undefined, undefined]);
    });
  });
}
