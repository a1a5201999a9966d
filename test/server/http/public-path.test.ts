/** A service that a proxy serves below a path: what it answers as an address begins with that path, and its cookie is for that path alone. */
import { expect } from 'chai';
import { type Api, recordInput, startApi } from '../../support/api.ts';

const PUBLIC = 'https://host.example/triseal';
const PAGE = 'https://host.example';

describe('http: under a path of a proxy', () => {
  let api: Api;
  let token: string;
  before(async () => {
    api = await startApi({
      app: { publicUrl: () => PUBLIC },
      people: { relyingParty: () => ({ id: 'host.example', origins: [PAGE] }) },
      pageOrigins: () => [PAGE],
    });
    token = await api.token({ claims: { aud: `${PUBLIC}/v1/token` } });
  });
  after(() => api.stop());

  it('a filing says where it is found', async () => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      token,
      headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
      body: JSON.stringify({ record: recordInput() }),
    });
    expect(answer.status).to.equal(201);
    const { id } = (await answer.json()) as { id: string };
    expect(answer.headers.get('location')).to.equal(`/triseal/v1/evidence/${id}`);
  });

  it('an upload says where it goes on', async () => {
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '4' };
    const answer = await api.call('/v1/uploads', { method: 'POST', token, headers });
    expect(answer.status).to.equal(201);
    const location = answer.headers.get('location')!;
    expect(location).to.match(/^\/triseal\/v1\/uploads\/[0-9a-f-]{36}$/);
    const inside = location.slice('/triseal'.length);
    const patch = await api.call(inside, {
      method: 'PATCH',
      token,
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      body: 'four',
    });
    expect([patch.status, patch.headers.get('upload-offset')]).to.deep.equal([204, '4']);
  });

  it('a session is for the path alone, and leads to the portal below it', async () => {
    const plan = { role: 'bank', organisation: 'demo-bank', name: 'Clerk', loans: [] } as const;
    const [sample] = await api.deps.people.samples([plan]);
    const answer = await fetch(`${api.url}/v1/session/sample?code=${sample!.code}`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/triseal/portal/']);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).to.match(
      /^__Secure-triseal-session=[\w-]{43}; Max-Age=43200; Path=\/triseal; HttpOnly; Secure; SameSite=Strict$/,
    );
    const of = async (name: string) => {
      const headers = { cookie: `${name}=${/=([\w-]{43})/.exec(cookie!)![1]}` };
      return (await fetch(`${api.url}/v1/session`, { headers })).status;
    };
    expect(await of('__Secure-triseal-session')).to.equal(200);
    expect(await of('__Host-triseal-session')).to.equal(401);
  });

  it('its description and its pages lead nowhere above the path', async () => {
    const { servers } = (await (await fetch(`${api.url}/openapi.json`)).json()) as { servers: unknown };
    expect(servers).to.deep.equal([{ url: '/triseal' }]);
    expect(await (await fetch(`${api.url}/`)).text()).not.to.include('href="/');
  });
});
