/** The journal of events: in order, at least once, resumable, each organisation its own. */
import { expect } from 'chai';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import type { OpenDocumentStore } from '../../../server/ports/document-store.ts';
import type { EvidenceStore, RoundRow } from '../../../server/ports/evidence-store.ts';
import { createEvents, DEFAULT_EVENT_SETTINGS } from '../../../server/usecases/events/create.ts';
import { type Events, isWanted } from '../../../server/usecases/events/types.ts';
import { batchAfter, ORIGIN, type Step } from '../../support/log-batches.ts';
import { AT, DAY } from '../../support/pki.ts';
import { keyOf, rowOf } from '../../support/rows.ts';
import { serviceError } from '../../support/service-error.ts';

const QUIET = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const BANK = 'demo-bank';
const OTHER = 'other-bank';
const at = '2026-03-15T12:00:00.000Z';
const seal = {
  chainId: 1,
  contract: '',
  log: '',
  transaction: '',
  blockNumber: 1,
  blockHash: '',
  blockTime: at,
};

describe('events', () => {
  let store: EvidenceStore;
  let documents: OpenDocumentStore;
  let events: Events;
  let step: Step | undefined;
  const clock = { at: AT, now: () => clock.at };
  const restart = () =>
    createEvents({
      documents,
      store,
      origin: ORIGIN,
      clock,
      logger: QUIET,
      settings: DEFAULT_EVENT_SETTINGS,
    });

  beforeEach(async () => {
    clock.at = AT;
    store = openSqliteStore(':memory:');
    documents = openSqliteDocuments(':memory:');
    events = restart();
    step = undefined;
    await events.pump();
  });
  afterEach(async () => {
    await store.close();
    await documents.close();
  });

  /** Commits so many items, every third of them another organisation's. */
  async function file(count: number): Promise<void> {
    const next = batchAfter(step, count);
    const rows = next.batch.entries.map((entry) =>
      rowOf(entry, entry.index % 3 === 2 ? { organisation: OTHER } : {}),
    );
    await store.stage(next.batch);
    await store.stageRows(next.batch.id, rows, rows.map(keyOf));
    await store.commit(next.batch.from, next.head);
    step = next;
  }
  const round = (size: number, over: Partial<RoundRow>) =>
    store.saveRound({
      origin: ORIGIN,
      size,
      root: '',
      checkpoint: '',
      witnessed: [],
      confirmations: [],
      ...over,
    });
  const quorum = (size: number) => round(size, { quorumAt: at });
  const sealed = (size: number) => round(size, { quorumAt: at, seal, sealedAt: at });

  async function all(organisation = BANK, after = '0.9.0', limit = 4): Promise<string[]> {
    const seen: string[] = [];
    for (let place = after; ; ) {
      const page = await events.read(organisation, place, limit);
      seen.push(
        ...page.events.map(({ type, data }) => `${type} ${String(data.index ?? data.size ?? data.case)}`),
      );
      if (!page.more) return seen;
      place = page.next;
    }
  }

  it('tell of each item once a stage, in the order of the stages, and of each checkpoint', async () => {
    await file(4);
    await events.pump();
    await quorum(4);
    await events.pump();
    await file(2);
    await sealed(4);
    await quorum(6);
    await events.pump();
    expect(await all()).to.deep.equal([
      ...['evidence.logged 0', 'evidence.logged 1', 'evidence.logged 3'],
      ...['evidence.witnessed 0', 'evidence.witnessed 1', 'evidence.witnessed 3', 'log.witnessed 4'],
      ...['evidence.logged 4', 'evidence.witnessed 4', 'evidence.sealed 0', 'evidence.sealed 1'],
      ...['evidence.sealed 3', 'log.witnessed 6', 'log.sealed 4'],
    ]);
    expect(await all(OTHER)).to.include.members([
      'evidence.logged 2',
      'evidence.sealed 2',
      'evidence.logged 5',
    ]);
    expect(await all('nobody')).to.deep.equal(['log.witnessed 4', 'log.witnessed 6', 'log.sealed 4']);
  });

  it('come in the same order with the same ids, whatever the size of a page and wherever a reader goes on', async () => {
    await file(9);
    await events.publish({ type: 'case.opened', organisations: [BANK, OTHER], data: { case: 'C-1' } });
    await events.pump();
    await sealed(9);
    await events.pump();
    const whole = (await events.read(BANK, '0.9.0', 500)).events;
    expect(whole.length).to.equal(1 + 3 * 6 + 2);
    for (const limit of [1, 3, 7]) {
      const ids: string[] = [];
      let place = '0.9.0';
      for (;;) {
        const page = await events.read(BANK, place, limit);
        ids.push(...page.events.map(({ id }) => id));
        if (!page.more) break;
        place = page.next;
      }
      expect(ids).to.deep.equal(whole.map(({ id }) => id));
    }
    for (const [i, event] of whole.entries())
      expect((await events.read(BANK, event.id, 500)).events).to.deep.equal(whole.slice(i + 1));
  });

  it('go on after a restart without a gap, and tell nothing twice that was written down', async () => {
    await file(2);
    await events.pump();
    const place = (await events.read(BANK, '0.9.0', 9)).next;
    await file(2);
    events = restart();
    await events.pump();
    await events.pump();
    expect(await all(BANK, place)).to.deep.equal(['evidence.logged 3']);
    expect(await all()).to.deep.equal(['evidence.logged 0', 'evidence.logged 1', 'evidence.logged 3']);
  });

  it('do not tell of a log that was there before the journal began', async () => {
    await documents.close();
    documents = openSqliteDocuments(':memory:');
    await file(3);
    events = restart();
    await events.pump();
    await file(1);
    await events.pump();
    expect(await all()).to.deep.equal(['evidence.logged 3']);
  });

  it('that are published go to whom they concern, at once', async () => {
    let told = 0;
    const remove = events.subscribe(() => told++);
    const latest = await events.latest();
    const id = await events.publish({ type: 'package.ready', organisations: [OTHER], data: { case: 'C-2' } });
    remove();
    await events.publish({ type: 'package.ready', organisations: [BANK], data: { case: 'C-3' } });
    expect(told).to.equal(1);
    expect((await events.read(OTHER, latest, 9)).events).to.deep.equal([
      { id, type: 'package.ready', at: new Date(AT).toISOString(), data: { case: 'C-2' } },
    ]);
    expect(await all(BANK, latest)).to.deep.equal(['package.ready C-3']);
    for (const type of ['ready', 'Case.opened', 'case.', 'case opened'])
      expect((await serviceError(events.publish({ type, organisations: [BANK], data: {} }))).code).to.equal(
        'INTERNAL',
      );
  });

  it('are numbered once, also when two write at the same time', async () => {
    const other = restart();
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? events : other).publish({
          type: 'case.opened',
          organisations: [BANK],
          data: { case: i },
        }),
      ),
    );
    expect(new Set(ids).size).to.equal(20);
    expect((await all()).length).to.equal(20);
  });

  it('are dropped after their time; a reader that is further behind is told so, the log goes on', async () => {
    await file(1);
    await events.pump();
    const old = (await events.read(BANK, '0.9.0', 9)).events[0]!.id;
    await events.publish({ type: 'case.opened', organisations: [BANK], data: { case: 'old' } });
    clock.at += 31 * DAY;
    await file(1);
    await events.pump();
    await events.publish({ type: 'case.opened', organisations: [BANK], data: { case: 'new' } });
    await events.sweep();
    const error = await serviceError(events.read(BANK, '0.9.0', 9));
    expect([error.code, error.message]).to.deep.equal([
      'EVENT_EXPIRED',
      'events behind this one are no longer kept',
    ]);
    expect((await serviceError(events.read(BANK, old, 9))).code).to.equal('EVENT_EXPIRED');
    expect(await all(BANK, await events.oldest())).to.deep.equal(['evidence.logged 1', 'case.opened new']);
    clock.at += 31 * DAY;
    await events.sweep();
    await file(1);
    events = restart();
    await events.pump();
    expect(await all(BANK, await events.latest())).to.deep.equal([]);
    expect((await all(OTHER, await events.oldest())).at(-1)).to.equal('evidence.logged 2');
  });

  it('refuse ids that are none', async () => {
    for (const id of ['', '1', '1.2', '01.0.0', '-1.0.0', '1.10.0', '1.0.0 ', 'x'])
      expect((await serviceError(events.read(BANK, id, 9))).code, id).to.equal('REQUEST_INVALID');
  });

  it('are chosen by type or by the beginning of it', () => {
    expect(isWanted('case.opened', ['case.*'])).to.equal(true);
    expect(isWanted('case.opened', ['case.opened'])).to.equal(true);
    expect(isWanted('cases.opened', ['case.*'])).to.equal(false);
    expect(isWanted('case.opened', ['case', 'case.closed'])).to.equal(false);
  });
});
