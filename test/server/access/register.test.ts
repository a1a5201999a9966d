/** The register of organisations through the operator's routes: what counts at once, what stays, and who may not. */
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { hex } from '../../../core/bytes.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import type { ServiceErrorCode } from '../../../server/errors.ts';
import { UNDER_WAY_MS } from '../../../server/usecases/organisations/commands.ts';
import {
  type Api,
  BANK,
  OPERATOR,
  OTHER,
  postAssertion,
  recordInput,
  signedStatement,
  startApi,
  wholeRecord,
} from '../../support/api.ts';
import { AT, issue, nodeCrypto } from '../../support/pki.ts';

const MINUTE = 60_000;
const idOf = ({ certificate }: Issued) => hex(nodeCrypto.sha256(certificate.der));

describe('access: the register of organisations', () => {
  let api: Api;
  let second: Issued;
  beforeEach(async () => {
    api = await startApi();
    second = await issue('second', { issuer: api.keys.authority, profile: PROFILES.filerStatement });
  });
  afterEach(() => api.stop());

  const credential = Buffer.from(OPERATOR).toString('base64url');
  const admin = async (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/admin${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const done = async (path: string, body?: object) => {
    const answer = await admin(path, body);
    expect(answer.status, await answer.clone().text()).to.equal(200);
    return (await answer.json()) as Record<string, never>;
  };
  const problem = async (answer: Response | Promise<Response>, code: ServiceErrorCode) => {
    const found = (await (await answer).json()) as { code: string; detail: string };
    expect(found.code, found.detail).to.equal(code);
    return found;
  };
  const register = (issued: Issued, over: object = {}) =>
    admin(`/organisations/${BANK}/certificates`, {
      certificate: issued.certificatePem,
      use: 'both',
      ...over,
    });
  const fileWith = async (by: Issued, token?: string) =>
    api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        statement: await signedStatement(by, wholeRecord(), api.clock.at / 1000),
      }),
      ...(token !== undefined && { token }),
    });
  const custodyActs = async (organisation = BANK) => {
    const { items } = (await done(`/organisations/${organisation}/custody`)) as unknown as {
      items: { action: string; subject: string; actor: { kind: string } }[];
    };
    return items;
  };

  describe('who may', () => {
    it('lets nobody in without the credential, and nobody from elsewhere', async () => {
      await problem(fetch(`${api.url}/admin/organisations`), 'UNAUTHENTICATED');
      const other = { authorization: `Bearer ${Buffer.alloc(32, 8).toString('base64url')}` };
      await problem(admin('/organisations', undefined, other), 'UNAUTHENTICATED');
      const token = { authorization: `Bearer ${await api.token()}` };
      await problem(admin('/organisations', undefined, token), 'UNAUTHENTICATED');
      await problem(admin('/organisations', undefined, { 'x-forwarded-for': '203.0.113.7' }), 'NOT_FOUND');
      expect((await admin('/organisations')).status).to.equal(200);
    });

    it('gives the operator no content', async () => {
      const answer = await fetch(`${api.url}/v1/loans/LN-1/evidence`, {
        headers: { authorization: `Bearer ${credential}` },
      });
      await problem(answer, 'UNAUTHENTICATED');
    });
  });

  describe('keys in turn', () => {
    it('takes statements and assertions under two certificates at once, and each act leaves a custody entry', async () => {
      await problem(fileWith(second), 'STATEMENT_SIGNER_UNKNOWN');
      expect((await register(second)).status).to.equal(200);
      expect((await fileWith(second)).status).to.equal(201);
      expect((await fileWith(api.keys.filer)).status).to.equal(201);
      expect((await postAssertion(api.url, api.assertion({ signer: second }))).status).to.equal(200);
      const [act] = await custodyActs();
      expect(act).to.deep.include({ action: 'certificate.added', subject: `certificate/${idOf(second)}` });
      expect(act?.actor.kind).to.equal('operator');
    });

    it('announces a certificate ahead of its day', async () => {
      const from = new Date(AT + MINUTE).toISOString();
      expect((await register(second, { from })).status).to.equal(200);
      await problem(fileWith(second), 'STATEMENT_SIGNER_EXPIRED');
      api.clock.at = AT + MINUTE;
      expect((await fileWith(second)).status).to.equal(201);
    });

    it('publishes the history with the trust data', async () => {
      await done(`/organisations/${BANK}/certificates`, { certificate: second.certificatePem, use: 'both' });
      await done(`/certificates/${idOf(api.keys.filer)}/withdrawal`, { reason: 'superseded' });
      const trust = (await (await fetch(`${api.url}/log/trust.json`)).json()) as Trust;
      const [first] = trust.signers;
      expect(first).to.include({
        certificate: api.keys.filer.certificatePem,
        to: new Date(AT + UNDER_WAY_MS).toISOString(),
        reason: 'superseded',
      });
      expect(trust.signers.at(-1)).to.deep.include({ from: new Date(AT).toISOString(), to: null });
    });

    it('refuses what is no certificate, leads nowhere, serves another purpose, or is there already', async () => {
      const refused = async (answer: Promise<Response>, text: string) =>
        expect((await problem(answer, 'CERTIFICATE_REFUSED')).detail).to.include(text);
      await refused(admin(`/organisations/${BANK}/certificates`, { certificate: 'x', use: 'both' }), '');
      await refused(register(api.keys.foreign), 'use statement: NO_PATH');
      const stamping = await issue('stamp', { issuer: api.keys.authority, profile: PROFILES.timestamping });
      await refused(register(stamping), 'use statement');
      await problem(register(api.keys.filer), 'CONFLICT');
      await problem(
        admin('/organisations/nobody/certificates', { certificate: second.certificatePem, use: 'both' }),
        'NOT_FOUND',
      );
    });

    it('holds a certificate to the use that it was registered for', async () => {
      await register(second, { use: 'client' });
      expect((await postAssertion(api.url, api.assertion({ signer: second }))).status).to.equal(200);
      await problem(fileWith(second), 'STATEMENT_SIGNER_WRONG_PURPOSE');
      const third = await issue('third', { issuer: api.keys.authority, profile: PROFILES.filerStatement });
      await register(third, { use: 'statement' });
      expect((await fileWith(third)).status).to.equal(201);
      await problem(postAssertion(api.url, api.assertion({ signer: third })), 'ASSERTION_INVALID');
    });
  });

  describe('the end of a key', () => {
    it('is immediate for tokens, assertions and statements, and leaves the other certificate alone', async () => {
      await register(second);
      const [old, fresh] = [await api.token(), await api.token({ signer: second })];
      expect((await api.call('/v1/loans/LN-9/evidence', { token: old })).status).to.equal(404);
      await done(`/certificates/${idOf(api.keys.filer)}/withdrawal`, { reason: 'key-compromise' });
      const answer = await problem(api.call('/v1/loans/LN-9/evidence', { token: old }), 'UNAUTHENTICATED');
      expect(answer.detail).to.equal('the bearer token was revoked');
      await problem(postAssertion(api.url, api.assertion()), 'ASSERTION_INVALID');
      await problem(fileWith(api.keys.filer, fresh), 'STATEMENT_SIGNER_EXPIRED');
      expect((await fileWith(second, fresh)).status).to.equal(201);
    });

    it('comes once, and may lie in the past but not in the future', async () => {
      const path = `/certificates/${idOf(api.keys.filer)}/withdrawal`;
      const since = new Date(AT - MINUTE).toISOString();
      expect(await done(path, { reason: 'key-compromise', since })).to.include({ to: since });
      await problem(admin(path, { reason: 'superseded' }), 'CONFLICT');
      const ahead = new Date(AT + MINUTE).toISOString();
      const other = `/certificates/${idOf(api.keys.other)}/withdrawal`;
      expect(await done(other, { reason: 'superseded', since: ahead })).to.include({
        to: new Date(AT).toISOString(),
      });
      await problem(
        admin(`/certificates/${'0'.repeat(64)}/withdrawal`, { reason: 'superseded' }),
        'NOT_FOUND',
      );
    });
  });

  describe('organisations', () => {
    it('suspends at once, and a resumed one needs new tokens', async () => {
      const token = await api.token();
      await done(`/organisations/${BANK}/state`, { state: 'suspended' });
      await problem(api.call('/v1/loans/LN-9/evidence', { token }), 'UNAUTHENTICATED');
      await problem(postAssertion(api.url, api.assertion()), 'ASSERTION_INVALID');
      await done(`/organisations/${BANK}/state`, { state: 'active' });
      await problem(api.call('/v1/loans/LN-9/evidence', { token }), 'UNAUTHENTICATED');
      api.clock.at += 1000;
      const again = await api.token();
      expect((await api.call('/v1/loans/LN-9/evidence', { token: again })).status).to.equal(404);
      expect((await custodyActs()).map(({ action }) => action)).to.deep.equal([
        'organisation.resumed',
        'organisation.suspended',
      ]);
    });

    it('keeps tokens within the scopes that the organisation has', async () => {
      await done(`/organisations/${BANK}/scopes`, { scopes: ['evidence:read'] });
      api.clock.at += 1000;
      const token = await api.token();
      await problem(fileWith(api.keys.filer, token), 'FORBIDDEN');
      expect((await api.call('/v1/loans/LN-9/evidence', { token })).status).to.equal(404);
      await problem(postAssertion(api.url, api.assertion(), { scope: 'evidence:write' }), 'FORBIDDEN');
    });

    it('gives a commission’s system the role of its office, and a supervisor’s one to read', async () => {
      await done('/organisations', { name: 'the-supervisor', kind: 'supervisor' });
      await done('/organisations/the-supervisor/certificates', {
        certificate: second.certificatePem,
        use: 'both',
      });
      const token = await api.token({ signer: second, organisation: 'the-supervisor' });
      const filed = await api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
        body: JSON.stringify({ record: recordInput({ loan: 'LN-S' }) }),
      });
      const { id } = (await filed.json()) as { id: string };
      expect((await api.call(`/v1/evidence/${id}`, { token })).status).to.equal(200);
      expect((await api.call('/v1/loans/LN-S/evidence', { token })).status).to.equal(200);
      await problem(fileWith(second, token), 'FORBIDDEN');
    });

    it('refuses names that are taken or none, unknown kinds, and members it does not know', async () => {
      await problem(admin('/organisations', { name: BANK, kind: 'bank' }), 'CONFLICT');
      await problem(admin('/organisations', { name: 'A B', kind: 'bank' }), 'REQUEST_INVALID');
      await problem(admin('/organisations', { name: 'c', kind: 'pirate' }), 'REQUEST_INVALID');
      await problem(admin('/organisations', { name: 'c', kind: 'bank', more: 1 }), 'REQUEST_INVALID');
    });

    it('verifies the custody chain that its acts have left', async () => {
      await done(`/organisations/${OTHER}/state`, { state: 'suspended' });
      expect(await done(`/organisations/${OTHER}/custody/verification`)).to.include({ ok: true, lines: 1 });
    });
  });

  describe('quotas', () => {
    const file = (key: string) =>
      api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ record: recordInput({ loan: 'LN-Q' }) }),
      });

    it('tell what is left, refuse what is over with the time to wait, and begin anew at midnight', async () => {
      await done(`/organisations/${BANK}/quota`, { items_per_day: 2 });
      const first = await file('a');
      expect(first.headers.get('ratelimit-policy')).to.include('"items-per-day";q=2;w=86400');
      expect(first.headers.get('ratelimit')).to.include('"items-per-day";r=2;t=');
      expect((await file('a')).status).to.equal(200);
      expect((await file('b')).status).to.equal(201);
      const over = await file('c');
      expect(over.status).to.equal(429);
      const wait = Number(over.headers.get('retry-after'));
      expect(wait).to.equal(Math.ceil((86_400_000 - (AT % 86_400_000)) / 1000));
      await problem(over, 'QUOTA_EXCEEDED');
      // A client whose answer was lost hears of its item all the same.
      expect((await file('b')).status).to.equal(200);
      expect(await done(`/organisations/${BANK}/usage`)).to.include({ items: 2 });
      api.clock.at += wait * 1000;
      const token = await api.token();
      const tomorrow = await api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'd' },
        body: JSON.stringify({ record: recordInput({ loan: 'LN-Q' }) }),
        token,
      });
      expect(tomorrow.status).to.equal(201);
    });

    it('count the bytes of documents, and only what was filed', async () => {
      await done(`/organisations/${BANK}/quota`, { bytes_per_day: 10 });
      const upload = (key: string, text: string) => {
        const form = new FormData();
        form.append('record', JSON.stringify(recordInput({ loan: 'LN-B' })));
        form.append('documents', new Blob([text], { type: 'text/plain' }), 'a.txt');
        return api.call('/v1/evidence', { method: 'POST', headers: { 'idempotency-key': key }, body: form });
      };
      await problem(upload('a', '01234567890'), 'QUOTA_EXCEEDED');
      expect((await upload('b', '0123456789')).status).to.equal(201);
      await problem(upload('c', '0'), 'QUOTA_EXCEEDED');
      expect(await done(`/organisations/${BANK}/usage`)).to.include({ items: 1, bytes: 10 });
    });

    it('limit the calls a minute of one organisation alone', async () => {
      await done(`/organisations/${BANK}/quota`, { calls_per_minute: 1 });
      expect((await api.call('/v1/loans/LN-9/evidence')).status).to.equal(404);
      const over = await api.call('/v1/loans/LN-9/evidence');
      expect(over.headers.get('retry-after')).to.equal('60');
      await problem(over, 'RATE_LIMITED');
      const token = await api.token({ signer: api.keys.other, organisation: OTHER });
      expect((await api.call('/v1/loans/LN-9/evidence', { token })).status).to.equal(404);
    });
  });
});
