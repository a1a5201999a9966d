import { join } from 'node:path';
import { expect } from 'chai';
import { hex } from '../../../core/bytes.ts';
import { parseEntry, receivedMs } from '../../../core/entry/entry.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { openMirroredLog } from '../../../server/node/mirrored-log.ts';
import type { LogEntry, LogStore } from '../../../server/ports/log-store.ts';
import { temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, TestLog } from '../../support/node-log.ts';
import { nodeCrypto as c, testPki } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

describe('server/node: the copy of the log', () => {
  let log: TestLog;
  let directory: ReturnType<typeof temporaryDirectory>;
  let store: LogStore;

  before(async () => {
    log = await new TestLog((await testPki()).filer).file(600, 5);
  });
  beforeEach(() => {
    directory = temporaryDirectory();
    store = openSqliteStore(join(directory.path, 'log.sqlite'));
  });
  afterEach(async () => {
    await store.close();
    directory.remove();
  });

  const entries = (start: number, end: number): LogEntry[] =>
    log.entries.slice(start, end).map((bytes, i) => {
      const { stream, sequence } = parseEntry(bytes);
      return { index: start + i, bytes, leafHash: leafHash(c, bytes), stream, sequence };
    });
  const received = (size: number) => receivedMs(parseEntry(log.entries[size - 1]!));
  const reopen = async () => {
    await store.close();
    store = openSqliteStore(join(directory.path, 'log.sqlite'));
  };

  it('goes on from every size after a restart, with the root of the log', async () => {
    let from = 0;
    for (const size of [1, 255, 256, 257, 512, 600]) {
      const copy = await openMirroredLog(c, store, LOG_ORIGIN);
      await copy.append(entries(from, size), received(size), 'note');
      await reopen();
      const again = await openMirroredLog(c, store, LOG_ORIGIN);
      expect([again.nextEntry(), again.lastReceived()]).to.deep.equal([size, received(size)]);
      expect(hex(await again.rootAt(size))).to.equal(hex(log.root(size)));
      from = size;
    }
    const copy = await openMirroredLog(c, store, LOG_ORIGIN);
    for (const size of [0, 1, 2, 255, 300, 511, 599]) {
      expect(hex(await copy.rootAt(size)), String(size)).to.equal(hex(log.root(size)));
    }
  });

  it('a crash between staging and commit leaves nothing of the package', async () => {
    const copy = await openMirroredLog(
      c,
      { ...store, commit: () => new Promise(() => undefined) },
      LOG_ORIGIN,
    );
    void copy.append(entries(0, 256), received(256), 'note');
    await new Promise((resolve) => setImmediate(resolve));
    await reopen();
    const again = await openMirroredLog(c, store, LOG_ORIGIN);
    expect(again.nextEntry()).to.equal(0);
    expect(await store.entries(LOG_ORIGIN, 0, 256)).to.deep.equal([]);
    await again.append(entries(0, 100), received(100), 'note');
    expect(hex(await again.rootAt(100))).to.equal(hex(log.root(100)));
  });

  it('a commit that happened although it was reported lost counts', async () => {
    const lossy: LogStore = {
      ...store,
      commit: async (from, head) => {
        await store.commit(from, head);
        throw new Error('the answer was lost');
      },
    };
    const copy = await openMirroredLog(c, lossy, LOG_ORIGIN);
    await copy.append(entries(0, 256), received(256), 'note');
    expect(copy.nextEntry()).to.equal(256);
    await copy.append(entries(256, 300), received(300), 'note');
    expect(hex(await copy.rootAt(300))).to.equal(hex(log.root(300)));
  });

  it('a write that failed can be repeated', async () => {
    let broken = true;
    const flaky: LogStore = {
      ...store,
      stage: (batch) => (broken ? Promise.reject(new Error('disk full')) : store.stage(batch)),
    };
    const copy = await openMirroredLog(c, flaky, LOG_ORIGIN);
    const failure = await copy
      .append(entries(0, 10), received(10), 'note')
      .catch((error: Error) => error.message);
    expect([failure, copy.nextEntry()]).to.deep.equal(['disk full', 0]);
    broken = false;
    await copy.append(entries(0, 10), received(10), 'note');
    expect(copy.nextEntry()).to.equal(10);
  });

  it('refuses entries that do not follow, and a store that moved under it', async () => {
    const copy = await openMirroredLog(c, store, LOG_ORIGIN);
    const gap = await serviceError(copy.append(entries(1, 2), received(2), 'note'));
    expect([gap.code, gap.message]).to.deep.equal([
      'LOG_CONFLICT',
      'the copy of the log does not stand where it was left',
    ]);
    const other = await openMirroredLog(c, store, LOG_ORIGIN);
    await other.append(entries(0, 5), received(5), 'note');
    expect((await serviceError(copy.append(entries(0, 3), received(3), 'note'))).code).to.equal(
      'LOG_CONFLICT',
    );
  });
});
