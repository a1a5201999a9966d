import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { filterOf, sortOf } from '../../../server/adapters/store-mongo/item-search.ts';
import { openMongoStore } from '../../../server/adapters/store-mongo/store.ts';
import { createSequencer } from '../../../server/log/sequencer.ts';
import type { EvidenceStore, RowSearch } from '../../../server/ports/evidence-store.ts';
import { type RunningEngine, setUpSecantusDb, startSecantusDb } from '../../engines/secantusdb.ts';
import { evidenceStoreSuite } from '../../suites/evidence-store.ts';
import { logStoreSuite, put, type StoreHarness } from '../../suites/log-store.ts';
import { faultyStore, WAYS, WRITES } from '../../support/faulty-store.ts';
import { batchAfter, ORIGIN } from '../../support/log-batches.ts';
import { digest, keyOf, rowOf } from '../../support/rows.ts';
import { filing, holds, sequencerOptions } from '../../support/sequencing.ts';
import { serviceError } from '../../support/service-error.ts';

const OUTSIDE = process.env.MONGODB_URI;

/** Commands that write. */
const WRITING = new Set(['insert', 'update', 'delete', 'findAndModify']);

describe('MongoDB store (MONGODB_URI, or SecantusDB 0.7.0b3 where python3 can install it)', function () {
  this.timeout(30_000);
  let engine: RunningEngine | undefined;
  let uri = '';
  const databases: string[] = [];

  before(async function () {
    this.timeout(240_000);
    if (OUTSIDE === undefined) {
      const problem = setUpSecantusDb();
      if (problem !== undefined) {
        this.test!.parent!.title += `: ${problem}`;
        this.skip();
      }
      engine = await startSecantusDb();
    }
  });
  after(async () => {
    for (const database of OUTSIDE === undefined ? [] : databases) {
      const connection = await mongoose.createConnection(database).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
    await engine?.stop();
  });

  const freshUri = () => {
    const url = new URL(OUTSIDE ?? engine!.uri);
    url.pathname = `/triseal_test_${randomBytes(6).toString('hex')}`;
    databases.push(url.href);
    return url.href;
  };
  const harness: StoreHarness<EvidenceStore> = {
    open: async () => {
      uri = freshUri();
      return openMongoStore({ uri });
    },
    reopen: async (store) => {
      await store.close();
      return openMongoStore({ uri });
    },
  };

  describe('as a log store', () => logStoreSuite(harness));
  describe('as an evidence store', () => evidenceStoreSuite(harness));

  describe('under the sequencer', () => {
    for (const write of WRITES) {
      for (const way of WAYS) {
        it(`${write} ${way}: loses and doubles nothing`, async () => {
          const store = await harness.open();
          const faulty = faultyStore(store);
          const sequencer = createSequencer(sequencerOptions(faulty.store));
          await sequencer.start();
          await sequencer.append(filing('before'));
          faulty.break(write, way);
          expect((await serviceError(sequencer.append(filing('broken')))).code).to.equal('STORE_UNAVAILABLE');
          const after = await sequencer.append(filing('after'));
          const persisted = write === 'commit' && way === 'persisted but reported lost';
          expect([after.index, after.sequence]).to.deep.equal(persisted ? [2, 3] : [1, 2]);
          expect(await holds(after)).to.equal(true);
          const broken = await store.rowByIdempotency(digest('idempotency broken'));
          expect(broken?.index).to.equal(persisted ? 1 : undefined);
          await sequencer.stop();
          await store.close();
        });
      }
    }

    it('two processes on one database never fork the log', async () => {
      const stores = [await harness.open(), await openMongoStore({ uri })] as const;
      const sequencers = stores.map((store) => createSequencer(sequencerOptions(store)));
      for (const sequencer of sequencers) await sequencer.start();
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => sequencers[i % 2]!.append(filing(`item-${i}`))),
      );
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
      expect(won).to.have.length(10);
      expect(new Set(lost)).to.deep.equal(new Set(['LOG_CONFLICT']));
      const entries = await stores[0].entries(ORIGIN, 0, 99);
      expect(entries.map(({ index }) => index)).to.deep.equal(Array.from({ length: 10 }, (_, i) => i));
      for (const placement of won) expect(await holds(placement)).to.equal(true);
      for (const sequencer of sequencers) await sequencer.stop();
      for (const store of stores) await store.close();
    });
  });

  describe('its writes', () => {
    it('wait for the journal of a majority, its reads see nothing less, and each has an index', async () => {
      const commands: Record<string, unknown>[] = [];
      let connection: Connection | undefined;
      uri = freshUri();
      const store = await openMongoStore({
        uri,
        onConnect: (opened) => {
          connection = opened;
          opened
            .getClient()
            .on('commandStarted', ({ command }) => commands.push(command as Record<string, unknown>));
        },
      });
      const one = batchAfter(undefined, 300);
      const rows = one.batch.entries.map((entry) => rowOf(entry));
      await store.stage(one.batch);
      await store.stageRows(one.batch.id, rows, rows.map(keyOf));
      await store.commit(0, one.head);
      await put(store, batchAfter(one, 1));
      await store.row(rows[0]!.id);
      await store.entries(ORIGIN, 0, 300);
      await store.saveRound({
        origin: ORIGIN,
        size: 300,
        root: 'r',
        checkpoint: 'c',
        witnessed: [],
        confirmations: [],
      });
      const writes = commands.filter((command) => Object.keys(command).some((name) => WRITING.has(name)));
      expect(writes).to.have.length.above(6);
      for (const write of writes) expect(write.writeConcern).to.deep.include({ w: 'majority', j: true });
      const reads = commands.filter((command) => 'find' in command || 'aggregate' in command);
      expect(reads).to.have.length.above(6);
      for (const read of reads) expect(read.readConcern).to.deep.include({ level: 'majority' });
      const plan = await connection!
        .collection('items')
        .find({ idempotency: rows[7]!.idempotency })
        .explain();
      expect(JSON.stringify(plan)).to.contain('IXSCAN');
      // A loan's rows have an index too, (organisation, loan, sequence); SecantusDB takes none that does not cover every condition.
      for (const over of [{}, { type: 'DRAW' }, { referenceIndex: 'a' }]) {
        const search: RowSearch = {
          origin: ORIGIN,
          organisation: 'demo-bank',
          from: 0,
          before: 99,
          order: 'ascending',
          limit: 10,
          ...over,
        };
        const found = connection!
          .collection('items')
          .find(filterOf(search, 0, 99))
          .sort(sortOf(search));
        expect(JSON.stringify(await found.explain()), JSON.stringify(over)).to.contain('IXSCAN');
      }
      await store.close();
    });
  });

  it('that cannot be reached is refused by name', async () => {
    const error = await serviceError(
      openMongoStore({ uri: 'mongodb://127.0.0.1:9/none?serverSelectionTimeoutMS=200' }),
    );
    expect([error.code, error.message]).to.deep.equal([
      'STORE_UNAVAILABLE',
      'the store refused: MongooseServerSelectionError',
    ]);
  });
});
