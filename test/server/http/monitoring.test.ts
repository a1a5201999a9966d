/** How filing goes: what came in by the minute, what waits, what was refused and why; each for its own organisation. */
import { expect } from 'chai';
import { ActivitySchema, RefusalPageSchema } from '../../../server/http/schemas/monitoring.ts';
import { OperationJobsSchema, OwnOrganisationSchema } from '../../../server/http/schemas/overview.ts';
import type { Caller } from '../../../server/ports/caller.ts';
import { createMonitoring } from '../../../server/usecases/monitoring/create.ts';
import { callerWith, shownAs, testSessions } from '../../support/access.ts';
import { type Api, BANK, OTHER, recordInput, startApi } from '../../support/api.ts';

interface Minute {
  readonly at: string;
  readonly created: number;
  readonly replayed: number;
  readonly refused: number;
}
interface Activity {
  readonly counted_from: string;
  readonly minutes: readonly Minute[];
  readonly log: Readonly<Record<string, number>>;
  readonly waiting: readonly {
    readonly stage: string;
    readonly items: number;
    readonly oldest_received_at?: string;
  }[];
}
interface Refusal {
  readonly problem: { readonly code: string; readonly title: string; readonly detail: string };
  readonly repeat: string;
  readonly idempotency_key?: string;
  readonly document_type?: string;
  readonly loan?: string;
  readonly filed_as?: string;
}

describe('http: how filing goes', () => {
  let api: Api;
  beforeEach(async () => {
    api = await startApi({ app: { sessions: testSessions } });
  });
  afterEach(() => api.stop());

  const post = (key: string, record: object) =>
    api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ record }),
    });
  const get = async <T>(path: string, caller: Caller, headers: Record<string, string> = {}): Promise<T> => {
    const shown = shownAs(caller).headers as Record<string, string>;
    const answer = await api.call(path, { token: null, headers: { ...shown, ...headers } });
    expect(answer.status, await answer.clone().text()).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('private, no-store');
    return (await answer.json()) as T;
  };
  const activity = async (caller = callerWith('bank')) => {
    const found = await get<Activity>('/v1/filings/activity', caller);
    ActivitySchema.parse(found);
    return found;
  };
  const refused = async (caller = callerWith('bank'), query = '') => {
    const found = await get<{ items: Refusal[]; next_cursor?: string }>(
      `/v1/filings/refused${query}`,
      caller,
    );
    RefusalPageSchema.parse(found);
    return found;
  };
  const digestOnly = (over: object = {}) => recordInput({ documents: [], ...over });

  it('counts filings of the running minute by outcome, and none of another organisation', async () => {
    expect((await post('a', digestOnly())).status).to.equal(201);
    expect((await post('a', digestOnly())).status).to.equal(200);
    expect((await post('b', digestOnly({ type: 'NOTHING' }))).status).to.equal(422);
    const { minutes, log, waiting } = await activity();
    expect(minutes).to.have.length(60);
    expect(minutes.at(-1)).to.deep.include({ created: 1, replayed: 1, refused: 1 });
    expect(minutes.slice(0, -1).every(({ created, refused: not }) => created + not === 0)).to.equal(true);
    expect(log).to.deep.equal({ size: 1, witnessed: 0, stamped: 0, sealed: 0 });
    expect(waiting.map(({ stage, items }) => [stage, items])).to.deep.equal([
      ['witness', 1],
      ['stamp', 0],
      ['seal', 0],
    ]);
    expect(waiting[0]!.oldest_received_at).to.be.a('string');
    const other = await activity(callerWith('bank', { organisation: OTHER }));
    expect(other.minutes.at(-1)).to.deep.include({ created: 0, refused: 0 });
    expect(other.waiting[0]).to.deep.include({ stage: 'witness', items: 0 });
  });

  it('a minute later the filing stands a minute further back; after an hour it is gone', async () => {
    await post('a', digestOnly());
    api.clock.at += 60_000;
    expect((await activity()).minutes.at(-2)).to.deep.include({ created: 1 });
    api.clock.at += 59 * 60_000;
    expect((await activity()).minutes.every(({ created }) => created === 0)).to.equal(true);
  });

  it('an operator sees the whole log and all filers together, and no refused filing', async () => {
    await post('a', digestOnly());
    const operator = callerWith('operator');
    const seen = await activity(operator);
    expect(seen.minutes.at(-1)).to.deep.include({ created: 1 });
    expect(seen.waiting[0]).to.deep.equal({ stage: 'witness', items: 1, more: false });
    const answer = await api.call('/v1/filings/refused', { token: null, ...shownAs(operator) });
    expect(answer.status).to.equal(403);
  });

  it('a line of a batch that is refused is kept as a single filing is', async () => {
    const lines = [
      { idempotency_key: 'one', record: digestOnly() },
      { idempotency_key: 'two', record: digestOnly({ type: 'NOTHING' }) },
    ];
    const answer = await api.call('/v1/evidence/batch', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    await answer.text();
    const { items } = await refused();
    expect(items.map((one) => [one.idempotency_key, one.document_type, one.loan])).to.deep.equal([
      ['two', 'NOTHING', 'LN-2026-000417'],
    ]);
  });

  it('tells of a refused filing what and why, in the language asked for, and whether to repeat it as it is', async () => {
    await post('b', digestOnly({ type: 'NOTHING' }));
    const [one] = (await refused()).items;
    expect(one).to.deep.include({ repeat: 'corrected', idempotency_key: 'b', document_type: 'NOTHING' });
    expect(one!.problem.code).to.equal('UNKNOWN_DOCUMENT_TYPE');
    const chinese = await get<{ items: Refusal[] }>('/v1/filings/refused', callerWith('bank'), {
      'accept-language': 'zh',
    });
    expect(chinese.items[0]!.problem.title).to.match(/[\u4e00-\u9fff]/);
    expect((await refused(callerWith('bank', { organisation: OTHER }))).items).to.deep.equal([]);
  });

  it('a key that was filed under after all names the item; one that was used before for other content does not', async () => {
    await post('b', digestOnly({ type: 'NOTHING' }));
    api.clock.at += 1000;
    const filed = (await (await post('b', digestOnly())).json()) as { id: string };
    expect((await refused()).items[0]!.filed_as).to.equal(filed.id);
    api.clock.at += 1000;
    expect((await post('b', digestOnly({ loan: 'LN-OTHER' }))).status).to.equal(409);
    const [mismatch] = (await refused()).items;
    expect(mismatch!.problem.code).to.equal('IDEMPOTENCY_MISMATCH');
    expect(mismatch).to.not.have.property('filed_as');
  });

  it('a body that is no JSON is counted and told of as far as it could be read', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'broken' };
    await api.call('/v1/evidence', { method: 'POST', headers, body: '{' });
    const [one] = (await refused()).items;
    expect(one!.problem.code).to.equal('JSON_INVALID');
    expect(one!.idempotency_key).to.equal('broken');
    expect(one).to.not.have.property('loan');
  });

  it('of many in one minute the first twenty are kept, all are counted, and a page follows the other', async () => {
    for (let n = 0; n < 23; n++) await post(`k${n}`, digestOnly({ type: 'NOTHING' }));
    expect((await activity()).minutes.at(-1)).to.deep.include({ refused: 23 });
    const first = await refused(undefined, '?limit=15');
    expect(first.items).to.have.length(15);
    const second = await refused(undefined, `?limit=15&cursor=${first.next_cursor}`);
    expect(second.items).to.have.length(5);
    expect(second).to.not.have.property('next_cursor');
  });

  it('keeps no loan number in plain text, and nothing at all for longer than a week', async () => {
    await post('b', digestOnly({ type: 'NOTHING', loan: 'LN-PLAINLY-VISIBLE' }));
    await api.deps.monitoring.flush();
    const rows = await api.documents.scan(undefined, 1000);
    expect(JSON.stringify(rows)).to.include('filing-refusals').and.not.include('LN-PLAINLY-VISIBLE');
    api.clock.at += 7 * 86_400_000 - 1000;
    await api.deps.monitoring.flush();
    expect((await refused()).items).to.have.length(1);
    api.clock.at += 2000;
    await api.deps.monitoring.flush();
    expect((await refused()).items).to.have.length(0);
  });

  it('what was counted survives the process', async () => {
    await post('a', digestOnly());
    await api.deps.monitoring.flush();
    const next = createMonitoring({ ...api.service, documents: api.documents, logger: api.deps.logger });
    next.taken(BANK, 'created');
    const { minutes, countedFrom } = await next.activity(BANK);
    expect(minutes.at(-1)).to.deep.include({ created: 2 });
    expect(Date.parse(countedFrom)).to.be.at.most(api.clock.at);
  });

  it('shows an organisation its certificates and use, and an operator everybody’s', async () => {
    await post('a', digestOnly());
    interface Own {
      readonly organisation: { readonly name: string };
      readonly usage: { readonly items: number };
      readonly certificates: readonly { readonly subject: string; readonly standing: string }[];
    }
    const own = await get<Own>('/v1/organisation', callerWith('bank'));
    OwnOrganisationSchema.parse(own);
    expect(own.organisation.name).to.equal(BANK);
    expect(own.usage.items).to.equal(1);
    const standing = (name: string) =>
      own.certificates.find(({ subject }) => subject.includes(name))?.standing;
    expect([standing('CN=filer'), standing('CN=expired')]).to.deep.equal(['good', 'expired']);
    expect(own.certificates.some(({ subject }) => subject.includes('CN=other'))).to.equal(false);
    const operator = callerWith('operator');
    const other = await get<Own>(`/v1/organisations/${OTHER}`, operator);
    expect(other.organisation.name).to.equal(OTHER);
    const all = await get<{ items: { name: string }[] }>('/v1/organisations', operator);
    expect(all.items.map(({ name }) => name)).to.include.members([BANK, OTHER]);
    const foreign = await api.call('/v1/organisations', { token: null, ...shownAs(callerWith('bank')) });
    expect(foreign.status).to.equal(403);
    const missing = await api.call('/v1/organisations/nobody', { token: null, ...shownAs(operator) });
    expect(missing.status).to.equal(404);
  });

  it('a withdrawn certificate says so at once, one whose day is still to come as well', async () => {
    const { commands } = api.deps.organisations;
    const [first] = commands.certificates(OTHER);
    const operator = callerWith('operator');
    await commands.withdrawCertificate(operator, { id: first!.id, reason: 'superseded' });
    const own = await get<{ certificates: { id: string; standing: string }[] }>(
      `/v1/organisations/${OTHER}`,
      operator,
    );
    expect(own.certificates.find(({ id }) => id === first!.id)?.standing).to.equal('withdrawn');
  });

  it('shows an operator the jobs of everybody, newest first, with the change of the key', async () => {
    const operator = callerWith('operator');
    interface Jobs {
      readonly jobs: readonly { readonly kind: string; readonly state: string }[];
      readonly key_rotation?: { readonly state: string };
    }
    expect(await get<Jobs>('/v1/operation/jobs', operator)).to.deep.equal({ jobs: [] });
    const { id } = await api.deps.keyRotation.start(operator);
    await api.deps.jobs.finished(id);
    const after = await get<Jobs>('/v1/operation/jobs', operator);
    OperationJobsSchema.parse(after);
    expect(after.key_rotation).to.deep.include({ kind: 'keys.rewrap', state: 'done' });
    const refusedToBank = await api.call('/v1/operation/jobs', {
      token: null,
      ...shownAs(callerWith('bank')),
    });
    expect(refusedToBank.status).to.equal(403);
  });
});
