/** Every answer of people's routes is as its description says. */
import { expect } from 'chai';
import { routesOf, tokenIssuerOf } from '../../../server/http/app.ts';
import { type Api, recordInput, startApi } from '../../support/api.ts';
import { borrower, fileItem, type Person, personAt } from '../../support/person.ts';

const LOAN = 'LN-2026-000417';

describe('people: answers follow their schemas', () => {
  let api: Api;
  let person: Person;
  let item: string;
  before(async () => {
    api = await startApi();
    item = await fileItem(api, recordInput({ loan: LOAN }), 'first');
    person = await borrower(api, LOAN);
  });
  after(() => api.stop());

  /** Holds an answer against the schema of its route and status; members that no schema names are faults, too. */
  const conforms = (method: string, path: string, status: number, body: object) => {
    const routes = routesOf(api.deps, tokenIssuerOf(api.deps));
    const route = routes.find((one) => one.path === path && one.method === method.toLowerCase());
    const schema = route?.answers[status]?.content?.['application/json'];
    const parsed = schema?.safeParse(body);
    expect(
      parsed?.success,
      `${method} ${path} ${status}: ${JSON.stringify(parsed?.error?.issues ?? body)}`,
    ).to.equal(true);
    expect(parsed!.data, `${method} ${path}`).to.deep.equal(body);
  };

  it('for the person', async () => {
    const loan = (await person.must('GET', '/v1/me/loans')).items[0].id as string;
    for (const [method, path, address] of [
      ['GET', '/v1/session'],
      ['GET', '/v1/me'],
      ['GET', '/v1/me/loans'],
      ['GET', '/v1/me/loans/{id}', `/v1/me/loans/${loan}`],
      ['GET', '/v1/me/loans/{id}/consents', `/v1/me/loans/${loan}/consents`],
      ['GET', '/v1/me/passkeys'],
      ['POST', '/v1/session/options'],
      ['POST', '/v1/session/step-up/options'],
      ['POST', '/v1/me/passkeys/options'],
    ] as const) {
      const answer = await person.call(method, address ?? path);
      expect(answer.status, path).to.equal(200);
      conforms(method, path, 200, answer.body);
    }
  });

  it('for what the person says', async () => {
    const key = { 'idempotency-key': 'k' };
    const said = { ground: 'amount', text: 'x' };
    const objection = await person.call('POST', `/v1/evidence/${item}/objections`, said, key);
    conforms('POST', '/v1/evidence/{id}/objections', objection.status, objection.body);
    const asked = await person.must('POST', `/v1/evidence/${item}/countersignature/options`, {
      meaning: 'read',
    });
    conforms('POST', '/v1/evidence/{id}/countersignature/options', 200, asked);
    const response = person.device.get(asked.options, person.passkey!);
    const signed = await person.call('POST', `/v1/evidence/${item}/countersignature`, { response });
    conforms('POST', '/v1/evidence/{id}/countersignature', signed.status, signed.body);
  });

  it('for invitations', async () => {
    const token = await api.token();
    const headers = { 'content-type': 'application/json' };
    const send = async (method: string, path: string, body?: object) => {
      const answer = await api.call(path, {
        method,
        token,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as { id: string; code: string } };
    };
    const invited = await send('POST', `/v1/loans/${LOAN}/invitations`, {});
    conforms('POST', '/v1/loans/{loan}/invitations', invited.status, invited.body);
    const listed = await send('GET', `/v1/loans/${LOAN}/invitations`);
    conforms('GET', '/v1/loans/{loan}/invitations', 200, listed.body);
    const staff = await send('POST', '/v1/invitations', { role: 'bank' });
    conforms('POST', '/v1/invitations', staff.status, staff.body);
    conforms('GET', '/v1/invitations', 200, (await send('GET', '/v1/invitations')).body);
    const one = personAt(api);
    const looked = await one.call('POST', '/v1/enrolment/invitation', { code: staff.body.code });
    conforms('POST', '/v1/enrolment/invitation', 200, looked.body);
    const options = await one.call('POST', '/v1/enrolment/options', { code: staff.body.code });
    conforms('POST', '/v1/enrolment/options', 200, options.body);
    const enrolled = await one.enrol(staff.body.code);
    conforms('POST', '/v1/enrolment', enrolled.status, enrolled.body);
    conforms('GET', '/v1/people', 200, (await send('GET', '/v1/people')).body);
    const withdrawn = await send('POST', `/v1/invitations/${invited.body.id}/withdraw`);
    conforms('POST', '/v1/invitations/{id}/withdraw', 200, withdrawn.body);
    const ended = await send('POST', `/v1/people/${enrolled.body.person.id}/end`);
    conforms('POST', '/v1/people/{id}/end', 200, ended.body);
  });

  it('for signing in and out', async () => {
    const signedIn = await person.signIn();
    conforms('POST', '/v1/session', 200, signedIn.body);
    const stepped = await person.stepUp();
    conforms('POST', '/v1/session/step-up', 200, stepped.body);
    conforms('POST', '/v1/session/sign-out', 200, await person.must('POST', '/v1/session/sign-out'));
    await person.signIn();
    const everywhere = await person.must('POST', '/v1/session/sign-out-everywhere');
    conforms('POST', '/v1/session/sign-out-everywhere', 200, everywhere);
  });
});
