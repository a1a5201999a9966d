/** Bearer tokens that this service did not make, or not for this. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { type Api, BANK, startApi, thumbprint } from '../../support/api.ts';

describe('http: bearer tokens', () => {
  let api: Api;
  let good: jwt.JwtPayload;
  before(async () => {
    api = await startApi();
    good = jwt.decode(await api.token()) as jwt.JwtPayload;
  });
  after(() => api.stop());

  interface Forgery {
    readonly claims?: Record<string, unknown>;
    readonly typ?: string;
    readonly key?: KeyObject;
  }
  const forged = ({ claims = {}, typ = 'at+jwt', key = api.deps.tokenKeys.privateKey }: Forgery = {}) =>
    jwt.sign(JSON.parse(JSON.stringify({ ...good, ...claims })), key, {
      algorithm: 'ES256',
      header: { alg: 'ES256', typ },
    });
  const statusWith = async (token: string) => {
    const answer = await api.call('/v1/loans/LN-9/evidence', { token });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  const unauthenticated = [401, 'UNAUTHENTICATED'];

  it('the one that all the others are compared with is let in', async () => {
    expect(await statusWith(forged())).to.deep.equal([404, 'NOT_FOUND']);
  });

  for (const [name, over] of [
    ['for another audience', { claims: { aud: 'urn:triseal:service:log.test/another' } }],
    ['of another issuer', { claims: { iss: 'urn:triseal:service:log.test/another' } }],
    ['of an unknown role', { claims: { role: 'owner' } }],
    ['of another type', { typ: 'JWT' }],
    ['without an end', { claims: { exp: undefined } }],
    ['for an organisation that the certificate is not of', { claims: { sub: 'other-bank' } }],
    ['of a certificate that is not registered', { claims: { client_id: 'A'.repeat(43) } }],
    ['bound to a certificate that the connection does not show', { claims: { cnf: { 'x5t#S256': 'A' } } }],
  ] as const) {
    it(`refuses one ${name}`, async () => {
      expect(await statusWith(forged(over))).to.deep.equal(unauthenticated);
    });
  }

  it('refuses another key, no algorithm, and HMAC with the public key as the secret', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await statusWith(forged({ key: privateKey }))).to.deep.equal(unauthenticated);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(good)}.`;
    expect(await statusWith(none)).to.deep.equal(unauthenticated);
    const unsigned = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(good)}`;
    for (const format of ['pem', 'der'] as const) {
      const secret = api.deps.tokenKeys.publicKey.export({ type: 'spki', format } as {
        type: 'spki';
        format: 'pem';
      });
      const mac = createHmac('sha256', secret).update(unsigned).digest('base64url');
      expect(await statusWith(`${unsigned}.${mac}`)).to.deep.equal(unauthenticated);
    }
  });

  it('does not take a client assertion for a token', async () => {
    expect(await statusWith(api.assertion())).to.deep.equal(unauthenticated);
  });

  it('names the certificate that bought it', () => {
    expect(good).to.include({ sub: BANK, role: 'bank', client_id: thumbprint(api.keys.filer) });
  });
});
