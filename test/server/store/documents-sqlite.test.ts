import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import { documentStoreSuite } from '../../suites/document-store.ts';
import { serviceError } from '../../support/service-error.ts';

describe('documents in SQLite', () => {
  let directory: string;
  let file = '';
  let count = 0;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-documents-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const open = async () => {
    file = join(directory, `${count++}`, 'documents.db');
    return openSqliteDocuments(file);
  };

  documentStoreSuite({
    open,
    reopen: async (store) => {
      await store.close();
      return openSqliteDocuments(file);
    },
  });

  it('can be read by their owner alone, and written by one process', async () => {
    const store = await open();
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const error = await serviceError((async () => openSqliteDocuments(file))());
    expect(error.code).to.equal('STORE_LOCKED');
    await store.close();
    await openSqliteDocuments(file).close();
  });

  it('leave no byte behind when they are deleted, in no file', async () => {
    const store = await open();
    const secret = 'wanted to be forgotten';
    const everywhere = () =>
      readdirSync(join(file, '..')).filter((name) => readFileSync(join(file, '..', name)).includes(secret));
    const write = { key: 'one', value: { secret }, indexes: { text: secret }, unique: { text: secret } };
    await store.put('things', write, 0);
    await store.put('things', { ...write, value: { secret, longer: secret.repeat(2000) } }, 1);
    expect(everywhere()).to.not.deep.equal([]);
    expect(await store.delete('things', 'one', 2)).to.equal(true);
    expect(everywhere()).to.deep.equal([]);
    await store.close();
    expect(everywhere()).to.deep.equal([]);
  });

  it('in memory end with the process', async () => {
    const [one, two] = [openSqliteDocuments(':memory:'), openSqliteDocuments(':memory:')];
    await one.put('things', { key: 'a', value: {} }, 0);
    expect(await two.get('things', 'a')).to.equal(undefined);
    expect((await one.get('things', 'a'))?.version).to.equal(1);
    await one.close();
    await two.close();
  });
});
