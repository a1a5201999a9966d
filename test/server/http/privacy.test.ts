/** Retention, holds, erasure and redaction over HTTP: who may do what, what is answered, and that answers follow their schemas. */
import { expect } from 'chai';
import { openRecord } from '../../../core/evidence/open.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { readErasureReceipt, verifyErasureReceipt } from '../../../core/privacy/erasure-receipt.ts';
import { EvidencePageSchema } from '../../../server/http/schemas/evidence.ts';
import {
  ErasedEvidenceSchema,
  ErasurePageSchema,
  ErasureSchema,
  EvidenceViewSchema,
  HoldSchema,
  HoldsSchema,
  RetentionRulesSchema,
  RetentionSchema,
} from '../../../server/http/schemas/privacy.ts';
import type { Caller } from '../../../server/ports/caller.ts';
import type { LoanReference } from '../../../server/usecases/access/create.ts';
import { callerWith, shownAs, testSessions } from '../../support/access.ts';
import { type Api, BANK, startApi, trustOf } from '../../support/api.ts';
import { nodeCrypto } from '../../support/pki.ts';

type Body = Record<string, unknown>;

describe('http: privacy', () => {
  let api: Api;
  let made = 0;
  const bound = new Map<string, readonly LoanReference[]>();
  before(async () => {
    api = await startApi({ app: { sessions: testSessions }, loansOf: async ({ id }) => bound.get(id) ?? [] });
  });
  after(() => api.stop());

  const clerk = callerWith('bank', { id: 'clerk-1' });
  const borrower = callerWith('user', { id: 'borrower-1' });
  const secretary = callerWith('secretary', { id: 'secretary-1' });
  const bind = (caller: Caller, loan: string) =>
    bound.set(caller.id, [{ organisation: BANK, loanIndex: api.service.vault.loanIndex(BANK, loan) }]);

  const file = async (loan: string, over: Body = {}) => {
    const form = new FormData();
    const record = {
      type: 'KYC',
      loan,
      event: { time: '2026-03-15T10:00:00+08:00', source: 'claimed' },
      provenance: { class: 'bare-hash' },
      actors: [{ role: 'borrower', id: 'Zhang San' }],
      fields: {
        method: 'document-ocr',
        provider: 'P',
        request_id: 'r-1',
        result: 'passed',
        checked_at: '2026-03-15T10:00:00+08:00',
        id_type: 'resident-id-card',
        name: 'Zhang San',
        id_number: '110101199003074258',
      },
      ...over,
    };
    form.append('record', JSON.stringify(record));
    for (const name of ['id-front.jpg', 'id-back.jpg']) {
      form.append('documents', new Blob([`picture ${name}`], { type: 'image/jpeg' }), name);
    }
    const headers = { 'idempotency-key': `privacy-${++made}` };
    const answer = await api.call('/v1/evidence', { method: 'POST', headers, body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return ((await answer.json()) as { id: string }).id;
  };
  /** An item that no rule keeps. */
  const fileFree = (loan: string) =>
    file(loan, {
      type: 'DUN',
      fields: {
        channel: 'call',
        demanded_at: '2026-03-15T10:00:00+08:00',
        content_sha256: 'ab'.repeat(32),
        agent: 'Li Si',
        result: 'reached',
      },
    });
  const ask = async (caller: Caller, path: string, body?: unknown) => {
    const init = shownAs(caller);
    const headers = { ...init.headers, 'content-type': 'application/json' };
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await api.call(path, { ...post, headers, token: null });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json')
      ? (JSON.parse(text) as Body)
      : {};
    return { status: answer.status, json, text, headers: answer.headers };
  };
  const refusal = ({ status, json }: { status: number; json: Body }) => [status, json.code];
  const WHOLE = { ground: 'request', reason: 'please' };

  it('publishes its rules to everybody, with source and certainty', async () => {
    const answer = await api.call('/v1/retention/rules', { token: null });
    const { sets } = RetentionRulesSchema.parse(await answer.json());
    expect(sets[0]).to.include({ version: 'cn-2026-1' });
    expect(sets[0]!.rules.map(({ id, mark }) => `${id} ${mark}`)).to.include('AML-34-IDENTITY V');
  });

  it('tells how long an item must be kept, and what holds it', async () => {
    const id = await file('LN-KYC');
    const { json } = await ask(clerk, `/v1/evidence/${id}/retention`);
    const retention = RetentionSchema.parse(json);
    expect(retention).to.include({ version: 'cn-2026-1', kept_until: null, erasable: false });
    expect(retention.rules[0]).to.deep.include({ id: 'AML-34-IDENTITY', starts_at: null, ends_at: null });
    await ask(clerk, `/v1/evidence/${id}/holds`, { reason: 'dispute' });
    expect(
      RetentionSchema.parse((await ask(clerk, `/v1/evidence/${id}/retention`)).json).holds,
    ).to.have.length(1);
  });

  it('erases at a borrower’s wish by the bank’s decision, and shows what is left to both', async () => {
    const id = await fileFree('LN-A');
    bind(borrower, 'LN-A');
    const wish = await ask(borrower, `/v1/evidence/${id}/erasures`, {
      ...WHOLE,
      reason: 'Zhang San wants it',
    });
    expect(wish.status).to.equal(201);
    const { id: erasure, state } = ErasureSchema.parse(wish.json);
    expect(state).to.equal('requested');
    expect(
      refusal(await ask(borrower, `/v1/erasures/${erasure}/decision`, { decision: 'approve', reason: 'r' })),
    ).to.deep.equal([403, 'FORBIDDEN']);
    expect(refusal(await ask(clerk, `/v1/erasures/${erasure}/receipt`))).to.deep.equal([404, 'NOT_FOUND']);
    const done = await ask(clerk, `/v1/erasures/${erasure}/decision`, {
      decision: 'approve',
      reason: 'ground holds',
    });
    expect(done.status, done.text).to.equal(200);
    expect(ErasureSchema.parse(done.json)).to.include({ state: 'done', decision: 'ground holds' });

    for (const caller of [clerk, borrower]) {
      const { status, json } = await ask(caller, `/v1/evidence/${id}`);
      expect(status).to.equal(200);
      const left = ErasedEvidenceSchema.parse(json);
      expect(left).to.include({ id, type: 'DUN', content: 'CONTENT_ERASED_PROOF_INTACT' });
      expect(left.erasures[0]).to.include({ id: erasure, scope: 'everything', ground: 'request' });
      expect(left.annotated_by).to.deep.equal([left.erasures[0]!.record]);
      const receipt = await ask(caller, `/v1/erasures/${erasure}/receipt`);
      expect(receipt.headers.get('content-type')).to.contain('application/jwt');
      expect((await verifyErasureReceipt(nodeCrypto, trustOf(api.keys), receipt.text)).ok).to.equal(true);
      expect(readErasureReceipt(receipt.text).receipt.item.id).to.equal(id);
    }
    for (const tail of ['/documents/1', '/record']) {
      expect(refusal(await ask(clerk, `/v1/evidence/${id}${tail}`)), tail).to.deep.equal([
        410,
        'CONTENT_ERASED',
      ]);
    }
    expect(refusal(await ask(clerk, `/v1/evidence/${id}/erasures`, WHOLE))).to.deep.equal([
      410,
      'CONTENT_ERASED',
    ]);
    const list = EvidencePageSchema.parse((await ask(clerk, '/v1/loans/LN-A/evidence')).json);
    expect(list.items.map(({ type, erased }) => [type, erased])).to.deep.equal([
      ['DUN', true],
      ['ERASE', false],
    ]);
    expect((await ask(borrower, '/v1/custody')).json.items).to.have.length.above(2);
    expect(ErasurePageSchema.parse((await ask(borrower, '/v1/erasures')).json).items).to.have.length(1);
  });

  it('refuses early erasure with the rule named, in the caller’s language', async () => {
    const id = await file('LN-B');
    const { json } = await ask(clerk, `/v1/evidence/${id}/erasures`, WHOLE);
    const path = `/v1/erasures/${json.id}/decision`;
    const early = await ask(clerk, path, { decision: 'approve', reason: 'r' });
    expect(refusal(early)).to.deep.equal([409, 'RETENTION_NOT_EXPIRED']);
    expect(early.json.facts).to.include({ rule: 'AML-34-IDENTITY', kept_until: null });
    expect((await ask(clerk, `/v1/evidence/${id}`)).json.content).to.equal('WHOLE');
    expect(refusal(await ask(clerk, path, { decision: 'refuse', reason: 'too early' }))).to.deep.equal([
      200,
      undefined,
    ]);
    expect(refusal(await ask(clerk, path, { decision: 'refuse', reason: 'again' }))).to.deep.equal([
      409,
      'CONFLICT',
    ]);
  });

  it('holds by loan bind every item; a hold is seen by all and lifted by its setter alone', async () => {
    const id = await fileFree('LN-C');
    bind(secretary, 'LN-C');
    const set = await ask(secretary, '/v1/loans/LN-C/holds', { reason: 'case opened' });
    expect(set.status, set.text).to.equal(201);
    const { id: hold } = HoldSchema.parse(set.json);
    expect(HoldsSchema.parse((await ask(clerk, `/v1/evidence/${id}/holds`)).json).items[0]).to.include({
      id: hold,
      reason: 'case opened',
    });
    const { json } = await ask(clerk, `/v1/evidence/${id}/erasures`, WHOLE);
    const decide = () => ask(clerk, `/v1/erasures/${json.id}/decision`, { decision: 'approve', reason: 'r' });
    expect(refusal(await decide())).to.deep.equal([409, 'LEGAL_HOLD']);
    expect(refusal(await ask(clerk, `/v1/holds/${hold}/lift`, { reason: 'no' }))).to.deep.equal([
      403,
      'FORBIDDEN',
    ]);
    const stranger = callerWith('bank', { organisation: 'another', id: 'x' });
    expect(refusal(await ask(stranger, `/v1/holds/${hold}/lift`, { reason: 'no' }))).to.deep.equal([
      404,
      'NOT_FOUND',
    ]);
    const lifted = await ask(secretary, `/v1/holds/${hold}/lift`, { reason: 'closed' });
    expect(HoldSchema.parse(lifted.json)).to.include({ lift_reason: 'closed' });
    expect(refusal(await ask(secretary, `/v1/holds/${hold}/lift`, { reason: 'closed' }))).to.deep.equal([
      409,
      'CONFLICT',
    ]);
    expect((await decide()).status).to.equal(200);
  });

  it('shows records without the fields, members, documents or classes that are withheld', async () => {
    const id = await file('LN-D');
    const show = async (query: string) =>
      EvidenceViewSchema.parse((await ask(clerk, `/v1/evidence/${id}?${query}`)).json);
    const fieldsOf = ({ record }: { record: Body }) => Object.keys(record.fields as Body);
    const whole = await show('');
    expect([whole.content, whole.withheld, fieldsOf(whole).length]).to.deep.equal(['WHOLE', undefined, 8]);
    const sensitive = await show('withhold_personal=sensitive');
    expect(sensitive.withheld).to.deep.equal(['/fields/id_number']);
    const all = await show('withhold_personal=all');
    expect(all.withheld).to.have.members(['/actors', '/fields/name', '/fields/id_number']);
    expect(JSON.stringify(all)).to.not.contain('Zhang San');
    const chosen = await show('withhold=provider,name&withhold_documents=1&withhold_members=event');
    expect(chosen.withheld).to.have.members(['/event', '/documents/0', '/fields/provider', '/fields/name']);
    expect(chosen.documents.map(({ n, name }) => [n, name])).to.deep.equal([[2, 'id-back.jpg']]);
    for (const query of ['withhold=A', 'withhold_documents=0', 'withhold_personal=some', 'hide=x']) {
      expect(refusal(await ask(clerk, `/v1/evidence/${id}?${query}`)), query).to.deep.equal([
        400,
        'REQUEST_INVALID',
      ]);
    }
  });

  it('exports the record as an SD-JWT that holds whatever is left out', async () => {
    const id = await file('LN-E');
    const { text, headers, status } = await ask(
      clerk,
      `/v1/evidence/${id}/record?withhold_personal=all&withhold_documents=1,2`,
    );
    expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/sd-jwt; charset=utf-8']);
    const opened = openRecord(nodeCrypto, parseSdJwt(text));
    expect([opened.errors, opened.unmatched]).to.deep.equal([[], []]);
    expect(opened.record.fields).to.not.have.any.keys('name', 'id_number');
    expect([opened.record.documents, opened.record.actors]).to.deep.equal([[], undefined]);
    expect(opened.withheld.map(({ path, count }) => `${path} ${count}`)).to.have.members([
      ' 1',
      '/documents 2',
      '/fields 2',
    ]);
    expect(Buffer.from(text).includes('Zhang')).to.equal(false);
    for (const disclosure of parseSdJwt(text).disclosures) {
      expect(Buffer.from(disclosure, 'base64url').toString()).to.not.match(/Zhang|110101/);
    }
  });

  it('refuses bodies that are not what is described, each by name', async () => {
    const id = await fileFree('LN-F');
    const path = `/v1/evidence/${id}/erasures`;
    const bodies: [unknown, string][] = [
      [{ reason: 'x' }, '/ground'],
      [{ ground: 'because', reason: 'x' }, '/ground'],
      [{ ground: 'request' }, '/reason'],
      [{ ground: 'request', reason: '' }, '/reason'],
      [{ ground: 'request', reason: 'x'.repeat(1001) }, '/reason'],
      [{ ground: 'request', reason: 'x', scope: { documents: [], fields: [] } }, 'at least one'],
      [{ ground: 'request', reason: 'x', scope: { documents: [9], fields: [] } }, '/scope/documents: no 9'],
      [{ ground: 'request', reason: 'x', extra: 1 }, 'extra'],
    ];
    for (const [body, named] of bodies) {
      const answer = await ask(clerk, path, body);
      expect(refusal(answer), named).to.deep.equal([400, 'REQUEST_INVALID']);
      expect(answer.text).to.contain(named);
    }
    const malformed = await api.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"ground":',
    });
    expect(((await malformed.json()) as Body).code).to.equal('JSON_INVALID');
    expect(
      refusal(await ask(clerk, `/v1/evidence/${id}/holds`, { reason: 'x'.repeat(20_000) })),
    ).to.deep.equal([413, 'PAYLOAD_TOO_LARGE']);
  });
});
