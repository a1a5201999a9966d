/** What a borrower sees of their loan and says about it, in the bank's stream and of the same rank. */
import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { countersignatureFaults } from '../../../core/evidence/countersignature.ts';
import { type Api, BANK, ORIGIN, recordInput, startApi, USERS } from '../../support/api.ts';
import { newKey } from '../../support/authenticator.ts';
import { borrower, fileItem, invite, type Person, personAt } from '../../support/person.ts';
import { nodeCrypto } from '../../support/pki.ts';

const LOAN = 'LN-2026-000417';
const FOREIGN = 'LN-2026-000900';

const consent = {
  type: 'CONSENT',
  loan: LOAN,
  event: { time: '2026-03-15T19:59:00+08:00', source: 'system' },
  provenance: { class: 'bare-hash' },
  fields: {
    title: 'Privacy notice',
    text_version: '3',
    text_sha256: '0'.repeat(64),
    action: 'button',
    separate: true,
    consented_at: '2026-03-15T19:59:00+08:00',
    purposes: ['credit assessment'],
    recipients: [{ name: 'a bureau', purpose: 'credit assessment' }],
  },
};

describe('people: the borrower', () => {
  let api: Api;
  let person: Person;
  let item: string;
  let foreign: string;
  let loan: string;
  before(async () => {
    api = await startApi();
    item = await fileItem(api, recordInput({ loan: LOAN, reference: 'DRAW-1' }), 'first');
    foreign = await fileItem(api, recordInput({ loan: FOREIGN }), 'foreign');
    await fileItem(api, consent, 'consent');
    person = await borrower(api, LOAN);
    loan = (await person.must('GET', '/v1/me/loans')).items[0].id;
  });
  after(() => api.stop());

  const refused = (answer: { status: number; body: Record<string, unknown> }) => [
    answer.status,
    answer.body.code,
  ];
  const key = (text: string) => ({ 'idempotency-key': text });
  const evidence = (id: string) => person.must('GET', `/v1/evidence/${id}`);

  it('reads the loan in plain words, both languages', async () => {
    const { items, loan: own } = await person.must('GET', `/v1/me/loans/${loan}`);
    expect(own).to.include({ loan: LOAN, organisation: BANK });
    expect(items[0]).to.deep.include({
      id: item,
      sequence: 1,
      title: { zh: '提款申请', en: 'Withdrawal request' },
    });
    expect(items[0].why.zh).to.not.equal('');
    expect(items[0].why.en).to.not.equal('');
  });

  it('reads each item, its receipt and the receipts of the loan like the bank does, and nothing of another', async () => {
    expect(await evidence(item)).to.include({ loan: LOAN, organisation: BANK });
    expect((await person.call('GET', `/v1/evidence/${item}/receipt`)).status).to.equal(200);
    expect((await person.call('GET', `/v1/loans/${LOAN}/receipts`)).status).to.equal(200);
    for (const path of [
      `/v1/evidence/${foreign}`,
      `/v1/evidence/${foreign}/receipt`,
      `/v1/loans/${FOREIGN}/evidence`,
      '/v1/me/loans/5b1c0c5e-8a43-4f0e-9c39-0d7f1e6a2b11',
    ])
      expect(refused(await person.call('GET', path)), path).to.deep.equal([404, 'NOT_FOUND']);
    const other = await borrower(api, FOREIGN);
    expect(refused(await other.call('GET', `/v1/me/loans/${loan}`))).to.deep.equal([404, 'NOT_FOUND']);
  });

  it('sees what they allowed and with whom it is shared', async () => {
    const { items } = await person.must('GET', `/v1/me/loans/${loan}/consents`);
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ type: 'CONSENT' });
    expect(items[0].fields.recipients).to.deep.equal([{ name: 'a bureau', purpose: 'credit assessment' }]);
  });

  it('sees who has read what', async () => {
    await api.call(`/v1/evidence/${item}`);
    const { items } = await person.must('GET', `/v1/custody?subject=evidence/${item}`);
    expect(items[0]).to.deep.include({ action: 'record.read', subject: `evidence/${item}` });
    expect(items[0].actor).to.include({ kind: 'system', organisation: BANK, role: 'bank' });
  });

  it('exports a package only with fresh proof of presence', async () => {
    const ask = () => person.call('POST', `/v1/loans/${LOAN}/package`, { stage: 'logged' });
    expect((await ask()).status).to.equal(200);
    api.clock.at += 5 * 60_000;
    expect(refused(await ask())).to.deep.equal([403, 'STEP_UP_NEEDED']);
    await person.stepUp();
    expect((await ask()).status).to.equal(200);
  });

  describe('countersigning', () => {
    const options = async (meaning = 'agreed', id = item) =>
      person.must('POST', `/v1/evidence/${id}/countersignature/options`, { meaning });
    const send = (response: object, id = item) =>
      person.call('POST', `/v1/evidence/${id}/countersignature`, { response });

    it('files an assertion over the digest of the text, which holds offline', async () => {
      const asked = await options('agreed');
      const digest = nodeCrypto.sha256(utf8(asked.text));
      expect(asked.options.challenge).to.equal(Buffer.from(digest).toString('base64url'));
      expect(asked.options.allowCredentials).to.have.length(1);
      const filed = await send(person.device.get(asked.options, person.passkey!));
      expect(filed.status, JSON.stringify(filed.body)).to.equal(201);
      const { record, organisation, signed_by } = await evidence(filed.body.id);
      expect([organisation, signed_by, record.type]).to.deep.equal([USERS, 'service', 'COUNTERSIGN']);
      expect(record.annotates).to.deep.equal({ id: item, sequence: 1 });
      const receipt = await person.must('GET', `/v1/evidence/${item}/receipt`);
      const { statement } = parseEntry(utf8(receipt.entry));
      expect(record.fields.statement_sha256).to.equal(hex(nodeCrypto.sha256(utf8(statement))));
      expect(
        await countersignatureFaults(nodeCrypto, record.fields, { log: ORIGIN, statement }),
      ).to.deep.equal([]);
      const wrong = { log: ORIGIN, statement: `${statement}x` };
      expect(await countersignatureFaults(nodeCrypto, record.fields, wrong)).to.deep.equal(['statement']);
    });

    it('stands in the bank’s stream, next in its order', async () => {
      const page = (await (await api.call(`/v1/loans/${LOAN}/evidence`)).json()) as {
        items: { type: string; sequence: number }[];
      };
      expect(page.items.map(({ type, sequence }) => [type, sequence])).to.deep.equal([
        ['DRAW', 1],
        ['CONSENT', 2],
        ['COUNTERSIGN', 3],
      ]);
    });

    it('is refused for another text, page, key, person, item, and without verification', async () => {
      const other = await borrower(api, LOAN);
      for (const [over, passkey, expected] of [
        [{ origin: 'https://evil.test' }, person.passkey, [401, 'PASSKEY_REFUSED']],
        [{ rpId: 'evil.test' }, person.passkey, [401, 'PASSKEY_REFUSED']],
        [{ unverified: true }, person.passkey, [401, 'PASSKEY_REFUSED']],
        [{ crossOrigin: true }, person.passkey, [401, 'PASSKEY_REFUSED']],
        [{ key: newKey('ES256').privateKey }, person.passkey, [401, 'PASSKEY_REFUSED']],
        [{}, other.passkey, [401, 'PASSKEY_UNKNOWN']],
        [{ challenge: 'q83vEjRWeJA' }, person.passkey, [409, 'CHALLENGE_SPENT']],
      ] as const) {
        const asked = await options();
        const answer = await send(person.device.get(asked.options, passkey!, over));
        expect(refused(answer), JSON.stringify(over)).to.deep.equal(expected);
      }
      const asked = await options();
      const second = await fileItem(api, recordInput({ loan: LOAN }), `n${api.clock.at}`);
      const answer = await send(person.device.get(asked.options, person.passkey!), second);
      expect([...refused(answer), answer.body.facts.rule]).to.deep.equal([
        401,
        'PASSKEY_REFUSED',
        'challenge',
      ]);
    });

    it('is not made of an assertion for signing in', async () => {
      const signIn = await person.must('POST', '/v1/session/options');
      const answer = await send(person.device.get(signIn as never, person.passkey!));
      expect(refused(answer)).to.deep.equal([409, 'CHALLENGE_SPENT']);
    });

    it('is sent twice and filed once', async () => {
      const asked = await options('read');
      const response = person.device.get(asked.options, person.passkey!);
      expect((await send(response)).status).to.equal(201);
      expect(refused(await send(response))).to.deep.equal([409, 'CHALLENGE_SPENT']);
    });

    it('is for one’s own items, and for borrowers alone', async () => {
      const path = `/v1/evidence/${foreign}/countersignature/options`;
      expect(refused(await person.call('POST', path, { meaning: 'agreed' }))).to.deep.equal([
        404,
        'NOT_FOUND',
      ]);
      expect(refused(await person.call('POST', path, { meaning: 'perhaps' }))).to.deep.equal([
        400,
        'REQUEST_INVALID',
      ]);
    });
  });

  describe('objecting and answering', () => {
    it('files an objection with its reason, under the item’s own number', async () => {
      await person.stepUp();
      const said = { ground: 'amount', text: '实际到账九千元' };
      const answer = await person.call('POST', `/v1/evidence/${item}/objections`, said, key('o1'));
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      const { record, organisation, signed_by } = await evidence(answer.body.id);
      expect([organisation, signed_by, record.type]).to.deep.equal([USERS, 'service', 'COUNTER']);
      expect(record.fields.objections).to.deep.equal([{ item: 'DRAW-1', ...said }]);
      expect(record.actors).to.have.length(1);
      // The service gives the time, and a repetition gets that of the first.
      api.clock.at += 7000;
      const again = await person.call('POST', `/v1/evidence/${item}/objections`, said, key('o1'));
      expect([again.status, again.body.id]).to.deep.equal([200, answer.body.id]);
      const other = { ...said, text: 'another reason' };
      const mismatch = await person.call('POST', `/v1/evidence/${item}/objections`, other, key('o1'));
      expect(refused(mismatch)).to.deep.equal([409, 'IDEMPOTENCY_MISMATCH']);
      expect(api.logged()).to.not.include(said.text);
    });

    it('files counter-evidence with documents, and has a receipt at once', async () => {
      const form = new FormData();
      const record = { statement: 'I paid.', objections: [{ item, ground: 'omission', text: 'missing' }] };
      form.set('record', JSON.stringify(record));
      form.append('documents', new File(['slip'], '转账.txt', { type: 'text/plain' }));
      const path = `/v1/me/loans/${loan}/answers`;
      const answer = await person.call('POST', path, form, key('a1'));
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      const filed = await evidence(answer.body.id);
      expect(filed.documents[0]).to.include({ name: '转账.txt', size: 4, stored: true });
      expect((await person.call('GET', `/v1/evidence/${answer.body.id}/receipt`)).status).to.equal(200);
      const document = await api.call(`/v1/evidence/${answer.body.id}/documents/1`);
      expect(await document.text()).to.equal('slip');
    });

    it('uploads in parts, goes on where the connection broke, and files what was uploaded', async () => {
      const tus = { 'tus-resumable': '1.0.0' };
      const name = Buffer.from('chat.txt').toString('base64');
      const send = (
        method: string,
        path: string,
        body: string | undefined,
        headers: Record<string, string>,
      ) =>
        fetch(`${api.url}${path}`, {
          method,
          headers: {
            origin: person.origin,
            cookie: person.cookie!,
            'x-triseal-csrf': person.csrf!,
            ...tus,
            ...headers,
          },
          ...(body !== undefined && { body }),
        });
      const created = await send('POST', '/v1/uploads', undefined, {
        'upload-length': '10',
        'upload-metadata': `filename ${name}`,
      });
      expect(created.status).to.equal(201);
      const at = new URL(created.headers.get('location')!, api.url).pathname;
      const type = { 'content-type': 'application/offset+octet-stream' };
      expect((await send('PATCH', at, 'hello', { ...type, 'upload-offset': '0' })).status).to.equal(204);
      expect((await send('HEAD', at, undefined, {})).headers.get('upload-offset')).to.equal('5');
      expect((await send('PATCH', at, 'again', { ...type, 'upload-offset': '5' })).status).to.equal(204);
      const id = at.split('/').at(-1);
      const said = { statement: 'See the chat.', uploads: [{ id, media_type: 'text/plain' }] };
      const path = `/v1/me/loans/${loan}/answers`;
      const other = await borrower(api, LOAN);
      const own = (await other.must('GET', '/v1/me/loans')).items[0].id as string;
      const stolen = await other.call('POST', `/v1/me/loans/${own}/answers`, said, key('stolen'));
      expect(refused(stolen)).to.deep.equal([404, 'NOT_FOUND']);
      expect(
        (await api.call(at, { method: 'HEAD', token: await api.token(), headers: tus })).status,
      ).to.equal(404);
      const answer = await person.call('POST', path, said, key('u1'));
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      const [document] = (await evidence(answer.body.id)).documents;
      expect(document).to.include({ name: 'chat.txt', size: 10, stored: true });
      const again = await person.call('POST', path, said, key('u1'));
      expect([again.status, again.body.id]).to.deep.equal([200, answer.body.id]);
    });

    it('needs a key against double submission, and fresh proof of presence', async () => {
      const path = `/v1/evidence/${item}/objections`;
      const said = { ground: 'amount', text: 'x' };
      expect(refused(await person.call('POST', path, said))).to.deep.equal([400, 'IDEMPOTENCY_KEY_MISSING']);
      api.clock.at += 5 * 60_000;
      expect(refused(await person.call('POST', path, said, key('late')))).to.deep.equal([
        403,
        'STEP_UP_NEEDED',
      ]);
      expect(
        refused(await person.call('POST', `/v1/me/loans/${loan}/answers`, { statement: 'x' }, key('l'))),
      ).to.deep.equal([403, 'STEP_UP_NEEDED']);
      await person.stepUp();
    });

    it('two persons may use one key', async () => {
      const other = await borrower(api, LOAN);
      const said = { statement: 'mine' };
      const own = (await other.must('GET', '/v1/me/loans')).items[0].id as string;
      expect((await person.call('POST', `/v1/me/loans/${loan}/answers`, said, key('same'))).status).to.equal(
        201,
      );
      expect((await other.call('POST', `/v1/me/loans/${own}/answers`, said, key('same'))).status).to.equal(
        201,
      );
    });

    it('nothing is said about what is another’s, and nothing uploaded for it stays', async () => {
      const said = { ground: 'amount', text: 'x' };
      const objection = await person.call('POST', `/v1/evidence/${foreign}/objections`, said, key('f1'));
      expect(refused(objection)).to.deep.equal([404, 'NOT_FOUND']);
      const blobs = api.blobs().length;
      const form = new FormData();
      form.set(
        'record',
        JSON.stringify({ statement: 'x', objections: [{ item: foreign, ground: 'amount', text: 'x' }] }),
      );
      form.append('documents', new File(['gone'], 'a.txt', { type: 'text/plain' }));
      const answer = await person.call('POST', `/v1/me/loans/${loan}/answers`, form, key('f2'));
      expect(refused(answer)).to.deep.equal([404, 'NOT_FOUND']);
      expect(api.blobs()).to.have.length(blobs);
    });

    it('malformed answers are refused', async () => {
      const path = `/v1/me/loans/${loan}/answers`;
      for (const body of [
        {},
        { statement: '' },
        { statement: 'x', more: 1 },
        { statement: 'x'.repeat(8001) },
      ])
        expect(refused(await person.call('POST', path, body, key('m')))).to.deep.equal([
          400,
          'REQUEST_INVALID',
        ]);
      const form = new FormData();
      form.append('documents', new File(['x'], 'a.txt', { type: 'text/plain' }));
      expect(refused(await person.call('POST', path, form, key('m2')))).to.deep.equal([
        400,
        'UPLOAD_MALFORMED',
      ]);
    });
  });

  it('who was never invited sees nothing', async () => {
    const { code } = await invite(api, FOREIGN);
    const other = personAt(api);
    await other.enrol(code);
    expect((await other.must('GET', '/v1/me/loans')).items).to.have.length(1);
    expect(refused(await other.call('GET', `/v1/evidence/${item}`))).to.deep.equal([404, 'NOT_FOUND']);
  });
});
