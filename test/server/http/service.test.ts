/** The public log, health, metrics, limits, the landing page; and what never reaches the service's log. */
import { expect } from 'chai';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { decodeEntryBundle } from '../../../core/tlog/entry-bundle.ts';
import { entriesPath, tilePath } from '../../../core/tlog/tile-path.ts';
import { ServiceError } from '../../../server/errors.ts';
import { type Api, recordInput, signedStatement, startApi, wholeRecord } from '../../support/api.ts';

const ITEMS = 300;
const post = (body: unknown, key: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': key },
  body: JSON.stringify(body),
});

describe('http: the public log', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
    const lines = Array.from({ length: ITEMS }, (_, i) =>
      JSON.stringify({ idempotency_key: `k${i}`, record: recordInput() }),
    );
    const answer = await api.call('/v1/evidence/batch', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect((await answer.text()).match(/"status":201/g)).to.have.length(ITEMS);
  });
  after(() => api.stop());
  const open = (path: string) => api.call(path, { token: null });

  it('serves the checkpoint as text, fresh', async () => {
    const answer = await open('/log/checkpoint');
    expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(answer.headers.get('cache-control')).to.equal('public, max-age=1');
    expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
    expect(parseSignedCheckpoint(await answer.text()).checkpoint.size).to.equal(ITEMS);
  });

  it('serves full tiles for ever and partial ones for a while', async () => {
    const full = await open(`/log/${tilePath(0, 0)}`);
    expect(full.headers.get('content-type')).to.equal('application/octet-stream');
    expect(full.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
    expect((await full.arrayBuffer()).byteLength).to.equal(256 * 32);
    const partial = await open(`/log/${tilePath(0, 1, ITEMS - 256)}`);
    expect(partial.headers.get('cache-control')).to.equal('public, max-age=3600');
    expect((await partial.arrayBuffer()).byteLength).to.equal((ITEMS - 256) * 32);
    const upper = await open(`/log/${tilePath(1, 0, 1)}`);
    expect((await upper.arrayBuffer()).byteLength).to.equal(32);
  });

  it('serves bundles of entries', async () => {
    const bundle = await open(`/log/${entriesPath(0)}`);
    expect(decodeEntryBundle(new Uint8Array(await bundle.arrayBuffer()), 256)).to.have.length(256);
  });

  it('has no tile beyond the log, and none of a malformed name', async () => {
    for (const path of [
      'tile/0/001',
      'tile/0/001.p/45',
      'tile/0/002',
      'tile/2/000.p/1',
      'tile/entries/001',
      'tile/0/1',
      'tile/x/000',
      'tile/0/000.p/256',
    ]) {
      const answer = await open(`/log/${path}`);
      expect(answer.status, path).to.equal(404);
      expect(await answer.json(), path).to.include({ code: 'NOT_FOUND' });
    }
  });

  it('says when no checkpoint is witnessed yet', async () => {
    expect(await (await open('/log/checkpoint/witnessed')).json()).to.include({ code: 'NOT_FOUND' });
  });

  it('publishes policy and trust data', async () => {
    expect(await (await open('/log/policy')).text()).to.equal('quorum none\n');
    expect(await (await open('/log/trust.json')).json()).to.include({ version: 1, origin: 'log.test/api' });
  });
});

describe('http: the service itself', () => {
  let api: Api;
  before(async () => {
    api = await startApi({
      limits: { perMinute: { caller: 40, log: 1000, anonymous: 40 }, maxVerifications: 0 },
      app: {
        components: async () => [
          { name: 'store', ok: true, needed: true },
          { name: 'chain', ok: false, needed: false, detail: 'no answer' },
        ],
      },
    });
  });
  after(() => api.stop());
  const open = (path: string, init: RequestInit = {}) => api.call(path, { ...init, token: null });

  it('answers health and readiness', async () => {
    expect(await (await open('/healthz')).json()).to.deep.equal({ status: 'ok' });
    const ready = await open('/readyz');
    expect(ready.status).to.equal(200);
    expect(await ready.json()).to.deep.equal({
      ready: true,
      origin: 'log.test/api',
      components: [
        { name: 'store', ok: true, needed: true },
        { name: 'chain', ok: false, needed: false, detail: 'no answer' },
      ],
    });
  });

  it('is not ready without what filing needs', async () => {
    const broken = await startApi({
      app: { components: async () => [{ name: 'store', ok: false, needed: true }] },
      started: false,
    });
    const answer = await broken.call('/readyz', { token: null });
    expect([answer.status, ((await answer.json()) as { ready: boolean }).ready]).to.deep.equal([503, false]);
    await broken.stop();
  });

  it('gives metrics to this machine, and to others for a token with the scope', async () => {
    const local = await open('/metrics');
    expect(local.headers.get('content-type')).to.match(/^text\/plain/);
    const text = await local.text();
    expect(text)
      .to.match(/triseal_log_size 0/)
      .and.to.match(
        /triseal_http_request_duration_seconds_count\{method="GET",route="\/healthz",status="200"\}/,
      );
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    expect((await open('/metrics', forwarded)).status).to.equal(401);
    expect((await api.call('/metrics', forwarded)).status).to.equal(200);
  });

  it('has a landing page in both languages, without script', async () => {
    const answer = await open('/');
    const page = await answer.text();
    expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(page).to.include('网上仲裁').and.to.include('online arbitration').and.to.not.include('<script');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy)
      .to.match(/^default-src 'none'; style-src 'sha256-/)
      .and.to.not.include('unsafe');
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const { createHash } = await import('node:crypto');
    expect(policy).to.include(createHash('sha256').update(style).digest('base64'));
  });

  it('answers with headers that keep browsers out', async () => {
    const { headers } = await open('/healthz');
    expect(headers.get('content-security-policy')).to.equal("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.has('x-powered-by')).to.equal(false);
  });

  it('stamps time', async () => {
    const stamp = (type: string) =>
      open('/tsa', { method: 'POST', headers: { 'content-type': type }, body: 'abc' });
    const answer = await stamp('application/timestamp-query');
    expect(answer.headers.get('content-type')).to.equal('application/timestamp-reply');
    expect(await answer.text()).to.equal('cba');
    expect((await stamp('text/plain')).status).to.equal(415);
  });

  it('names the methods of an address, and knows no other addresses', async () => {
    const wrong = await open('/v1/verify', { method: 'DELETE' });
    expect(wrong.headers.get('allow')).to.equal('POST');
    expect(await wrong.json()).to.include({ code: 'METHOD_NOT_ALLOWED' });
    for (const path of ['/v2/evidence', '/v1/evidence/', '/V1/verify', '/log/checkpoint/']) {
      expect(await (await open(path)).json(), path).to.include({ code: 'NOT_FOUND' });
    }
    expect(await (await open('/v1/evidence/%ff', {})).json()).to.include({ code: 'REQUEST_INVALID' });
  });

  it('bounds the verifications at once', async () => {
    const answer = await open('/v1/verify', { method: 'POST', body: '{}' });
    expect(answer.headers.get('retry-after')).to.equal('5');
    expect(await answer.json()).to.include({ code: 'OVERLOADED' });
  });

  it('bounds the calls a minute, of an organisation and of an address', async () => {
    let answer = await api.call('/v1/loans/LN-1/evidence');
    for (let i = 0; i < 41 && answer.status !== 429; i++) answer = await api.call('/v1/loans/LN-1/evidence');
    expect(await answer.json()).to.deep.include({
      code: 'RATE_LIMITED',
      facts: { limit: 40, windowSeconds: 60 },
    });
    expect(answer.headers.get('retry-after')).to.equal('60');
    expect((await open('/healthz')).status).to.equal(200);
  });
});

describe('http: under strain', () => {
  it('refuses with Retry-After when more waits than the queue takes, and keeps nothing of it', async () => {
    const api = await startApi({ maxQueue: 0 });
    try {
      const form = new FormData();
      form.set('record', JSON.stringify(recordInput()));
      form.set('documents', new Blob(['x']), 'x.txt');
      const answer = await api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'idempotency-key': 'k' },
        body: form,
      });
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.equal('1');
      expect(await answer.json()).to.include({ code: 'OVERLOADED' });
      expect(api.blobs()).to.deep.equal([]);
    } finally {
      await api.stop();
    }
  });

  it('keeps the documents of an item that may be in the log, and answers the repetition with it', async () => {
    // The store took the item and the answer was lost: what a broken connection to a store looks like.
    let lose = true;
    const api = await startApi({
      service: ({ sequencer }) => ({
        sequencer: {
          ...sequencer,
          announce: () => sequencer.announce(),
          append: async (filing) => {
            const placement = await sequencer.append(filing);
            if (!lose) return placement;
            lose = false;
            throw new ServiceError('STORE_UNAVAILABLE', 'the answer of the store was lost');
          },
        },
      }),
    });
    try {
      const send = () => {
        const form = new FormData();
        form.set('record', JSON.stringify(recordInput()));
        form.set('documents', new Blob(['precious']), 'x.txt');
        return api.call('/v1/evidence', { method: 'POST', headers: { 'idempotency-key': 'k' }, body: form });
      };
      expect((await send()).status).to.equal(503);
      const again = await send();
      expect(again.status).to.equal(200);
      const { id } = (await again.json()) as { id: string };
      expect(await (await api.call(`/v1/evidence/${id}/documents/1`)).text()).to.equal('precious');
      expect(api.sequencer.head().size).to.equal(1);
    } finally {
      await api.stop();
    }
  });

  it('says that it stops before the log is started', async () => {
    const api = await startApi({ started: false });
    try {
      const answer = await api.call('/v1/evidence', post({ record: recordInput() }, 'k'));
      expect(await answer.json()).to.include({ code: 'STOPPING', status: 503 });
    } finally {
      await api.stop();
    }
  });
});

describe('http: the service log', () => {
  const SECRETS = [
    '6222020200112233445',
    'LN-secret-loan',
    'secret-file-name',
    'secret content',
    'secret-key',
    'Secret Name',
  ];

  it('holds no content, field value, loan, file name, key or token, whatever happens', async () => {
    const api = await startApi({
      useCases: () => ({
        listLoan: async () => {
          throw new TypeError(`boom ${SECRETS.join(' ')}`);
        },
      }),
    });
    try {
      const token = await api.token();
      const secret = {
        loan: 'LN-secret-loan',
        actors: [{ role: 'borrower', id: 'secret-key', name: 'Secret Name' }],
      };
      const form = new FormData();
      form.set('record', JSON.stringify(recordInput(secret)));
      form.set('documents', new Blob(['secret content']), 'secret-file-name.txt');
      await api.call('/v1/evidence', {
        method: 'POST',
        token,
        headers: { 'idempotency-key': 'secret-key' },
        body: form,
      });
      await api.call('/v1/evidence', {
        ...post({ record: recordInput({ ...secret, type: 'Secret Name' }) }, 'secret-key'),
        token,
      });
      await api.call('/v1/evidence', {
        ...post({ record: { 'Secret Name': 'LN-secret-loan' } }, 'secret-key'),
        token,
      });
      const statement = await signedStatement(api.keys.filer, wholeRecord({ loan: 'LN-secret-loan' }));
      await api.call('/v1/evidence', { ...post({ statement }, 'secret-key-2'), token });
      const failed = await api.call('/v1/loans/LN-secret-loan/evidence?cursor=MQ', { token });
      expect(await failed.text())
        .to.include('INTERNAL')
        .and.to.not.include('secret');
      await api.call('/LN-secret-loan', { token });
      const logged = api.logged();
      expect(logged.match(/"msg":"request"/g)).to.have.length(7);
      expect(logged).to.include('"msg":"request failed"');
      for (const word of [...SECRETS, token, token.split('.')[2]!, statement.slice(0, 40)]) {
        expect(logged, word).to.not.include(word);
      }
    } finally {
      await api.stop();
    }
  });

  it('has one line a request, of known members alone', async () => {
    const api = await startApi({ started: false });
    try {
      const answer = await api.call('/v1/evidence/17?x=1');
      const line = api.logged().trim().split('\n').at(-1) ?? '';
      const { milliseconds, time, pid, hostname, ...rest } = JSON.parse(line) as Record<string, unknown>;
      expect([typeof milliseconds, typeof time, typeof pid, typeof hostname]).to.deep.equal([
        'number',
        'number',
        'number',
        'string',
      ]);
      expect(rest).to.deep.equal({
        level: 30,
        request: answer.headers.get('x-request-id'),
        method: 'GET',
        route: '/v1/evidence/{id}',
        status: 400,
        complete: true,
        organisation: 'demo-bank',
        code: 'REQUEST_INVALID',
        msg: 'request',
      });
    } finally {
      await api.stop();
    }
  });
});
