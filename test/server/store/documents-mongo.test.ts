import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { openMongoDocuments } from '../../../server/adapters/store-mongo/documents.ts';
import { type RunningEngine, setUpSecantusDb, startSecantusDb } from '../../engines/secantusdb.ts';
import { documentStoreSuite } from '../../suites/document-store.ts';

const OUTSIDE = process.env.MONGODB_URI;

describe('documents in MongoDB (MONGODB_URI, or SecantusDB 0.7.0b3 where python3 can install it)', function () {
  this.timeout(30_000);
  let engine: RunningEngine | undefined;
  let uri = '';
  const databases: string[] = [];
  before(async function () {
    this.timeout(240_000);
    if (OUTSIDE !== undefined) return;
    const problem = setUpSecantusDb();
    if (problem !== undefined) {
      this.test!.parent!.title += `: ${problem}`;
      this.skip();
    }
    engine = await startSecantusDb();
  });
  after(async () => {
    for (const database of OUTSIDE === undefined ? [] : databases) {
      const connection = await mongoose.createConnection(database).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
    await engine?.stop();
  });
  const fresh = () => {
    const url = new URL(OUTSIDE ?? engine!.uri);
    url.pathname = `/triseal_test_${randomBytes(6).toString('hex')}`;
    databases.push(url.href);
    return url.href;
  };

  documentStoreSuite({
    open: async () => {
      uri = fresh();
      return openMongoDocuments({ uri });
    },
    reopen: async (store) => {
      await store.close();
      return openMongoDocuments({ uri });
    },
  });

  it('are safe from two processes: one winner each', async () => {
    uri = fresh();
    const stores = [await openMongoDocuments({ uri }), await openMongoDocuments({ uri })] as const;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        stores[n % 2]!.put('things', { key: `k${n % 5}`, value: { n }, unique: { u: `u${n % 5}` } }, 0),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).to.have.length(5);
    for (const store of stores) await store.close();
  });
});
