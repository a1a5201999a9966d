/** What is kept of people: nothing personal in plain text, no secret that could be used, and a line for each act. */
import { expect } from 'chai';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import type { OpenDocumentStore } from '../../../server/ports/document-store.ts';
import { type Api, BANK, recordInput, startApi, USERS } from '../../support/api.ts';
import { fileItem, invite, type Person, personAt } from '../../support/person.ts';

const LOAN = 'LN-2026-000417';
const NAME = '张三';
const CONTACT = '13800000000';
const LABEL = 'Phone';

describe('people: what is kept', () => {
  let documents: OpenDocumentStore;
  let api: Api;
  let person: Person;
  let code: string;
  let id: string;
  before(async () => {
    documents = openSqliteDocuments(':memory:');
    api = await startApi({ people: { documents } });
    await fileItem(api, recordInput({ loan: LOAN }), 'first');
    ({ code } = await invite(api, LOAN, { name: NAME, contact: CONTACT }));
    person = personAt(api);
    expect((await person.enrol(code)).status).to.equal(201);
    ({ id } = await person.must('GET', '/v1/me'));
  });
  after(async () => {
    await api.stop();
    await documents.close();
  });

  const kept = async () => JSON.stringify(await documents.scan(undefined, 1000));

  it('names, contacts, labels and loan numbers are sealed', async () => {
    const text = await kept();
    expect(text).to.include(id);
    for (const personal of [NAME, CONTACT, LABEL, LOAN]) expect(text).to.not.include(personal);
  });

  it('codes, sessions and challenges are digests', async () => {
    await person.must('POST', '/v1/session/step-up/options');
    const options = await person.must('POST', '/v1/session/options');
    const text = await kept();
    const token = person.cookie!.split('=')[1]!;
    for (const secret of [code, code.replaceAll('-', ''), token, person.csrf!, options.challenge]) {
      expect(text).to.not.include(secret);
    }
  });

  it('what is over is swept away', async () => {
    const count = async () =>
      (await documents.scan(undefined, 1000)).filter(({ collection }) => collection === 'people-challenges')
        .length;
    for (let i = 0; i < 5; i++) await person.must('POST', '/v1/session/options');
    expect(await count()).to.be.greaterThan(4);
    api.clock.at += 6 * 60_000;
    await person.must('POST', '/v1/session/options');
    expect(await count()).to.equal(1);
  });

  it('each act leaves a custody line, without personal data', async () => {
    const token = await api.token();
    const bank = (await (await api.call('/v1/custody?limit=500', { token })).json()) as {
      items: { action: string; actor: { id: string } }[];
    };
    const actions = bank.items.map(({ action }) => action);
    expect(actions).to.include.members(['person.invited', 'loan.bound']);
    const own = await person.must('GET', '/v1/custody?limit=500');
    const mine = own.items.map(({ action, organisation }: Record<string, string>) => [action, organisation]);
    expect(mine).to.deep.include(['person.enrolled', USERS]);
    expect(mine).to.deep.include(['loan.bound', BANK]);
    for (const personal of [NAME, CONTACT, LOAN, code])
      expect(JSON.stringify([bank, own])).to.not.include(personal);
  });
});
