import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import Database from 'libsql';
import { itemsBy } from '../../../server/adapters/store-sqlite/evidence-tables.ts';
import { searchOf } from '../../../server/adapters/store-sqlite/item-search.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { hasCode } from '../../../server/errors.ts';
import type { EvidenceStore, RowSearch } from '../../../server/ports/evidence-store.ts';
import { evidenceStoreSuite } from '../../suites/evidence-store.ts';
import { logStoreSuite, put, type StoreHarness } from '../../suites/log-store.ts';
import { batchAfter, ORIGIN } from '../../support/log-batches.ts';

describe('embedded store (SQLite)', () => {
  let directory: string;
  let file: string;
  let count = 0;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-store-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const harness: StoreHarness<EvidenceStore> = {
    open: async () => {
      file = join(directory, `store-${count++}.db`);
      return openSqliteStore(file);
    },
    reopen: async (store) => {
      await store.close();
      return openSqliteStore(file);
    },
  };

  describe('as a log store', () => logStoreSuite(harness));
  describe('as an evidence store', () => evidenceStoreSuite(harness));

  describe('its searches', () => {
    const search: RowSearch = {
      origin: ORIGIN,
      organisation: 'demo-bank',
      from: 5,
      before: 90,
      order: 'ascending',
      limit: 10,
    };
    const digest = '0'.repeat(64);
    for (const [what, over, index] of [
      ['organisation', {}, 'item_organisation'],
      ['organisation, newest first', { order: 'descending' }, 'item_organisation'],
      ['type', { type: 'DRAW' }, 'item_type'],
      ['own reference', { referenceIndex: digest }, 'item_reference'],
      ['loan', { loanIndex: digest }, 'item_stream'],
      ['loan and type', { loanIndex: digest, type: 'DRAW' }, 'item_stream'],
      ['loan and own reference', { loanIndex: digest, referenceIndex: digest }, 'item_reference'],
    ] as const) {
      it(`by ${what} are answered from ${index}, without reading or sorting the rest`, async () => {
        const store = await harness.open();
        await put(store, batchAfter(undefined, 300));
        await store.close();
        const raw = new Database(file);
        const { index: by, where, values } = searchOf({ ...search, ...over });
        const rows = raw
          .prepare(`EXPLAIN QUERY PLAN ${itemsBy(by)} ${where}`)
          .raw()
          .all(values) as unknown[][];
        const plan = rows.map((row) => String(row[3]));
        raw.close();
        expect(plan.join('\n')).to.include(`SEARCH i USING INDEX ${index} (`);
        expect(plan.filter((line) => line.startsWith('SCAN'))).to.deep.equal([]);
        const sorts = plan.filter((line) => line.includes('TEMP B-TREE'));
        expect(sorts).to.have.length(index === 'item_reference' ? 1 : 0);
      });
    }
  });

  describe('its file', () => {
    it('can be read by its owner alone', async () => {
      const store = await harness.open();
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(statSync(`${file}-wal`).mode & 0o777).to.equal(0o600);
      await store.close();
    });

    it('is refused to a second store, and free again once the first is closed', async () => {
      const store = await harness.open();
      let refusal: unknown;
      try {
        openSqliteStore(file);
      } catch (error) {
        refusal = error;
      }
      expect(hasCode(refusal, 'STORE_LOCKED'), String(refusal)).to.equal(true);
      expect((refusal as Error).message).to.equal('the store is in use by another process');
      await put(store, batchAfter(undefined, 2));
      const again = await harness.reopen(store);
      expect((await again.head(ORIGIN))?.size).to.equal(2);
      await again.close();
    });

    it('of a later version is refused and left as it is', async () => {
      const store = await harness.open();
      await store.close();
      const raw = new Database(file);
      raw.exec('PRAGMA user_version = 999');
      raw.close();
      expect(() => openSqliteStore(file)).to.throw('the store was written by a later version of TriSeal');
      const look = new Database(file);
      expect(look.prepare('PRAGMA user_version').raw().get([])).to.deep.equal([999]);
      look.close();
    });

    it('that is no database is refused by name', () => {
      const path = join(directory, 'text.db');
      const raw = 'this is not a database, and long enough to be read as one. '.repeat(40);
      writeFileSync(path, raw);
      expect(() => openSqliteStore(path)).to.throw('the store refused: SQLITE_NOTADB');
    });
  });
});
