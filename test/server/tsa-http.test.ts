import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { PROFILES } from '../../certs/profiles.ts';
import { utf8 } from '../../core/bytes.ts';
import { encodeGranted, encodeTimestampRequest, parseTimestampRequest } from '../../core/tsp/protocol.ts';
import { verifyTimestampToken } from '../../core/tsp/token.ts';
import { POLICY } from '../../core/x509/policy.ts';
import { createEmbeddedTsa, type EmbeddedTsa } from '../../server/adapters/tsa-embedded.ts';
import { createHttpTsa, type HttpTsaOptions } from '../../server/adapters/tsa-http.ts';
import { fixedClock, issue, nodeCrypto, systemRandom, type TestPki, testPki } from '../support/pki.ts';
import { serviceError } from '../support/service-error.ts';

const digest = nodeCrypto.sha256(utf8('checkpoint'));

interface Answer {
  readonly status?: number;
  readonly body?: Uint8Array;
  readonly headers?: Record<string, string>;
  readonly hang?: boolean;
}

describe('server/adapters/tsa-http', () => {
  let pki: TestPki;
  let desk: EmbeddedTsa;
  let server: Server;
  let url: string;
  let answer: (query: Uint8Array) => Promise<Answer>;
  let seen: { method?: string | undefined; type?: string | undefined; query: Uint8Array };
  const honest = async (query: Uint8Array): Promise<Answer> => ({
    body: await desk.answerTimestampQuery(query),
  });

  before(async () => {
    pki = await testPki();
    desk = createEmbeddedTsa({
      crypto: nodeCrypto,
      signer: pki.tsa.signer,
      certificate: pki.tsa.certificate,
      chain: [pki.tsa.certificate, pki.authority.certificate],
      clock: fixedClock(),
      random: systemRandom,
    });
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen = {
        method: request.method,
        type: request.headers['content-type'],
        query: new Uint8Array(Buffer.concat(chunks)),
      };
      const { status = 200, body = new Uint8Array(), headers = {}, hang } = await answer(seen.query);
      response.writeHead(status, { 'content-type': 'application/timestamp-reply', ...headers });
      if (hang) response.write(body);
      else response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
  });
  beforeEach(() => {
    answer = honest;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (more: Partial<HttpTsaOptions> = {}) =>
    createHttpTsa({
      url,
      crypto: nodeCrypto,
      random: systemRandom,
      anchors: [pki.root.certificate],
      ...more,
    });
  const refusal = async (more: Partial<HttpTsaOptions> = {}) => {
    const { code, message, facts } = await serviceError(client(more).stamp(digest));
    return { code, message, facts };
  };
  const notAccepted = (why: string) => `the time-stamping authority's answer was not accepted: ${why}`;

  it('posts a query with a nonce and returns the verified token', async () => {
    const token = await client().stamp(digest);
    expect(
      (await verifyTimestampToken(nodeCrypto, token, { digest, anchors: [pki.root.certificate] })).code,
    ).to.equal('OK');
    const request = parseTimestampRequest(seen.query);
    expect([seen.method, seen.type]).to.deep.equal(['POST', 'application/timestamp-query']);
    expect([request.certReq, request.policy]).to.deep.equal([true, undefined]);
    expect(request.imprint.digest).to.deep.equal(digest);
    const first = request.nonce;
    await client().stamp(digest);
    expect(parseTimestampRequest(seen.query).nonce).to.not.equal(first);
  });

  it('takes 200 and 201', async () => {
    for (const status of [200, 201]) {
      answer = async (query) => ({ ...(await honest(query)), status });
      expect((await client().stamp(digest)).length).to.be.greaterThan(100);
    }
  });

  it('asks for a policy and insists on it', async () => {
    expect((await client({ policy: POLICY.timestamp }).stamp(digest)).length).to.be.greaterThan(100);
    expect(parseTimestampRequest(seen.query).policy).to.equal(POLICY.timestamp);
    answer = async (query) => {
      const { nonce } = parseTimestampRequest(query);
      return honest(encodeTimestampRequest({ digest, nonce: nonce!, certReq: true }));
    };
    const other = await refusal({ policy: '1.2.3' });
    expect([other.code, other.message]).to.deep.equal([
      'TSA_REJECTED',
      notAccepted('another policy than asked for'),
    ]);
  });

  it('reports a refusal with the reasons given', async () => {
    const result = await refusal({ policy: '1.2.3' });
    expect(result.message).to.equal(notAccepted('it refused the request'));
    expect(result.facts).to.include({
      status: '2',
      failures: 'unacceptedPolicy',
      text: 'the only policy is 2.999.7365.2.1',
    });
  });

  it('refuses tokens over another digest, with another nonce, or of a foreign authority', async () => {
    const swap = (change: object) => async (query: Uint8Array) => {
      const { nonce } = parseTimestampRequest(query);
      return honest(encodeTimestampRequest({ digest, nonce: nonce!, certReq: true, ...change }));
    };
    answer = swap({ digest: new Uint8Array(32) });
    expect((await refusal()).facts).to.deep.equal({ url, code: 'IMPRINT' });
    answer = swap({ nonce: 1n });
    expect((await refusal()).facts).to.deep.equal({ url, code: 'NONCE' });
    answer = swap({ certReq: false });
    expect((await refusal()).facts).to.deep.equal({ url, code: 'SIGNER_UNKNOWN' });
    answer = honest;
    const other = await issue('root', { profile: PROFILES.root });
    const foreign = await refusal({ anchors: [other.certificate] });
    expect([foreign.code, foreign.message]).to.deep.equal([
      'TSA_REJECTED',
      notAccepted('its token does not verify'),
    ]);
  });

  it('completes a chain that the token leaves out', async () => {
    answer = async (query) => {
      const { nonce } = parseTimestampRequest(query);
      return honest(encodeTimestampRequest({ digest, nonce: nonce!, certReq: false }));
    };
    const intermediates = [pki.tsa.certificate, pki.authority.certificate];
    expect((await client({ intermediates }).stamp(digest)).length).to.be.greaterThan(100);
  });

  it('refuses answers that are malformed or too long', async () => {
    answer = async () => ({ body: utf8('<html>') });
    expect(await refusal()).to.deep.include({
      code: 'TSA_REJECTED',
      message: notAccepted('it is malformed'),
    });
    answer = async () => ({ body: encodeGranted(new Uint8Array([0x30, 0])) });
    expect((await refusal()).facts.code).to.equal('FORMAT');
    answer = async () => ({ body: new Uint8Array(64 * 1024 + 1) });
    expect(await refusal()).to.deep.include({
      code: 'TSA_REJECTED',
      message: 'the answer is longer than 65536 bytes',
    });
  });

  it('tells a refusal by status from an authority that is away', async () => {
    const codes: Record<number, string> = {
      400: 'TSA_REJECTED',
      404: 'TSA_REJECTED',
      408: 'TSA_UNAVAILABLE',
      429: 'TSA_UNAVAILABLE',
      500: 'TSA_UNAVAILABLE',
      503: 'TSA_UNAVAILABLE',
      204: 'TSA_UNAVAILABLE',
    };
    for (const [status, code] of Object.entries(codes)) {
      answer = async () => ({ status: Number(status) });
      const result = await refusal();
      expect(result.code, status).to.equal(code);
      expect(result.message).to.equal(`the time-stamping authority answered with HTTP status ${status}`);
    }
  });

  it('gives up on an answer that never ends, follows no redirect, and reports a port where nobody listens', async () => {
    const away = 'the time-stamping authority did not answer';
    answer = async () => ({ hang: true, body: new Uint8Array(10) });
    expect(await refusal({ timeoutMillis: 100 })).to.deep.equal({
      code: 'TSA_UNAVAILABLE',
      message: away,
      facts: { url },
    });
    answer = async () => ({ status: 302, headers: { location: url } });
    expect((await refusal()).message).to.equal(away);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const free = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/`;
    await new Promise((resolve) => closed.close(resolve));
    expect(await refusal({ url: free })).to.deep.equal({
      code: 'TSA_UNAVAILABLE',
      message: away,
      facts: { url: free },
    });
  });
});
