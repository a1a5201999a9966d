/** Tokens: a signed assertion buys one, once; every other route but the public ones wants one. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import type { ServiceErrorCode } from '../../../server/errors.ts';
import { PROBLEMS } from '../../../server/http/problem-catalogue.ts';
import { createReplayGuard } from '../../../server/http/replay.ts';
import { SCOPES } from '../../../server/ports/caller.ts';
import {
  type Api,
  type AssertionOver,
  OTHER,
  postAssertion,
  recordInput,
  startApi,
} from '../../support/api.ts';
import { AT, DAY } from '../../support/pki.ts';

const NOW = AT / 1000;

describe('http: tokens', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());
  beforeEach(() => {
    api.clock.at = AT;
  });

  async function refused(
    assertion: string,
    code: ServiceErrorCode,
    detail: string,
    over?: Record<string, string>,
  ) {
    const answer = await postAssertion(api.url, assertion, over);
    const problem = (await answer.json()) as { code: string; detail: string; error: string };
    expect(problem.code, problem.detail).to.equal(code);
    expect(problem.detail).to.include(detail);
    expect(answer.status).to.equal(PROBLEMS[code].status);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    return problem;
  }
  const bad = (over: AssertionOver, code: ServiceErrorCode, detail: string) =>
    refused(api.assertion(over), code, detail);

  it('gives a bearer token for an assertion', async () => {
    const answer = await postAssertion(api.url, api.assertion());
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    const body = (await answer.json()) as Record<string, string>;
    expect(body).to.include({ token_type: 'Bearer', expires_in: 600 });
    expect(body.scope).to.equal(SCOPES.join(' '));
    const { header, payload } = jwt.decode(body.access_token ?? '', { complete: true }) ?? {};
    expect(header).to.deep.equal({ alg: 'ES256', typ: 'at+jwt' });
    expect(payload).to.include({ sub: 'demo-bank', iat: NOW, exp: NOW + 600 });
  });

  it('takes the service itself as audience too', async () => {
    expect((await postAssertion(api.url, api.assertion({ claims: { aud: api.url } }))).status).to.equal(200);
  });

  it('grants the scopes asked for, and no unknown ones', async () => {
    const answer = await postAssertion(api.url, api.assertion(), { scope: 'evidence:read' });
    expect(await answer.json()).to.include({ scope: 'evidence:read' });
    await refused(api.assertion(), 'REQUEST_INVALID', 'unknown scope', { scope: 'everything' });
  });

  it('takes an assertion once', async () => {
    const assertion = api.assertion();
    expect((await postAssertion(api.url, assertion)).status).to.equal(200);
    const problem = await refused(assertion, 'ASSERTION_REPLAYED', 'bought its token already');
    expect(problem.error).to.equal('invalid_client');
  });

  it('does not use up an assertion that it refuses', async () => {
    const jti = 'the same jti';
    await bad({ claims: { jti, aud: 'https://elsewhere.example' } }, 'ASSERTION_INVALID', 'aud');
    expect((await postAssertion(api.url, api.assertion({ claims: { jti } }))).status).to.equal(200);
  });

  describe('refuses an assertion', () => {
    it('of a certificate that is not registered', () =>
      bad({ signer: api.keys.foreign }, 'ASSERTION_INVALID', 'no organisation has registered'));
    it("of the service's own certificate", () =>
      bad({ signer: api.keys.service }, 'ASSERTION_INVALID', 'no organisation has registered'));
    it('of an expired certificate', () =>
      bad({ signer: api.keys.expired }, 'ASSERTION_INVALID', 'not valid for signing now'));
    it('of a certificate for another purpose', () =>
      bad({ signer: api.keys.wrongPurpose }, 'ASSERTION_INVALID', 'not valid for signing now'));
    it('that names a certificate and is signed by another key', () =>
      bad({ key: api.keys.other.key }, 'ASSERTION_INVALID', 'signature'));
    it('in the name of another organisation', () =>
      bad({ organisation: OTHER }, 'ASSERTION_INVALID', 'iss and sub'));
    it('whose sub is not its iss', () => bad({ claims: { sub: OTHER } }, 'ASSERTION_INVALID', 'iss and sub'));
    it('for another audience', () =>
      bad({ claims: { aud: 'https://elsewhere.example/v1/token' } }, 'ASSERTION_INVALID', 'aud'));
    it('for several audiences', () =>
      bad({ claims: { aud: [api.url, 'https://elsewhere.example'] } }, 'ASSERTION_INVALID', 'aud'));
    it('without x5t#S256', () => bad({ header: { 'x5t#S256': undefined } }, 'ASSERTION_INVALID', 'x5t#S256'));
    it('with critical extensions', () => bad({ header: { crit: ['b64'] } }, 'ASSERTION_INVALID', 'critical'));
    it('without jti', () => bad({ claims: { jti: 7 } }, 'ASSERTION_INVALID', 'jti'));
    it('without times', () => {
      // Signed by hand: jsonwebtoken does not make what must be refused here.
      const [header = '', payload = ''] = api.assertion().split('.');
      const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), exp: 'soon' };
      const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
      const key = { key: api.keys.filer.key, dsaEncoding: 'ieee-p1363' } as const;
      return refused(
        `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`,
        'ASSERTION_INVALID',
        'iat and exp',
      );
    });
    it('that lives too long', () =>
      bad({ claims: { exp: NOW + 301 } }, 'ASSERTION_INVALID', 'at most 300 seconds'));
    it('that has expired', async () => {
      const assertion = api.assertion();
      api.clock.at = AT + 121_000;
      await refused(assertion, 'ASSERTION_INVALID', 'expired');
    });
    it('older than the running service', () =>
      bad(
        { claims: { iat: NOW - 1, exp: NOW + 60 } },
        'ASSERTION_INVALID',
        'older than the running service',
      ));
    it("from the service's future", () =>
      bad({ claims: { iat: NOW + 61, exp: NOW + 120 } }, 'CLOCK_SKEW', 'future'));
    it('not to be used before a later time', () =>
      bad({ claims: { nbf: NOW + 61 } }, 'CLOCK_SKEW', 'future'));
  });

  describe('refuses other algorithms', () => {
    it('none', () => {
      const [, payload] = api.assertion().split('.');
      const header = Buffer.from(JSON.stringify({ alg: 'none', 'x5t#S256': 'x' })).toString('base64url');
      return refused(`${header}.${payload}.`, 'ALGORITHM_REFUSED', 'ES256');
    });
    it('HMAC with the certificate as the secret', () =>
      bad({ algorithm: 'HS256', key: api.keys.filer.certificatePem }, 'ALGORITHM_REFUSED', 'ES256'));
    it('RSA', () =>
      bad(
        { algorithm: 'RS256', key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
        'ALGORITHM_REFUSED',
        'ES256',
      ));
  });

  it('refuses what is no JWS, and headers with a duplicate member', async () => {
    await refused('hello', 'ASSERTION_INVALID', 'three parts');
    const twice = Buffer.from('{"alg":"ES256","alg":"none"}').toString('base64url');
    await refused(`${twice}.e30.AA`, 'ASSERTION_INVALID', 'duplicate member name');
  });

  it('refuses a form with a parameter twice, unknown ones, and other content types', async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    form.append('grant_type', 'client_credentials');
    const twice = await fetch(`${api.url}/v1/token`, { method: 'POST', body: form });
    expect(await twice.json()).to.include({ code: 'REQUEST_INVALID', error: 'invalid_request' });
    await refused(api.assertion(), 'REQUEST_INVALID', 'client_secret', { client_secret: 'hunter2' });
    const json = await fetch(`${api.url}/v1/token`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await json.json()).to.include({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  describe('the gate', () => {
    const PROTECTED = [
      ['POST', '/v1/evidence'],
      ['POST', '/v1/evidence/batch'],
      ['GET', '/v1/evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11'],
      ['GET', '/v1/evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11/receipt'],
      ['GET', '/v1/evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11/receipt.tlog-proof'],
      ['GET', '/v1/evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11/documents/1'],
      ['GET', '/v1/loans/LN-1/evidence'],
      ['POST', '/v1/loans/LN-1/package'],
    ] as const;

    for (const [method, path] of PROTECTED) {
      it(`asks for a token at ${method} ${path}`, async () => {
        const answer = await api.call(path, { method, token: null });
        expect(answer.status).to.equal(401);
        expect(answer.headers.get('www-authenticate')).to.equal('Bearer realm="triseal"');
        expect(await answer.json()).to.include({ code: 'UNAUTHENTICATED' });
      });
    }

    const path = '/v1/loans/LN-1/evidence';
    it('refuses a token that was not issued here', async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const claims = {
        iss: 'urn:triseal:service:log.test/api',
        aud: 'urn:triseal:service:log.test/api',
        sub: 'demo-bank',
        scope: 'evidence:read',
        exp: NOW + 60,
      };
      const forged = jwt.sign(claims, privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'at+jwt' },
      });
      for (const token of [forged, 'hello', api.assertion()]) {
        const answer = await api.call(path, { token });
        expect(answer.status).to.equal(401);
        expect(((await answer.json()) as { facts: object }).facts).to.deep.equal({
          reason: 'not-issued-here',
        });
      }
    });

    it('refuses another scheme', async () => {
      const answer = await fetch(`${api.url}${path}`, { headers: { authorization: 'Basic dXNlcjpwYXNz' } });
      expect(((await answer.json()) as { facts: object }).facts).to.deep.equal({ reason: 'malformed' });
    });

    it('refuses an expired token, also one that it has seen before', async () => {
      const token = await api.token();
      expect((await api.call(path, { token })).status).to.equal(404);
      api.clock.at = AT + 600_000;
      const answer = await api.call(path, { token });
      expect(answer.status).to.equal(401);
      expect(((await answer.json()) as { facts: object }).facts).to.deep.equal({ reason: 'expired' });
    });

    it('names the scope that is missing', async () => {
      const answer = await postAssertion(api.url, api.assertion(), { scope: 'evidence:read' });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const filing = await api.call('/v1/evidence', {
        method: 'POST',
        token,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'scope' },
        body: JSON.stringify({ record: recordInput() }),
      });
      expect(filing.status).to.equal(403);
      expect(((await filing.json()) as { facts: object }).facts).to.deep.equal({
        needed: 'evidence:write',
        granted: ['evidence:read'],
      });
    });
  });
});

describe('http: replay guard', () => {
  it('admits a name once until it expires', () => {
    const guard = createReplayGuard();
    expect(guard.admit('a', AT + 10, AT)).to.equal(true);
    expect(guard.admit('a', AT + 10, AT + 9)).to.equal(false);
    expect(guard.admit('a', AT + DAY, AT + 10)).to.equal(true);
  });

  it('admits nothing rather than forget what still counts', () => {
    const guard = createReplayGuard(2);
    guard.admit('a', AT + 10, AT);
    guard.admit('b', AT + 20, AT);
    expect(guard.admit('c', AT + 20, AT)).to.equal('full');
    expect(guard.admit('c', AT + 20, AT + 10)).to.equal(true);
    expect(guard.admit('b', AT + 20, AT + 10)).to.equal(false);
  });
});
