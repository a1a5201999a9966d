/** Signing in, sessions and passkeys: what lets a person in, and everything that must not. */
import { expect } from 'chai';
import { type Api, recordInput, startApi } from '../../support/api.ts';
import { cloned, createAuthenticator, newKey } from '../../support/authenticator.ts';
import { borrower, fileItem, invite, type Person, personAt } from '../../support/person.ts';

const LOAN = 'LN-2026-000417';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('people: sessions', () => {
  let api: Api;
  let person: Person;
  let at: number;
  before(async () => {
    api = await startApi();
    await fileItem(api, recordInput({ loan: LOAN }), 'first');
    person = await borrower(api, LOAN);
    at = api.clock.at;
  });
  beforeEach(async () => {
    api.clock.at = at;
    expect((await person.signIn()).status).to.equal(200);
  });
  after(() => api.stop());

  const refused = (answer: { status: number; body: Record<string, unknown> }) => [
    answer.status,
    answer.body.code,
  ];
  const whoAmI = (one: Person) => one.call('GET', '/v1/session');

  describe('signing in', () => {
    it('takes a passkey without being told whose, and says who is there', async () => {
      const answer = await person.signIn();
      expect(answer.status).to.equal(200);
      expect(answer.body).to.include({ method: 'passkey' });
      expect(answer.body.person).to.include({ role: 'user', state: 'active' });
      expect(Date.parse(answer.body.expires_at) - api.clock.at).to.equal(12 * HOUR);
      expect(Date.parse(answer.body.idle_until) - api.clock.at).to.equal(30 * MINUTE);
      expect(Date.parse(answer.body.stepped_up_until) - api.clock.at).to.equal(5 * MINUTE);
      expect(answer.headers.get('cache-control')).to.equal('private, no-store');
    });

    it('asks for user verification and for a discoverable passkey', async () => {
      const options = await personAt(api).must('POST', '/v1/session/options');
      expect(options).to.include({ userVerification: 'required', rpId: 'localhost' });
      expect(options.allowCredentials).to.deep.equal([]);
    });

    for (const [name, over, rule] of [
      ['an answer from another page', { origin: 'https://evil.test' }, 'origin'],
      ['a passkey for another site', { rpId: 'evil.test' }, 'rp-id'],
      ['an answer without user verification', { unverified: true }, 'user-verification'],
      ['an answer without presence', { absent: true }, 'user-verification'],
      ['an answer of another ceremony', { type: 'webauthn.create' }, 'type'],
      ['a signature of another key', { key: newKey('ES256').privateKey }, 'signature'],
      ['a passkey that says it is another account’s', { userHandle: 'AAAA' }, 'user-handle'],
    ] as const)
      it(`refuses ${name}`, async () => {
        const answer = await person.signIn(over);
        expect([...refused(answer), answer.body.facts.rule]).to.deep.equal([401, 'PASSKEY_REFUSED', rule]);
      });

    it('refuses a challenge that was answered before, one that it never gave, and one that is too old', async () => {
      const one = personAt(api);
      const options = (await one.must('POST', '/v1/session/options')) as never;
      const send = (response: object) => one.call('POST', '/v1/session', { response });
      const response = person.device.get(options, person.passkey!);
      expect((await send(response)).status).to.equal(200);
      expect(refused(await send(response))).to.deep.equal([409, 'CHALLENGE_SPENT']);
      const invented = { challenge: 'q83vEjRWeJA', rpId: 'localhost' };
      expect(refused(await send(person.device.get(invented, person.passkey!)))).to.deep.equal([
        409,
        'CHALLENGE_SPENT',
      ]);
      const old = (await one.must('POST', '/v1/session/options')) as never;
      api.clock.at += 5 * MINUTE;
      expect(refused(await send(person.device.get(old, person.passkey!)))).to.deep.equal([
        409,
        'CHALLENGE_SPENT',
      ]);
    });

    it('refuses a passkey that is not enrolled', async () => {
      const stranger = { ...person.passkey!, ...newKey('ES256'), id: Buffer.alloc(32, 7) };
      expect(refused(await person.signIn({}, stranger))).to.deep.equal([401, 'PASSKEY_UNKNOWN']);
    });

    it('refuses a copy of a passkey by its counter, and the original goes on', async () => {
      const copy = cloned(person.passkey!);
      expect((await person.signIn()).status).to.equal(200);
      const answer = await personAt(api).signIn({}, copy);
      expect(refused(answer)).to.deep.equal([401, 'PASSKEY_CLONED']);
      expect((await person.signIn()).status).to.equal(200);
    });

    it('takes a passkey whose counter stays at zero, as synced ones do', async () => {
      const one = personAt(api);
      const { code } = await invite(api, LOAN);
      expect((await one.enrol(code, { counter: 0 })).status).to.equal(201);
      for (let i = 0; i < 2; i++) expect((await one.signIn({ counter: 0 })).status).to.equal(200);
      expect((await one.signIn({ counter: 9 })).status).to.equal(200);
      expect(refused(await one.signIn({ counter: 0 }))).to.deep.equal([401, 'PASSKEY_CLONED']);
    });

    it('accepts Ed25519 and RSA passkeys', async () => {
      for (const kind of ['EdDSA', 'RS256'] as const) {
        const options = await person.must('POST', '/v1/me/passkeys/options');
        const { passkey, response } = person.device.create(options as never, { kind });
        expect(await person.must('POST', '/v1/me/passkeys', { response })).to.include({ algorithm: kind });
        expect((await person.signIn({}, passkey)).status, kind).to.equal(200);
      }
    });

    it('a page of another site cannot sign anybody in', async () => {
      const answer = await personAt(api).call('POST', '/v1/session/options', undefined, {
        origin: 'https://evil.test',
      });
      expect(refused(answer)).to.deep.equal([403, 'CSRF_REFUSED']);
      const framed = await personAt(api).call('POST', '/v1/session/options', undefined, {
        origin: '',
        'sec-fetch-site': 'cross-site',
      });
      expect(refused(framed)).to.deep.equal([403, 'CSRF_REFUSED']);
    });
  });

  describe('a session', () => {
    it('is not there without a cookie, and none is guessed', async () => {
      expect(refused(await whoAmI(personAt(api)))).to.deep.equal([401, 'UNAUTHENTICATED']);
      const guess = personAt(api);
      guess.cookie = `triseal-session=${'A'.repeat(43)}`;
      expect(refused(await whoAmI(guess))).to.deep.equal([401, 'SESSION_ENDED']);
      guess.cookie = 'triseal-session=short';
      expect(refused(await whoAmI(guess))).to.deep.equal([401, 'UNAUTHENTICATED']);
    });

    it('ends without requests for half an hour, and goes on with them', async () => {
      api.clock.at += 29 * MINUTE;
      expect((await whoAmI(person)).status).to.equal(200);
      api.clock.at += 29 * MINUTE;
      expect((await whoAmI(person)).status).to.equal(200);
      api.clock.at += 30 * MINUTE;
      const answer = await whoAmI(person);
      expect([...refused(answer), answer.body.facts.reason]).to.deep.equal([401, 'SESSION_ENDED', 'idle']);
    });

    it('ends after twelve hours whatever happens', async () => {
      for (let passed = 0; passed < 12 * HOUR - 20 * MINUTE; passed += 20 * MINUTE) {
        api.clock.at += 20 * MINUTE;
        expect((await whoAmI(person)).status).to.equal(200);
      }
      api.clock.at += 20 * MINUTE;
      expect((await whoAmI(person)).body.facts).to.deep.equal({ reason: 'expired' });
    });

    it('ends with signing out, at once', async () => {
      const other = personAt(api);
      other.cookie = person.cookie;
      const answer = await person.call('POST', '/v1/session/sign-out');
      expect(answer.status).to.equal(200);
      expect(answer.headers.getSetCookie()[0]).to.match(
        /^triseal-session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      expect(refused(await whoAmI(other))).to.deep.equal([401, 'SESSION_ENDED']);
    });

    it('ends everywhere when the person says so', async () => {
      const other = personAt(api);
      other.passkey = person.passkey;
      expect((await other.signIn()).status).to.equal(200);
      expect((await person.must('POST', '/v1/session/sign-out-everywhere')).sessions).to.be.greaterThan(1);
      for (const one of [person, other]) expect((await whoAmI(one)).status).to.equal(401);
      expect(refused(await whoAmI(other))).to.deep.equal([401, 'SESSION_ENDED']);
    });

    it('is replaced by signing in again: a token that was put into the browser before does not become good', async () => {
      const before = personAt(api);
      before.cookie = person.cookie;
      await person.signIn();
      expect(person.cookie).to.not.equal(before.cookie);
      expect(refused(await whoAmI(before))).to.deep.equal([401, 'SESSION_ENDED']);
    });

    it('is stored by its digest alone, and never logged', async () => {
      const token = person.cookie!.split('=')[1]!;
      expect(api.logged()).to.not.include(token);
    });

    it('changes nothing without the CSRF token, nor for a page of another site', async () => {
      const send = (headers: Record<string, string>) =>
        person.call('POST', '/v1/session/sign-out', undefined, headers);
      for (const headers of [
        { 'x-triseal-csrf': '' },
        { 'x-triseal-csrf': 'wrong' },
        { origin: 'https://evil.test' },
        { origin: 'null' },
        { origin: '', 'sec-fetch-site': 'same-site' },
      ])
        expect(
          refused(await send(headers as unknown as Record<string, string>)),
          JSON.stringify(headers),
        ).to.deep.equal([403, 'CSRF_REFUSED']);
      expect((await whoAmI(person)).status).to.equal(200);
      expect((await send({ origin: '' })).status).to.equal(200);
    });

    it('is for a person alone: a bearer token opens none of its addresses', async () => {
      const answer = await api.call('/v1/me');
      expect([answer.status, ((await answer.json()) as { code: string }).code]).to.deep.equal([
        401,
        'UNAUTHENTICATED',
      ]);
    });
  });

  describe('proof of presence', () => {
    it('is fresh for five minutes, then asked for, then fresh again', async () => {
      const options = () => person.call('POST', '/v1/me/passkeys/options');
      expect((await options()).status).to.equal(200);
      api.clock.at += 5 * MINUTE;
      expect(refused(await options())).to.deep.equal([403, 'STEP_UP_NEEDED']);
      expect((await whoAmI(person)).body.stepped_up_until).to.equal(null);
      expect((await person.stepUp()).status).to.equal(200);
      expect((await options()).status).to.equal(200);
    });

    it('is not given by the passkey of another, nor by an answer meant for signing in', async () => {
      const other = await borrower(api, LOAN);
      expect(refused(await person.stepUp({}, other.passkey!))).to.deep.equal([401, 'PASSKEY_UNKNOWN']);
      const options = await person.must('POST', '/v1/session/options');
      const response = person.device.get(options as never, person.passkey!);
      expect(refused(await person.call('POST', '/v1/session/step-up', { response }))).to.deep.equal([
        409,
        'CHALLENGE_SPENT',
      ]);
    });

    it('a challenge given to one person is not answered by another', async () => {
      const other = await borrower(api, LOAN);
      const options = await other.must('POST', '/v1/session/step-up/options');
      const response = person.device.get(options as never, person.passkey!);
      expect(refused(await person.call('POST', '/v1/session/step-up', { response }))).to.deep.equal([
        409,
        'CHALLENGE_SPENT',
      ]);
    });
  });

  describe('passkeys', () => {
    it('are added, listed and removed, but not the last one', async () => {
      const one = await borrower(api, LOAN);
      api.clock.at += 1000;
      const options = await one.must('POST', '/v1/me/passkeys/options');
      expect(options.excludeCredentials).to.have.length(1);
      expect(options.authenticatorSelection).to.include({
        residentKey: 'required',
        userVerification: 'required',
      });
      const { passkey, response } = one.device.create(options as never);
      const added = await one.must('POST', '/v1/me/passkeys', { response, label: '工作电脑' });
      const { items } = await one.must('GET', '/v1/me/passkeys');
      expect(items.map(({ label }: { label: string }) => label)).to.deep.equal(['Phone', '工作电脑']);
      expect((await one.signIn({}, passkey)).status).to.equal(200);
      const [first] = items as { id: string }[];
      expect(await one.must('DELETE', `/v1/me/passkeys/${first!.id}`)).to.have.nested.property(
        'items.length',
        1,
      );
      expect(refused(await one.signIn())).to.deep.equal([401, 'PASSKEY_UNKNOWN']);
      expect(refused(await one.call('DELETE', `/v1/me/passkeys/${added.id}`))).to.deep.equal([
        409,
        'LAST_PASSKEY',
      ]);
    });

    it('of another do not exist', async () => {
      const other = await borrower(api, LOAN);
      const { items } = await other.must('GET', '/v1/me/passkeys');
      const answer = await person.call('DELETE', `/v1/me/passkeys/${items[0].id}`);
      expect(refused(answer)).to.deep.equal([404, 'NOT_FOUND']);
    });

    it('cannot be enrolled twice', async () => {
      const options = await person.must('POST', '/v1/me/passkeys/options');
      const made = person.device.create(options as never);
      await person.must('POST', '/v1/me/passkeys', { response: made.response });
      const again = await person.must('POST', '/v1/me/passkeys/options');
      const device = createAuthenticator(person.origin);
      const copy = device.create(again as never);
      // The same credential id, under another challenge.
      const attestation = Buffer.from(copy.response.response.attestationObject, 'base64url');
      const at = attestation.indexOf(copy.passkey.id);
      made.passkey.id.copy(attestation, at);
      const id = made.passkey.id.toString('base64url');
      const response = {
        ...copy.response,
        id,
        rawId: id,
        response: { ...copy.response.response, attestationObject: attestation.toString('base64url') },
      };
      expect(refused(await person.call('POST', '/v1/me/passkeys', { response }))).to.deep.equal([
        409,
        'PASSKEY_EXISTS',
      ]);
    });
  });
});

describe('people: staff', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const enrolled = async (role: string): Promise<Person> => {
    const answer = await api.call('/v1/invitations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role, name: '王五' }),
    });
    const person = personAt(api);
    const { status, body } = await person.enrol(((await answer.json()) as { code: string }).code);
    expect(status, JSON.stringify(body)).to.equal(201);
    return person;
  };

  it('an account that is ended is out with the next request, and does not come in again', async () => {
    const [one, other] = [await enrolled('bank'), await enrolled('bank')];
    const { id } = (await one.must('GET', '/v1/me')) as { id: string };
    const people = await other.must('GET', '/v1/people');
    expect(people.items).to.have.length(2);
    const ended = await other.must('POST', `/v1/people/${id}/end`);
    expect(ended).to.include({ id, state: 'ended' });
    expect((await one.call('GET', '/v1/me')).body.code).to.equal('SESSION_ENDED');
    expect((await one.signIn()).body.code).to.equal('PASSKEY_UNKNOWN');
  });

  it('inviting and ending need fresh proof of presence', async () => {
    const one = await enrolled('bank');
    api.clock.at += 5 * MINUTE;
    const answer = await one.call('POST', '/v1/invitations', { role: 'bank' });
    expect([answer.status, answer.body.code]).to.deep.equal([403, 'STEP_UP_NEEDED']);
    await one.stepUp();
    expect((await one.call('POST', '/v1/invitations', { role: 'bank' })).status).to.equal(201);
    api.clock.at -= 5 * MINUTE;
  });

  it('no bank ends a borrower’s account', async () => {
    await fileItem(api, recordInput({ loan: LOAN }), 'first');
    const user = await borrower(api, LOAN);
    const { id } = (await user.must('GET', '/v1/me')) as { id: string };
    const one = await enrolled('bank');
    expect((await one.call('POST', `/v1/people/${id}/end`)).status).to.equal(404);
    expect((await user.call('GET', '/v1/me')).status).to.equal(200);
  });

  it('the operator ends any, for a device that was stolen', async () => {
    const user = await borrower(api, LOAN);
    const { id } = (await user.must('GET', '/v1/me')) as { id: string };
    const plan = { role: 'operator', organisation: 'a-service', name: 'Operator', loans: [] } as const;
    const [sample] = await api.deps.people.samples([plan]);
    const operator = personAt(api);
    await operator.call('GET', `/v1/session/sample?code=${sample!.code}`);
    await operator.must('GET', '/v1/session');
    expect(await operator.must('POST', `/v1/people/${id}/end`)).to.include({
      id,
      state: 'ended',
      name: null,
    });
    expect((await user.call('GET', '/v1/me')).body.code).to.equal('SESSION_ENDED');
    expect((await operator.call('GET', '/v1/me/loans')).body.code).to.equal('FORBIDDEN');
  });
});

describe('people: over TLS', () => {
  it('the cookie is __Host- and Secure, and the plain name opens nothing', async () => {
    const pages = ['https://portal.example'];
    const api = await startApi({
      people: { relyingParty: () => ({ id: 'portal.example', origins: pages }) },
      pageOrigins: () => pages,
    });
    try {
      await fileItem(api, recordInput({ loan: LOAN }), 'first');
      const person = { ...personAt(api), device: createAuthenticator(pages[0]!) };
      const invited = await api.call(`/v1/loans/${LOAN}/invitations`, { method: 'POST' });
      const { code } = (await invited.json()) as { code: string };
      const headers = { origin: pages[0]! };
      const options = await person.must('POST', '/v1/enrolment/options', { code }, headers);
      const { response } = person.device.create(options as never);
      const answer = await person.call('POST', '/v1/enrolment', { code, response }, headers);
      const [cookie] = answer.headers.getSetCookie();
      expect(cookie).to.match(
        /^__Host-triseal-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      const token = /=([\w-]{43})/.exec(cookie!)![1]!;
      const ask = (name: string) =>
        fetch(`${api.url}/v1/session`, { headers: { cookie: `${name}=${token}` } });
      expect((await ask('__Host-triseal-session')).status).to.equal(200);
      expect((await ask('triseal-session')).status).to.equal(401);
    } finally {
      await api.stop();
    }
  });
});
