/** What docs/client.md says of tokens, retries and failures, held against a service that answers as told. */
import { expect } from 'chai';
import { type Client, createClient } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import { makeKeys } from '../support/api.ts';
import { nodeCrypto } from '../support/pki.ts';

type Told = Response | Error | (() => Response);

describe('client/client', () => {
  let client: Client;
  let answers: Told[];
  let sent: {
    readonly path: string;
    readonly method: string;
    readonly headers: Headers;
    readonly body: string;
  }[];
  let tokens: number;
  let pauses: number[];
  let now: number;
  let keys: Awaited<ReturnType<typeof makeKeys>>;

  before(async () => {
    keys = await makeKeys();
  });
  beforeEach(() => {
    [answers, sent, tokens, pauses, now] = [[], [], 0, [], 1_000_000];
    client = createClient({
      baseUrl: 'http://service.test',
      organisation: 'a-bank',
      signer: keys.filer.signer,
      certificateSha256: nodeCrypto.sha256(keys.filer.certificate.der),
      now: () => now,
      sleep: async (ms) => void pauses.push(ms),
      fetch: (async (url: string, init: RequestInit) => {
        const path = url.slice('http://service.test'.length);
        if (path === '/v1/token') {
          tokens++;
          return Response.json({ access_token: `token-${tokens}`, expires_in: 600 });
        }
        const request = new Request(url, init);
        sent.push({ path, method: request.method, headers: request.headers, body: await request.text() });
        const told = answers.shift();
        if (told instanceof Error) throw told;
        return typeof told === 'function' ? told() : (told ?? Response.json({ id: 'x' }));
      }) as typeof globalThis.fetch,
    });
  });

  const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
    Response.json({ code, detail: `told ${code}` }, { status, headers });
  const failed = async (work: Promise<unknown>): Promise<ClientError> => {
    try {
      await work;
    } catch (error) {
      expect(error).to.be.instanceOf(ClientError);
      return error as ClientError;
    }
    throw new Error('it did not fail');
  };

  it('repeats a filing under the same key and body, after a pause that doubles, or the one asked for', async () => {
    answers = [
      new TypeError('connection reset'),
      problem(503, 'OVERLOADED', { 'retry-after': '3' }),
      problem(502, 'X'),
    ];
    await client.file({ record: { type: 'DRAW' } });
    expect(pauses).to.deep.equal([200, 3000, 800]);
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).to.equal(1);
    expect(new Set(sent.map(({ body }) => body))).to.deep.equal(new Set(['{"record":{"type":"DRAW"}}']));
  });

  it('gives up after six attempts with the last failure, and never waits longer than ten seconds', async () => {
    answers = Array.from({ length: 9 }, () => problem(429, 'RATE_LIMITED', { 'retry-after': '600' }));
    const error = await failed(client.file({ record: {} }));
    expect([error.status, error.code, error.retryAfterSeconds]).to.deep.equal([429, 'RATE_LIMITED', 600]);
    expect([sent.length, pauses]).to.deep.equal([6, [10_000, 10_000, 10_000, 10_000, 10_000]]);
  });

  it('says UNREACHABLE without a status when nobody answers', async () => {
    answers = Array.from({ length: 6 }, () => new TypeError('no route'));
    const error = await failed(client.evidence('x'));
    expect([error.status, error.code]).to.deep.equal([undefined, 'UNREACHABLE']);
    expect(pauses.reduce((sum, ms) => sum + ms)).to.equal(6200);
  });

  for (const status of [400, 403, 404, 409, 422, 500]) {
    it(`does not repeat what was answered ${status}`, async () => {
      answers = [problem(status, 'TOLD')];
      const error = await failed(client.file({ record: {} }));
      expect([error.status, error.code, error.message, error.problem.code]).to.deep.equal([
        status,
        'TOLD',
        'told TOLD',
        'TOLD',
      ]);
      expect(sent).to.have.length(1);
    });
  }

  it('fetches one token for many calls, another before it ends, and another once after 401', async () => {
    await client.evidence('x');
    await client.evidence('x');
    expect(tokens).to.equal(1);
    now += 575_000;
    await client.evidence('x');
    expect(tokens).to.equal(2);
    answers = [problem(401, 'UNAUTHENTICATED')];
    await client.evidence('x');
    expect([tokens, sent.at(-1)!.headers.get('authorization')]).to.deep.equal([3, 'Bearer token-3']);
    answers = [problem(401, 'UNAUTHENTICATED'), problem(401, 'UNAUTHENTICATED')];
    expect((await failed(client.evidence('x'))).status).to.equal(401);
  });

  it('calls any other operation: GET, or POST of JSON with the headers given', async () => {
    expect(await (await client.call('/v1/cases?state=opened')).json()).to.deep.equal({ id: 'x' });
    await client.call('/v1/cases/1/steps', { headers: { 'if-match': '"1"' }, json: { event: 'open' } });
    await client.call('/v1/webhooks/1', { method: 'DELETE' });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'GET /v1/cases?state=opened',
      'POST /v1/cases/1/steps',
      'DELETE /v1/webhooks/1',
    ]);
    const [, step] = sent;
    expect(step!.headers.get('content-type')).to.equal('application/json');
    expect([step!.headers.get('if-match'), step!.body]).to.deep.equal(['"1"', '{"event":"open"}']);
    answers = [problem(412, 'VERSION_CONFLICT')];
    expect((await failed(client.call('/v1/cases/1/steps', { json: {} }))).code).to.equal('VERSION_CONFLICT');
  });

  it('takes a page of a proxy for a refusal with its status', async () => {
    answers = [new Response('<h1>Bad request</h1>', { status: 400 })];
    const error = await failed(client.evidence('x'));
    expect([error.code, error.problem.detail]).to.deep.equal(['HTTP_400', '<h1>Bad request</h1>']);
  });
});
