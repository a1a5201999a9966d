/** Invitations and enrolment: a code is good once, for one loan, for a while, and for a passkey that holds. */
import { expect } from 'chai';
import { type Api, BANK, OTHER, recordInput, startApi, USERS } from '../../support/api.ts';
import { borrower, fileItem, invite, type Person, personAt } from '../../support/person.ts';

const LOAN = 'LN-2026-000417';
const SECOND = 'LN-2026-000418';
const DAY = 86_400_000;

describe('people: invitations and enrolment', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
    await fileItem(api, recordInput({ loan: LOAN }), 'first');
    await fileItem(api, recordInput({ loan: SECOND }), 'second');
  });
  after(() => api.stop());

  const lookAt = (person: Person, code: string) => person.call('POST', '/v1/enrolment/invitation', { code });

  it('a bank invites the borrower of its loan; the code is shown once and kept nowhere', async () => {
    const issued = await invite(api, LOAN, { name: '张三', contact: '13800000000', valid_days: 3 });
    expect(issued.code).to.match(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}-[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(issued.link).to.equal(`${personAt(api).origin}/portal/enrol#code=${issued.code}`);
    expect(Date.parse(issued.expires_at) - api.clock.at).to.equal(3 * DAY);
    const listed = await (await api.call(`/v1/loans/${LOAN}/invitations`)).json();
    expect(listed.items).to.have.length(1);
    expect(listed.items[0]).to.include({ id: issued.id, role: 'user', state: 'open', organisation: BANK });
    expect(JSON.stringify(listed)).to.not.include(issued.code).and.not.include('张三');
    expect(api.logged()).to.not.include(issued.code).and.not.include('13800000000');
  });

  it('tells nothing personal of an invitation, and takes the code however it is typed', async () => {
    const { code, id } = await invite(api, LOAN, { name: '张三' });
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    const answer = await lookAt(personAt(api), typed);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include({ id, role: 'user', state: 'open' });
    expect(JSON.stringify(answer.body)).to.not.include('张三').and.not.include(LOAN);
  });

  it('enrols with a passkey: signed in, bound to the loan, of the user side', async () => {
    const person = personAt(api);
    const { code } = await invite(api, LOAN, { name: '李四' });
    const answer = await person.enrol(code);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.person).to.include({
      role: 'user',
      organisation: USERS,
      name: '李四',
      state: 'active',
    });
    expect(answer.headers.getSetCookie()[0]).to.match(
      /^triseal-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const { items } = await person.must('GET', '/v1/me/loans');
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ loan: LOAN, organisation: BANK, items: 1 });
  });

  it('a code is good once', async () => {
    const { code } = await invite(api, LOAN);
    const [first, second] = [personAt(api), personAt(api)];
    const options = await second.must('POST', '/v1/enrolment/options', { code });
    expect((await first.enrol(code)).status).to.equal(201);
    const { response } = second.device.create(options as never);
    const late = await second.call('POST', '/v1/enrolment', { code, response });
    expect([late.status, late.body.code]).to.deep.equal([410, 'INVITATION_USED']);
    expect((await lookAt(second, code)).body.code).to.equal('INVITATION_USED');
  });

  it('of two who use a code at once, one enrols', async () => {
    const { code } = await invite(api, LOAN);
    const both = await Promise.all([personAt(api).enrol(code), personAt(api).enrol(code)]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 410]);
  });

  it('an answer that does not hold leaves the invitation as it was', async () => {
    const person = personAt(api);
    const { code } = await invite(api, LOAN);
    const refused = await person.enrol(code, { unverified: true });
    expect([refused.status, refused.body.facts.rule]).to.deep.equal([401, 'user-verification']);
    expect((await person.enrol(code)).status).to.equal(201);
  });

  it('refuses an enrolment from another page, for another site, and one answered before', async () => {
    const { code } = await invite(api, LOAN);
    for (const [over, rule] of [
      [{ origin: 'https://evil.test' }, 'origin'],
      [{ rpId: 'evil.test' }, 'rp-id'],
      [{ type: 'webauthn.get' }, 'type'],
    ] as const) {
      const answer = await personAt(api).enrol(code, over);
      expect([answer.status, answer.body.code, answer.body.facts.rule]).to.deep.equal([
        401,
        'PASSKEY_REFUSED',
        rule,
      ]);
    }
    const person = personAt(api);
    const options = await person.must('POST', '/v1/enrolment/options', { code });
    const { response } = person.device.create(options as never, { unverified: true });
    await person.call('POST', '/v1/enrolment', { code, response });
    const again = await person.call('POST', '/v1/enrolment', { code, response });
    expect([again.status, again.body.code]).to.deep.equal([409, 'CHALLENGE_SPENT']);
  });

  it('an enrolment’s challenge is good for its own invitation alone', async () => {
    const person = personAt(api);
    const [one, other] = [await invite(api, LOAN), await invite(api, SECOND)];
    const options = await person.must('POST', '/v1/enrolment/options', { code: one.code });
    const { response } = person.device.create(options as never);
    const answer = await person.call('POST', '/v1/enrolment', { code: other.code, response });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'CHALLENGE_SPENT']);
  });

  it('an invitation expires, and can be withdrawn until it is used', async () => {
    const person = personAt(api);
    const expired = await invite(api, LOAN, { valid_days: 1 });
    api.clock.at += DAY;
    const late = await lookAt(person, expired.code);
    api.clock.at -= DAY;
    expect([late.status, late.body.code]).to.deep.equal([410, 'INVITATION_EXPIRED']);
    const withdrawn = await invite(api, LOAN);
    const token = await api.token();
    const withdraw = (id: string) => api.call(`/v1/invitations/${id}/withdraw`, { method: 'POST', token });
    expect(await (await withdraw(withdrawn.id)).json()).to.include({ state: 'withdrawn' });
    expect((await lookAt(person, withdrawn.code)).body.code).to.equal('INVITATION_WITHDRAWN');
    const used = await invite(api, LOAN);
    await person.enrol(used.code);
    expect(await (await withdraw(used.id)).json()).to.include({ code: 'INVITATION_USED' });
  });

  it('an unknown code, and one that is none, are answered alike', async () => {
    for (const code of ['7K2MN-0QX4T-9ZB1C-HV6ER-8WPD3J', 'x', '🔑']) {
      const answer = await lookAt(personAt(api), code);
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'INVITATION_UNKNOWN']);
    }
  });

  it('a person with a passkey adds a second loan by invitation', async () => {
    const person = await borrower(api, LOAN);
    const { code } = await invite(api, SECOND);
    const loan = await person.must('POST', '/v1/me/invitations', { code });
    expect(loan).to.include({ loan: SECOND, organisation: BANK });
    const { items } = await person.must('GET', '/v1/me/loans');
    expect(items.map((item: { loan: string }) => item.loan).sort()).to.deep.equal([LOAN, SECOND]);
    const again = await person.call('POST', '/v1/me/invitations', { code });
    expect([again.status, again.body.code]).to.deep.equal([410, 'INVITATION_USED']);
  });

  it('an invitation to a loan is not for staff, nor one of staff for a borrower', async () => {
    const staffCode = (
      await (
        await api.call('/v1/invitations', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ role: 'bank', name: '王五' }),
        })
      ).json()
    ).code as string;
    const person = await borrower(api, LOAN);
    const foreign = await person.call('POST', '/v1/me/invitations', { code: staffCode });
    expect([foreign.status, foreign.body.code]).to.deep.equal([409, 'INVITATION_FOREIGN']);
    const staff = personAt(api);
    expect((await staff.enrol(staffCode)).body.person).to.include({ role: 'bank', organisation: BANK });
    const { code } = await invite(api, LOAN);
    const refused = await staff.call('POST', '/v1/me/invitations', { code });
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'INVITATION_FOREIGN']);
  });

  it('nobody invites to a loan of another, or into a role that is not theirs to give', async () => {
    const other = await api.token({ signer: api.keys.other, organisation: OTHER });
    const foreign = await api.call(`/v1/loans/${LOAN}/invitations`, { method: 'POST', token: other });
    expect(foreign.status).to.equal(404);
    for (const role of ['arbitrator', 'operator', 'user']) {
      const answer = await api.call('/v1/invitations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ role }),
      });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).to.deep.equal([
        403,
        'FORBIDDEN',
      ]);
    }
    const person = await borrower(api, LOAN);
    const borrowerInvites = await person.call('POST', `/v1/loans/${LOAN}/invitations`, {});
    expect([borrowerInvites.status, borrowerInvites.body.code]).to.deep.equal([403, 'FORBIDDEN']);
  });

  it('malformed requests are named, and nothing of them is echoed', async () => {
    const person = personAt(api);
    for (const [body, status] of [
      [{}, 400],
      [{ code: 1 }, 400],
      [{ code: '' }, 400],
      [{ code: 'x', more: 1 }, 400],
    ] as const)
      expect((await person.call('POST', '/v1/enrolment/options', body)).status).to.equal(status);
    const { code } = await invite(api, LOAN);
    for (const response of [
      { id: 'a', rawId: 'a', type: 'public-key', response: {} },
      { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: '!!' } },
      {
        id: 'a',
        rawId: 'a',
        type: 'public-key',
        response: { clientDataJSON: 'e30', attestationObject: 'AA' },
      },
    ]) {
      const answer = await person.call('POST', '/v1/enrolment', { code, response });
      expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([401, 409]);
    }
    const text = await person.call('POST', '/v1/enrolment/options', undefined, {
      'content-type': 'text/plain',
    });
    expect(text.status).to.equal(400);
  });
});

describe('people: guessing of codes', () => {
  it('locks an address after some failures, and opens again', async () => {
    const api = await startApi({
      limits: { attempts: { failures: 3, windowSeconds: 60, maxLockSeconds: 60 } },
    });
    try {
      const person = personAt(api);
      const guess = () => person.call('POST', '/v1/enrolment/invitation', { code: 'wrong' });
      for (let i = 0; i < 4; i++) expect((await guess()).status).to.equal(404);
      const locked = await guess();
      expect([locked.status, locked.body.code]).to.deep.equal([429, 'RATE_LIMITED']);
      expect(Number(locked.headers.get('retry-after'))).to.be.greaterThan(0);
      api.clock.at += 61_000;
      expect((await guess()).status).to.equal(404);
    } finally {
      await api.stop();
    }
  });
});
