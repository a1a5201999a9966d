/** Finding and exporting what was filed. */
import { request } from 'node:http';
import { expect } from 'chai';
import type { RoundRow } from '../../../server/ports/evidence-store.ts';
import {
  type Api,
  BANK,
  ORIGIN,
  OTHER,
  recordInput,
  signedStatement,
  startApi,
  wholeRecord,
} from '../../support/api.ts';
import { AT } from '../../support/pki.ts';

interface Page {
  readonly items: readonly { id: string; index: number; type: string; state: { stage: string } }[];
  readonly next_cursor?: string;
  readonly code?: string;
  readonly facts?: { problems: string[] };
}

const round = (size: number, over: Partial<RoundRow>): RoundRow => ({
  origin: ORIGIN,
  size,
  root: '00',
  checkpoint: 'c',
  witnessed: [],
  confirmations: [],
  ...over,
});
const at = '2026-03-15T12:00:00.000Z';
const seal = {
  chainId: 1,
  contract: '0x',
  log: '0x',
  transaction: '0x',
  blockNumber: 1,
  blockHash: '0x',
  blockTime: at,
};

describe('http: search', () => {
  let api: Api;
  before(async () => {
    api = await startApi({ intervalMs: 0 });
    for (let i = 0; i < 12; i++) {
      api.clock.at = AT + 10_000 * i;
      const answer = await api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `search-${i}` },
        body: JSON.stringify({
          record: recordInput({ loan: `LN-${i % 3}`, reference: `ref/${i}`, ...(i % 4 === 3 ? note : {}) }),
        }),
      });
      if (answer.status !== 201) throw new Error(await answer.text());
      if (i === 5) await fileForeign();
    }
    api.clock.at = AT;
    const quorum = { quorumAt: at, witnessed: [{ party: 'bank' as const, at }] };
    await api.service.store.saveRound(round(4, { ...quorum, seal, sealedAt: at }));
    await api.service.store.saveRound(round(8, quorum));
    await api.service.store.saveRound(round(10, { witnessed: [{ party: 'bank', at }] }));
    await api.service.store.saveRound(round(12, {}));
  });
  after(() => api.stop());

  const note = {
    type: 'NOTE',
    fields: { kind: 'remark', text: 'x', written_at: '2026-03-16T10:00:00+08:00' },
  };
  const foreign = () => api.token({ organisation: OTHER, signer: api.keys.other });
  async function fileForeign(): Promise<void> {
    const statement = await signedStatement(
      api.keys.other,
      wholeRecord({ loan: 'LN-0', filing: { organisation: OTHER, signedBy: 'filer' } }),
    );
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      token: await foreign(),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ statement }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  }

  const get = async (query: string): Promise<Page> =>
    (await (await api.call(`/v1/evidence?${query}`)).json()) as Page;
  const indexes = async (query: string) => (await get(query)).items.map(({ index }) => index);

  it('lists the own items alone, by their place in the log, either way', async () => {
    const own = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12];
    expect(await indexes('')).to.deep.equal(own);
    expect(await indexes('order=descending')).to.deep.equal(own.toReversed());
    const theirs = await api.call('/v1/evidence', { token: await foreign() });
    expect(((await theirs.json()) as Page).items.map(({ index }) => index)).to.deep.equal([6]);
  });

  it('narrows by loan, type, own reference and time of receipt, and by several at once', async () => {
    expect(await indexes('loan=LN-1')).to.deep.equal([1, 4, 8, 11]);
    expect(await indexes('type=NOTE')).to.deep.equal([3, 8, 12]);
    expect(await indexes('loan=LN-1&type=NOTE')).to.deep.equal([8]);
    expect(await indexes('reference=ref/7')).to.deep.equal([8]);
    expect(await indexes('reference=ref/7&loan=LN-0')).to.deep.equal([]);
    expect(await indexes('loan=nowhere')).to.deep.equal([]);
    const time = (step: number) => encodeURIComponent(new Date(AT + 10_000 * step).toISOString());
    expect(await indexes(`received_from=${time(9)}`)).to.deep.equal([10, 11, 12]);
    expect(await indexes(`received_from=${time(2)}&received_to=${time(4)}`)).to.deep.equal([2, 3]);
    expect(await indexes(`received_to=${time(0)}`)).to.deep.equal([]);
  });

  it('narrows by state, with what the items show', async () => {
    for (const [state, expected] of [
      ['sealed', [0, 1, 2, 3]],
      ['witnessed', [4, 5, 7, 8, 9]],
      ['logged', [10, 11, 12]],
    ] as const) {
      const { items } = await get(`state=${state}`);
      expect(items.map(({ index }) => index)).to.deep.equal(expected);
      expect(new Set(items.map((item) => item.state.stage))).to.deep.equal(new Set([state]));
      expect(await indexes(`state=${state}&order=descending&limit=500`)).to.deep.equal(expected.toReversed());
    }
    expect(await indexes('state=witnessed&loan=LN-1')).to.deep.equal([4, 8]);
  });

  it('pages by a cursor that stays good while more is filed', async () => {
    const seen: number[] = [];
    let query = 'limit=5';
    for (;;) {
      const page = await get(query);
      seen.push(...page.items.map(({ index }) => index));
      if (page.next_cursor === undefined) break;
      query = `limit=5&cursor=${page.next_cursor}`;
    }
    expect(seen).to.deep.equal([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
    const newest = await get('limit=4&order=descending');
    expect(newest.items.map(({ index }) => index)).to.deep.equal([12, 11, 10, 9]);
    expect(await indexes(`limit=4&order=descending&cursor=${newest.next_cursor}`)).to.deep.equal([
      8, 7, 5, 4,
    ]);
    const exactly = await get('limit=12');
    expect([exactly.items.length, exactly.next_cursor]).to.deep.equal([12, undefined]);
    const states = await get('state=witnessed&limit=2');
    expect(states.items.map(({ index }) => index)).to.deep.equal([4, 5]);
    expect(await indexes(`state=witnessed&limit=2&cursor=${states.next_cursor}`)).to.deep.equal([7, 8]);
  });

  for (const [what, query, problem] of [
    ['an unknown member', 'loans=LN-1', /Unrecognized key/],
    ['a state that is none', 'state=done', /^\/state/],
    ['a type in lower case', 'type=draw', /^\/type: expected a document type code/],
    ['a time without offset', 'received_from=2026-03-05T00:00:00', /^\/received_from: expected RFC 3339/],
    ['a limit of 0', 'limit=0', /^\/limit: expected 1 to 500/],
    ['a limit of 501', 'limit=501', /^\/limit: expected 1 to 500/],
    ['a cursor of its own', 'cursor=bm9uZQ', /^\/cursor: expected a next_cursor/],
    ['a member that stands twice', 'loan=a&loan=b', /^\/loan/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, facts } = await get(query);
      expect(code).to.equal('REQUEST_INVALID');
      expect(facts!.problems[0]).to.match(problem);
    });
  }

  it('keeps neither loan numbers nor references in plain text', async () => {
    const rows = await api.service.store.findRows({
      origin: ORIGIN,
      organisation: BANK,
      from: 0,
      before: 1,
      order: 'ascending',
      limit: 1,
    });
    const { sealed: _sealed, ...open } = rows[0]!;
    expect(open.referenceIndex).to.match(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(open)).to.not.match(/LN-|ref\/0/);
  });

  describe('export', () => {
    const lines = async (query: string) => {
      const answer = await api.call(`/v1/evidence/export?${query}`);
      expect(answer.headers.get('content-type')).to.include('application/x-ndjson');
      return (await answer.text())
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const custody = async () => (await api.deps.custody.list(bank, { limit: 100 })).lines;
    const bank = { kind: 'system', organisation: BANK, role: 'bank', id: 'x', scopes: [] } as const;

    it('gives what a search finds, an item a line, and no personal data unless it is asked for', async () => {
      const before = (await custody()).length;
      expect((await lines('')).map(({ index }) => index)).to.deep.equal([
        0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12,
      ]);
      const sealed = await lines('state=sealed&type=NOTE');
      expect(sealed.map(({ index }) => index)).to.deep.equal([3]);
      expect(Object.keys(sealed[0]!)).to.not.include.members(['record']);
      expect(Object.keys(sealed[0]!)).to.not.include.members(['loan']);
      expect((await custody()).length).to.equal(before);
      expect(await lines('loan=nowhere')).to.deep.equal([]);
    });

    it('with records opens them, and leaves a custody line for each loan', async () => {
      const found = await lines('include=record&loan=LN-2');
      expect(found.map(({ loan }) => loan)).to.deep.equal(['LN-2', 'LN-2', 'LN-2', 'LN-2']);
      expect((found[0]!.record as { reference: string }).reference).to.equal('ref/2');
      const [line] = await custody();
      expect(line).to.deep.include({ action: 'records.exported', facts: { items: 4 } });
      expect(JSON.stringify(line)).to.not.include('LN-2');
    });

    it('is paced by its reader, and stops reading the log when the reader goes away', async () => {
      let items = 0;
      const settled = () => new Promise((done) => setTimeout(done, 150));
      const { store } = api.service;
      const small = await startApi({
        intervalMs: 0,
        app: {
          filing: {
            ...api.deps.filing,
            search: {
              ...api.deps.filing.search,
              async *export() {
                const [row] = await store.findRows({
                  origin: ORIGIN,
                  organisation: BANK,
                  from: 0,
                  before: 1,
                  order: 'ascending',
                  limit: 1,
                });
                const item = {
                  ...row!,
                  state: { stage: 'logged', label: '', witnesses: 0, of: 3, times: [] },
                } as const;
                for (;;) {
                  items++;
                  yield { kind: 'summary', item };
                }
              },
            },
          },
        },
      });
      const token = await small.token();
      await new Promise<void>((resolve, reject) => {
        const call = request(`${small.url}/v1/evidence/export`, {
          headers: { authorization: `Bearer ${token}` },
        });
        call.on('response', (answer) => {
          answer.once('data', async () => {
            answer.pause();
            await settled();
            const held = items;
            await settled();
            // A reader that does not read holds the export back.
            expect(items).to.equal(held);
            call.destroy();
            resolve();
          });
        });
        call.on('error', (error) => (call.destroyed ? resolve() : reject(error)));
        call.end();
      });
      await settled();
      const then = items;
      await settled();
      expect(items).to.equal(then);
      await small.stop();
    });
  });
});
