/** Each read leaves a line before the data is handed out; each caller sees what is theirs of the log. */
import { expect } from 'chai';
import { verifyCustody } from '../../../core/custody/chain.ts';
import type { Json } from '../../../core/json.ts';
import { ServiceError } from '../../../server/errors.ts';
import { CustodyPageSchema } from '../../../server/http/schemas/custody.ts';
import type { Caller } from '../../../server/ports/caller.ts';
import type { LoanReference } from '../../../server/usecases/access/create.ts';
import { fileCustodyHeads, filedHeads, verifyStoredCustody } from '../../../server/usecases/custody/heads.ts';
import { callerWith, shownAs, testSessions } from '../../support/access.ts';
import { type Api, BANK, OTHER, recordInput, startApi } from '../../support/api.ts';
import { nodeCrypto } from '../../support/pki.ts';

interface Line {
  readonly number: number;
  readonly action: string;
  readonly subject: string;
  readonly actor: { readonly kind: string; readonly role: string; readonly id: string };
  readonly facts?: Record<string, unknown>;
}

describe('http: the custody log', () => {
  let api: Api;
  let made = 0;
  const bound = new Map<string, readonly LoanReference[]>();
  beforeEach(async () => {
    api = await startApi({
      app: { sessions: testSessions },
      loansOf: async ({ id }) => bound.get(id) ?? [],
    });
  });
  afterEach(() => api.stop());

  const file = async (loan: string) => {
    const form = new FormData();
    form.append('record', new Blob([JSON.stringify(recordInput({ loan }))], { type: 'application/json' }));
    form.append('documents', new Blob(['a document'], { type: 'text/plain' }), 'a.txt');
    const headers = { 'idempotency-key': `custody-${++made}` };
    const answer = await api.call('/v1/evidence', { method: 'POST', headers, body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const custody = async (query = '', init: RequestInit & { token?: string | null } = {}) => {
    const answer = await api.call(`/v1/custody${query}`, init);
    expect(answer.status, await answer.clone().text()).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('private, no-store');
    const page = (await answer.json()) as { items: Line[]; next_cursor?: string };
    CustodyPageSchema.parse(page);
    return page;
  };
  const shown = (caller: Caller) => ({ ...shownAs(caller), token: null });
  const read = async (path: string, init: RequestInit & { token?: string | null } = {}) => {
    const answer = await api.call(path, init);
    await answer.arrayBuffer();
    return answer.status;
  };

  it('holds each read of a record, receipt, document and package, by whom, and no filing', async () => {
    const id = await file('LN-1');
    expect((await custody()).items).to.deep.equal([]);
    for (const tail of ['', '/receipt', '/documents/1'])
      expect(await read(`/v1/evidence/${id}${tail}`)).to.equal(200);
    expect(await read('/v1/loans/LN-1/package', { method: 'POST' })).to.equal(200);
    const { items } = await custody();
    expect(items.map(({ action, number }) => [number, action])).to.deep.equal([
      [4, 'package.built'],
      [3, 'document.read'],
      [2, 'receipt.read'],
      [1, 'record.read'],
    ]);
    expect(items[3]).to.deep.include({ subject: `evidence/${id}`, organisation: BANK });
    expect(items[3]!.actor).to.include({ kind: 'system', role: 'bank', organisation: BANK });
    expect(items[1]!.facts).to.include({ document: 1 });
    expect(items[0]!.facts).to.deep.equal({ stage: 'sealed', withheld: [], documents: true });
    expect(verifyCustody(nodeCrypto, items.toReversed() as unknown as Json[]).ok).to.equal(true);
    expect(JSON.stringify(items)).to.not.include('LN-1');
  });

  it('holds no read that was refused, nor a list or a proof, which show no personal data', async () => {
    const id = await file('LN-1');
    const token = await api.token({ signer: api.keys.other, organisation: OTHER });
    expect(await read(`/v1/evidence/${id}`, { token })).to.equal(404);
    expect(await read(`/v1/evidence/${id}/documents/2`)).to.equal(404);
    expect(await read('/v1/loans/LN-1/evidence')).to.equal(200);
    expect(await read(`/v1/evidence/${id}/receipt.tlog-proof`)).to.equal(200);
    expect((await custody()).items).to.deep.equal([]);
  });

  it('a read that cannot be recorded does not take place', async () => {
    const id = await file('LN-1');
    Object.assign(api.documents, {
      put: async () => {
        throw new ServiceError('STORE_UNAVAILABLE', 'the store refused: broken by the test');
      },
    });
    for (const tail of ['', '/receipt', '/documents/1']) {
      const answer = await api.call(`/v1/evidence/${id}${tail}`);
      expect([answer.status, (await answer.text()).includes('6222')], tail).to.deep.equal([503, false]);
    }
  });

  it('shows a borrower every line of their loans and none of others', async () => {
    const [mine, foreign] = [await file('LN-1'), await file('LN-2')];
    const borrower = callerWith('user', { id: 'borrower-1' });
    bound.set(borrower.id, [{ organisation: BANK, loanIndex: api.service.vault.loanIndex(BANK, 'LN-1') }]);
    for (const id of [mine, foreign, mine]) await read(`/v1/evidence/${id}`);
    await read(`/v1/evidence/${mine}`, shown(borrower));
    expect(await read(`/v1/evidence/${foreign}`, shown(borrower))).to.equal(404);
    const { items } = await custody('', shown(borrower));
    expect(items.map(({ number, subject, actor }) => [number, subject, actor.role])).to.deep.equal([
      [4, `evidence/${mine}`, 'user'],
      [3, `evidence/${mine}`, 'bank'],
      [1, `evidence/${mine}`, 'bank'],
    ]);
    expect((await custody('', shown(callerWith('user', { id: 'nobody' })))).items).to.deep.equal([]);
  });

  it('shows an organisation its own chain alone, a supervisor whichever they name', async () => {
    const id = await file('LN-1');
    await read(`/v1/evidence/${id}`);
    const token = await api.token({ signer: api.keys.other, organisation: OTHER });
    expect((await custody('', { token })).items).to.deep.equal([]);
    const foreign = await api.call(`/v1/custody?organisation=${BANK}`, { token });
    const missing = await api.call('/v1/custody?organisation=nobody', { token });
    expect([foreign.status, missing.status]).to.deep.equal([404, 404]);
    const supervisor = shown(callerWith('supervisor'));
    expect((await custody('', supervisor)).items).to.deep.equal([]);
    expect((await custody(`?organisation=${BANK}`, supervisor)).items).to.have.length(1);
  });

  it('is listed by subject and in pages, and refuses what is no page', async () => {
    const ids = [await file('LN-1'), await file('LN-1')];
    for (const id of [ids[0], ids[1], ids[0]]) await read(`/v1/evidence/${id}`);
    const of = (page: { items: Line[] }) => page.items.map(({ number }) => number);
    expect(of(await custody(`?subject=evidence/${ids[0]}`))).to.deep.equal([3, 1]);
    const first = await custody('?limit=2');
    expect(of(first)).to.deep.equal([3, 2]);
    const rest = await custody(`?limit=2&cursor=${first.next_cursor}`);
    expect([of(rest), rest.next_cursor]).to.deep.equal([[1], undefined]);
    for (const query of ['?limit=0', '?limit=501', '?cursor=!', '?cursor=e30', '?unknown=1']) {
      const answer = await api.call(`/v1/custody${query}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code], query).to.deep.equal([
        400,
        'REQUEST_INVALID',
      ]);
    }
  });

  it('is searched by who, what and when, page by page, and beyond the page that was read', async () => {
    const id = await file('LN-1');
    const start = api.clock.at;
    const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
    for (const path of [`/v1/evidence/${id}`, `/v1/evidence/${id}/receipt`, `/v1/evidence/${id}`]) {
      api.clock.at += 60_000;
      await read(path);
    }
    const acts = async (query: string) => (await custody(query)).items.map(({ number }) => number);
    expect(await acts('?action=record.read')).to.deep.equal([3, 1]);
    expect(await acts('?action=rec*')).to.deep.equal([3, 2, 1]);
    expect(await acts('?action=receipt.*')).to.deep.equal([2]);
    expect(await acts('?action=rec')).to.deep.equal([]);
    expect(await acts('?actor=bank')).to.deep.equal([3, 2, 1]);
    expect(await acts(`?actor=${OTHER}`)).to.deep.equal([]);
    expect(await acts(`?from=${at(2)}`)).to.deep.equal([3, 2]);
    expect(await acts(`?to=${at(2)}`)).to.deep.equal([1]);
    expect(await acts(`?from=${at(2)}&to=${at(3)}&action=receipt.read`)).to.deep.equal([2]);
    expect(await acts(`?from=${at(9)}`)).to.deep.equal([]);
    expect(await acts(`?subject=evidence/${id}&action=record.read`)).to.deep.equal([3, 1]);
    expect(await acts(`?subject=evidence/${id}&to=${at(2)}`)).to.deep.equal([1]);
    const first = await custody('?action=record.read&limit=1');
    expect(first.items.map(({ number }) => number)).to.deep.equal([3]);
    expect(await acts(`?action=record.read&limit=1&cursor=${first.next_cursor}`)).to.deep.equal([1]);
    const foreign = Buffer.from(`${at(0)}\n${OTHER}\n${'0'.repeat(12)}`).toString('base64url');
    for (const query of ['?actor=', '?action=NO', '?from=yesterday', `?actor=bank&cursor=${foreign}`]) {
      expect((await api.call(`/v1/custody${query}`)).status, query).to.equal(400);
    }
  });

  describe('its heads', () => {
    const deps = (afterMs: number) => ({
      ...api.service,
      documents: api.documents,
      fileEvidence: api.deps.useCases.fileEvidence,
      signing: [BANK],
      afterMs,
    });

    it('are filed once the last line has waited, not twice, and hold the chain to the log', async () => {
      const id = await file('LN-1');
      for (let n = 0; n < 3; n++) await read(`/v1/evidence/${id}`);
      expect(await fileCustodyHeads(deps(600_000))).to.equal(0);
      api.clock.at += 600_000;
      expect(await fileCustodyHeads(deps(600_000))).to.equal(1);
      expect(await fileCustodyHeads(deps(600_000))).to.equal(0);
      const [head] = await filedHeads(deps(0), BANK);
      expect(head?.number).to.equal(3);
      expect(await verifyStoredCustody(deps(0), BANK)).to.deep.equal({ ok: true, head });
      expect(await filedHeads(deps(0), OTHER)).to.deep.equal([]);

      const { documents: stored } = await api.documents.list('custody', { index: 'place', limit: 9 });
      await api.documents.delete('custody', stored[2]!.key, 1);
      expect(await verifyStoredCustody(deps(0), BANK)).to.deep.include({ fault: 'SHORT', line: 3 });
      const forged = { ...stored[2]!.value, subject: 'evidence/forged' };
      await api.documents.put(
        'custody',
        { key: stored[2]!.key, value: forged, indexes: { place: stored[2]!.key } },
        0,
      );
      expect(await verifyStoredCustody(deps(0), BANK)).to.deep.include({ fault: 'HEAD', line: 3 });
    });

    it('of organisations without a certificate of the service are filed by another, and say whose they are', async () => {
      const token = await api.token({ signer: api.keys.other, organisation: OTHER });
      const statement = await api.call('/v1/custody', { token });
      expect(statement.status).to.equal(200);
      const { reads } = api.deps.custody;
      await reads.loan(
        { caller: callerWith('bank', { organisation: OTHER }), action: 'package.built' },
        OTHER,
        'LN-9',
      );
      expect(await fileCustodyHeads(deps(0))).to.equal(1);
      expect((await filedHeads(deps(0), OTHER)).map(({ number }) => number)).to.deep.equal([1]);
      expect((await verifyStoredCustody(deps(0), OTHER)).ok).to.equal(true);
    });
  });
});
