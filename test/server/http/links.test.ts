/** Superseding and annotating: later items that speak of earlier ones, of which nothing is overwritten. */
import { expect } from 'chai';
import { type Api, OTHER, recordInput, signedStatement, startApi, wholeRecord } from '../../support/api.ts';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { id: string; code?: string; facts?: Record<string, unknown> };
}

describe('http: links between items', () => {
  let api: Api;
  let count = 0;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const file = async (over: Record<string, unknown>, key = `links-${count++}`): Promise<Answer> => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ record: recordInput(over) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const get = async (id: string) =>
    (await (await api.call(`/v1/evidence/${id}`)).json()) as Record<string, unknown>;
  const note = (annotates: string) => ({
    type: 'NOTE',
    annotates,
    fields: { kind: 'remark', text: 'paid in cash', written_at: '2026-03-16T10:00:00+08:00' },
  });

  it('shows the chain from both ends, and keeps the superseded item as it was', async () => {
    const first = await file({});
    const second = await file({ supersedes: first.body.id });
    const third = await file({ supersedes: second.body.id });
    expect([second.status, third.status]).to.deep.equal([201, 201]);
    const [a, b, c] = await Promise.all([first, second, third].map(({ body }) => get(body.id)));
    expect(a).to.include({ superseded_by: second.body.id }).and.not.have.property('supersedes');
    expect(b).to.include({ supersedes: first.body.id, superseded_by: third.body.id });
    expect(c).to.include({ supersedes: second.body.id }).and.not.have.property('superseded_by');
    expect((b!.record as Record<string, unknown>).supersedes).to.deep.equal({
      id: first.body.id,
      sequence: first.body.sequence,
    });
    expect((a!.record as Record<string, unknown>).fields).to.deep.equal(recordInput().fields);
    const list = (await (await api.call('/v1/loans/LN-2026-000417/evidence')).json()) as {
      items: Record<string, unknown>[];
    };
    expect(list.items.map((item) => item.superseded_by)).to.deep.equal([
      second.body.id,
      third.body.id,
      undefined,
    ]);
  });

  it('annotates an item as often as anybody likes, also a superseded one', async () => {
    const loan = { loan: 'LN-notes' };
    const item = await file(loan);
    await file({ ...loan, supersedes: item.body.id });
    const notes = [
      await file({ ...loan, ...note(item.body.id) }),
      await file({ ...loan, ...note(item.body.id) }),
    ];
    expect(notes.map(({ status }) => status)).to.deep.equal([201, 201]);
    expect((await get(item.body.id)).annotated_by).to.deep.equal(notes.map(({ body }) => body.id));
    expect((await get(notes[0]!.body.id)).annotates).to.equal(item.body.id);
  });

  it('lets one item take the place of another, of two at once exactly one', async () => {
    const loan = { loan: 'LN-race' };
    const item = await file(loan);
    const both = await Promise.all([
      file({ ...loan, supersedes: item.body.id }),
      file({ ...loan, supersedes: item.body.id }),
    ]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    const won = both.find(({ status }) => status === 201)!;
    const lost = both.find(({ status }) => status === 409)!;
    expect(lost.body).to.include({ code: 'ALREADY_SUPERSEDED' });
    expect(lost.body.facts).to.deep.equal({ supersedes: item.body.id, by: won.body.id });
  });

  it('answers a repetition of a superseding item with the item of then', async () => {
    const loan = { loan: 'LN-again' };
    const item = await file(loan);
    const once = await file({ ...loan, supersedes: item.body.id }, 'supersede-again');
    const again = await file({ ...loan, supersedes: item.body.id }, 'supersede-again');
    expect([again.status, again.body.id, again.body.replayed]).to.deep.equal([200, once.body.id, true]);
  });

  it('takes a statement that the filer signed, when id and number agree', async () => {
    const item = await file({ loan: 'LN-signed' });
    const statement = async (sequence: number) =>
      signedStatement(
        api.keys.filer,
        wholeRecord({ loan: 'LN-signed', supersedes: { id: item.body.id, sequence } }),
      );
    const send = async (text: string) =>
      api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ statement: text }),
      });
    const wrong = await send(await statement(2));
    expect([wrong.status, ((await wrong.json()) as Answer['body']).facts]).to.deep.equal([
      422,
      { supersedes: item.body.id, expected: 'sequence 1' },
    ]);
    expect((await send(await statement(1))).status).to.equal(201);
  });

  it('refuses what names no earlier item of the loan, a foreign one like one that is not there', async () => {
    const item = await file({ loan: 'LN-one' });
    const other = await api.call('/v1/evidence', {
      method: 'POST',
      token: await api.token({ organisation: OTHER, signer: api.keys.other }),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        statement: await signedStatement(
          api.keys.other,
          wholeRecord({ filing: { organisation: OTHER, signedBy: 'filer' } }),
        ),
      }),
    });
    const foreign = ((await other.json()) as Answer['body']).id;
    const nowhere = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
    for (const id of [foreign, nowhere]) {
      const refused = await file({ supersedes: id });
      expect([refused.status, refused.body.code, refused.body.detail]).to.deep.equal([
        422,
        'ITEM_LINK_INVALID',
        '/supersedes does not name an item of the same loan',
      ]);
    }
    expect((await file({ loan: 'LN-two', annotates: item.body.id })).body.code).to.equal('ITEM_LINK_INVALID');
    const both = await file({ loan: 'LN-one', annotates: item.body.id, supersedes: item.body.id });
    expect([both.status, both.body.code]).to.deep.equal([422, 'SCHEMA_INVALID']);
    expect((await file({ supersedes: 'x' })).body.code).to.equal('SCHEMA_INVALID');
    expect((await get(item.body.id)).superseded_by).to.equal(undefined);
  });
});
