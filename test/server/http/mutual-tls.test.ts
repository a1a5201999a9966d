/** Tokens by mutual TLS (RFC 8705): who shows a registered certificate gets one, and it is good on such a connection alone. */

import { createServer, type RequestOptions, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { type CertificateProfile, PROFILES } from '../../../certs/profiles.ts';
import { OID } from '../../../core/der/oid.ts';
import { createApp } from '../../../server/http/app.ts';
import { type Api, BANK, makeKeys, OPERATOR, startApi } from '../../support/api.ts';
import { DAY, issue } from '../../support/pki.ts';

const CLIENT: CertificateProfile = {
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [OID.clientAuth], critical: false },
};
/** TLS itself goes by the real clock, the service in the test by its own. */
const lasting = (cn: string, options: Parameters<typeof issue>[1]) =>
  issue(cn, { ...options, to: Date.now() + 10 * DAY });

const SERVER: CertificateProfile = { keyUsage: ['digitalSignature'] };

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describe('http: mutual TLS', () => {
  let api: Api;
  let server: Server;
  let port: number;
  let client: Issued;
  let another: Issued;
  let foreign: Issued;

  before(async () => {
    const root = await lasting('root', { profile: PROFILES.root });
    const authority = await lasting('authority', { issuer: root, profile: PROFILES.authority });
    const filer = await lasting('filer', { issuer: authority, profile: PROFILES.filerStatement });
    api = await startApi({ keys: { ...(await makeKeys()), root, authority, filer } });
    const tls = await lasting('localhost', { issuer: root, profile: SERVER });
    client = await lasting('client', { issuer: authority, profile: CLIENT });
    another = await lasting('another client', { issuer: authority, profile: CLIENT });
    foreign = await lasting('foreign client', { profile: CLIENT });
    server = createServer(
      {
        cert: tls.certificatePem,
        key: tls.keyPem,
        ca: root.certificatePem,
        requestCert: true,
        rejectUnauthorized: false,
      },
      createApp(api.deps),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    for (const one of [client, another]) await register(one.certificatePem);
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await api.stop();
  });

  async function register(certificate: string): Promise<void> {
    const answer = await fetch(`${api.url}/admin/organisations/${BANK}/certificates`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${Buffer.from(OPERATOR).toString('base64url')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ certificate, use: 'client' }),
    });
    expect(answer.status, await answer.text()).to.equal(200);
  }

  /** A call on a connection of its own. */
  function call(
    path: string,
    shown: Issued | undefined,
    options: RequestOptions,
    body?: string,
  ): Promise<Reply> {
    const identity = shown && {
      key: shown.keyPem,
      cert: shown.certificatePem + api.keys.authority.certificatePem,
    };
    return new Promise((resolve, reject) => {
      const req = request(
        { host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false, ...identity, ...options },
        (res) => {
          let text = '';
          res.on('data', (chunk) => {
            text += chunk;
          });
          res.on('end', () => resolve({ status: res.statusCode ?? 0, body: JSON.parse(text) }));
        },
      );
      req.on('error', reject);
      req.end(body);
    });
  }
  const ask = (shown: Issued | undefined, clientId: string | undefined = BANK) =>
    call(
      '/v1/token',
      shown,
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId }).toString(),
    );
  const read = (token: unknown, shown: Issued | undefined) =>
    call('/v1/loans/LN-9/evidence', shown, { headers: { authorization: `Bearer ${String(token)}` } });

  it('gives a token that is bound to the certificate', async () => {
    const { status, body } = await ask(client);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect((await read(body.access_token, client)).status).to.equal(404);
    for (const shown of [another, undefined]) {
      const refused = await read(body.access_token, shown);
      expect([refused.status, refused.body.code]).to.deep.equal([401, 'UNAUTHENTICATED']);
      expect(refused.body.detail).to.equal('the bearer token is bound to another client certificate');
    }
    const plain = await api.call('/v1/loans/LN-9/evidence', { token: String(body.access_token) });
    expect(plain.status).to.equal(401);
  });

  it('refuses connections without certificate, with a foreign one, an unregistered one, or for another organisation', async () => {
    const unregistered = await lasting('unregistered', { issuer: api.keys.authority, profile: CLIENT });
    for (const [shown, organisation, detail] of [
      [undefined, BANK, 'there is neither a client assertion nor a client certificate'],
      [foreign, BANK, 'there is neither a client assertion nor a client certificate'],
      [unregistered, BANK, 'no organisation has registered this certificate'],
      [client, 'other-bank', 'client_id is the organisation of the certificate'],
    ] as const) {
      const { status, body } = await ask(shown, organisation);
      expect([status, body.detail]).to.deep.equal([401, detail]);
    }
  });

  it('takes assertions on the same address as before, for tokens that are bound to nothing', async () => {
    const token = await api.token();
    expect((await read(token, undefined)).status).to.equal(404);
    expect((await read(token, client)).status).to.equal(404);
  });
});
