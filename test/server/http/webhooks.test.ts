/** Webhooks: set up, signed after Standard Webhooks, retried, switched off, and what became of each delivery. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import type { PostOutcome, WebhookPost, WebhookSender } from '../../../server/ports/webhook-sender.ts';
import { createWebhooks } from '../../../server/usecases/webhooks/create.ts';
import { DEFAULT_WEBHOOK_SETTINGS } from '../../../server/usecases/webhooks/types.ts';
import { type Api, BANK, OTHER, recordInput, startApi } from '../../support/api.ts';
import { AT } from '../../support/pki.ts';

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly disabled_reason?: string;
  readonly failing_since?: string;
  readonly previous_secret_until?: string;
  readonly code?: string;
}

interface Sent {
  readonly id: string;
  readonly state: string;
  readonly event: { id: string; type: string };
  readonly attempts: readonly { status?: number; failure?: string }[];
  readonly next_attempt?: string;
}

const DAY = 86_400_000;

/** The reference library reads the machine's clock. */
function verified<T>(at: number, verify: () => T): T {
  const real = Date.now;
  Date.now = () => at;
  try {
    return verify();
  } finally {
    Date.now = real;
  }
}

describe('http: webhooks', () => {
  let api: Api;
  const posts: WebhookPost[] = [];
  let outcome: (post: WebhookPost) => PostOutcome | Promise<PostOutcome> = () => ({ status: 204 });
  const sender: WebhookSender = {
    check: () => undefined,
    post: async (post) => {
      posts.push(post);
      return outcome(post);
    },
  };
  before(async () => {
    api = await startApi({ intervalMs: 0, webhookSender: sender });
    await api.deps.filing.events.pump();
  });
  after(() => api.stop());
  beforeEach(() => {
    posts.length = 0;
    outcome = () => ({ status: 204 });
    api.clock.at = AT;
  });
  afterEach(async () => {
    api.clock.at = AT;
    for (const { id } of (await call<{ items: Made[] }>('GET', '')).body.items)
      await call('DELETE', `/${id}`);
  });

  async function call<T = Made>(method: string, path: string, body?: unknown, token?: string) {
    const answer = await api.call(`/v1/webhooks${path}`, {
      method,
      ...(token === undefined ? { token: await api.token() } : { token }),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T };
  }
  const setUp = async (types: string[] = ['case.*'], over: Record<string, unknown> = {}) => {
    const { status, body } = await call('POST', '', { url: 'https://hooks.example/a', types, ...over });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const publish = (type = 'case.opened', organisation = BANK) =>
    api.deps.filing.events.publish({ type, organisations: [organisation], data: { case: 'C-1' } });
  const dispatch = () => api.deps.filing.webhooks.dispatch();
  const deliveries = async (id: string, query = '') =>
    (await call<{ items: Sent[]; next_cursor?: string }>('GET', `/${id}/deliveries${query}`)).body;
  const get = async (id: string) => (await call('GET', `/${id}`)).body;

  it('posts what is wanted, signed so that the reference library takes it and no change to it', async () => {
    const { secret, id } = await setUp(['evidence.logged', 'case.*']);
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'hook' },
      body: JSON.stringify({ record: recordInput() }),
    });
    await api.deps.filing.events.pump();
    await publish('package.ready');
    await publish('case.opened', OTHER);
    const event = await publish();
    await dispatch();
    expect(posts).to.have.length(2);
    const post = posts.find(({ body }) => body.includes('case.opened'))!;
    const payload = verified(AT, () => new Webhook(secret).verify(post.body, post.headers));
    expect(payload).to.deep.equal({
      type: 'case.opened',
      timestamp: new Date(AT).toISOString(),
      data: { case: 'C-1' },
    });
    expect(post.headers['webhook-id']).to.equal(`evt_${event.replaceAll('.', '-')}`);
    expect(post.headers['content-type']).to.equal('application/json');
    const wrong = (headers: Record<string, string>, body = post.body, key = secret) =>
      expect(() => verified(AT, () => new Webhook(key).verify(body, headers))).to.throw();
    wrong({ ...post.headers, 'webhook-id': 'evt_2' });
    wrong({ ...post.headers, 'webhook-timestamp': String(AT / 1000 + 1) });
    wrong({ ...post.headers }, `${post.body} `);
    wrong({ ...post.headers }, post.body, `whsec_${Buffer.alloc(32).toString('base64')}`);
    const items = (await deliveries(id)).items;
    expect(items.map(({ state, attempts }) => [state, attempts.length])).to.deep.equal([
      ['delivered', 1],
      ['delivered', 1],
    ]);
    await dispatch();
    expect(posts).to.have.length(2);
  });

  it('never shows a secret again, and keeps secrets, addresses and descriptions sealed', async () => {
    const made = await setUp(['case.*'], {
      url: 'https://hooks.example/with-token-abc',
      description: 'core lending',
    });
    for (const body of [await get(made.id), (await call('GET', '')).body]) {
      expect(JSON.stringify(body)).to.include('with-token-abc').and.not.include(made.secret);
      expect(JSON.stringify(body)).to.not.include('"secret"');
    }
    const stored = JSON.stringify(await api.documents.get('webhook-endpoints', made.id));
    expect(stored).to.not.match(/hooks\.example|core lending|whsec_/);
    expect(api.logged()).to.not.match(/whsec_|with-token-abc/);
  });

  it('signs with both secrets for a while after a change, and then with the new one alone', async () => {
    const made = await setUp();
    const rotated = await call('POST', `/${made.id}/secret`, { overlap_hours: 1 });
    expect(rotated.status).to.equal(200);
    expect(rotated.body.secret).to.not.equal(made.secret);
    expect(rotated.body.previous_secret_until).to.equal(new Date(AT + 3_600_000).toISOString());
    await publish();
    await dispatch();
    const both = posts[0]!;
    expect(both.headers['webhook-signature']!.split(' ')).to.have.length(2);
    for (const secret of [made.secret, rotated.body.secret])
      verified(AT, () => new Webhook(secret).verify(both.body, both.headers));
    const third = await call('POST', `/${made.id}/secret`, { overlap_hours: 1 });
    await publish();
    await dispatch();
    const next = posts[1]!;
    expect(next.headers['webhook-signature']!.split(' ')).to.have.length(2);
    expect(() => verified(AT, () => new Webhook(made.secret).verify(next.body, next.headers))).to.throw();
    api.clock.at += 3_600_000;
    await publish();
    await dispatch();
    const last = posts[2]!;
    expect(last.headers['webhook-signature']!.split(' ')).to.have.length(1);
    verified(api.clock.at, () => new Webhook(third.body.secret).verify(last.body, last.headers));
    const at0 = await call('POST', `/${made.id}/secret`, { overlap_hours: 0 });
    expect(at0.body).to.not.have.property('previous_secret_until');
  });

  it('tries again at growing distances, the same message each time, and gives up after days', async () => {
    const { id } = await setUp();
    outcome = () => ({ status: 503 });
    await publish();
    await dispatch();
    const pauses: number[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const [one] = (await deliveries(id)).items;
      if (one!.state === 'failed') break;
      const due = Date.parse(one!.next_attempt!);
      pauses.push((due - api.clock.at) / 1000);
      api.clock.at = due - 1;
      await dispatch();
      expect(posts).to.have.length(turn + 1);
      api.clock.at = due;
      await dispatch();
    }
    const { retrySeconds } = DEFAULT_WEBHOOK_SETTINGS;
    expect(pauses).to.have.length(retrySeconds.length);
    for (const [i, seconds] of retrySeconds.entries())
      expect(pauses[i]).to.be.within(seconds * 0.79, seconds * 1.21);
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).to.equal(1);
    expect(new Set(posts.map(({ body }) => body)).size).to.equal(1);
    expect(posts.map(({ headers }) => headers['webhook-timestamp'])).to.include(
      String(Math.floor(api.clock.at / 1000)),
    );
    const [failed] = (await deliveries(id, '?state=failed')).items;
    expect(failed!.attempts).to.have.length(retrySeconds.length + 1);
    expect((await deliveries(id, '?state=pending')).items).to.deep.equal([]);
  });

  it('is delivered at last when the endpoint comes back', async () => {
    const { id } = await setUp();
    outcome = () => ({ failure: 'unreachable' });
    await publish();
    await dispatch();
    expect((await get(id)).failing_since).to.equal(new Date(AT).toISOString());
    outcome = () => ({ status: 200 });
    api.clock.at += 10_000;
    await dispatch();
    const [one] = (await deliveries(id)).items;
    expect(one).to.deep.include({ state: 'delivered' });
    expect(one!.attempts.map(({ status, failure }) => status ?? failure)).to.deep.equal(['unreachable', 200]);
    expect(await get(id)).to.not.have.property('failing_since');
  });

  it('is switched off when it has failed for too long, keeps what waits, and posts it when it is switched on', async () => {
    const { id } = await setUp();
    outcome = () => ({ status: 500 });
    await publish();
    await dispatch();
    api.clock.at += 5 * DAY;
    await publish();
    await dispatch();
    expect(await get(id)).to.deep.include({ enabled: false, disabled_reason: 'failing' });
    const before = posts.length;
    api.clock.at += DAY;
    await publish();
    await dispatch();
    await dispatch();
    expect(posts.length).to.be.within(before, before + 1);
    outcome = () => ({ status: 204 });
    const on = await call('PATCH', `/${id}`, { enabled: true });
    expect(on.body).to.include({ enabled: true }).and.not.have.property('disabled_reason');
    await dispatch();
    expect((await deliveries(id)).items.map(({ state }) => state)).to.deep.equal([
      'delivered',
      'delivered',
      'delivered',
    ]);
  });

  it('is switched off at once when it answers that it is gone, and by its owner', async () => {
    const { id } = await setUp();
    outcome = () => ({ status: 410 });
    await publish();
    await dispatch();
    expect(await get(id)).to.deep.include({ enabled: false, disabled_reason: 'gone' });
    const other = await setUp();
    expect((await call('PATCH', `/${other.id}`, { enabled: false })).body).to.include({
      disabled_reason: 'owner',
    });
    outcome = () => ({ status: 204 });
    posts.length = 0;
    await publish();
    await dispatch();
    expect(posts).to.deep.equal([]);
  });

  it('lets events wait in the journal while many deliveries wait', async () => {
    const small = createWebhooks({
      ...api.service,
      documents: api.documents,
      events: api.deps.filing.events,
      custody: { record: async () => undefined as never, list: async () => ({ lines: [], next: undefined }) },
      logger: api.deps.logger,
      sender,
      settings: { ...DEFAULT_WEBHOOK_SETTINGS, maxPending: 3 },
    });
    const { id } = await setUp();
    outcome = () => ({ status: 500 });
    for (let i = 0; i < 3; i++) await publish();
    await small.dispatch();
    for (let i = 0; i < 3; i++) await publish();
    await small.dispatch();
    expect((await deliveries(id)).items).to.have.length(3);
    outcome = () => ({ status: 200 });
    api.clock.at += 10_000;
    await small.dispatch();
    await small.dispatch();
    expect((await deliveries(id, '?state=delivered')).items).to.have.length(6);
  });

  it('of one endpoint that is slow delays no other', async () => {
    const slow = await setUp(['case.*'], { url: 'https://slow.example/' });
    const quick = await setUp(['case.*'], { url: 'https://quick.example/' });
    let answer: (() => void) | undefined;
    outcome = ({ url }) =>
      url.includes('quick')
        ? { status: 200 }
        : new Promise((resolve) => {
            answer = () => resolve({ status: 200 });
          });
    await publish();
    const first = dispatch();
    while ((await deliveries(quick.id)).items.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await deliveries(slow.id)).items).to.deep.equal([]);
    answer!();
    await first;
    expect((await deliveries(slow.id)).items).to.have.length(1);
  });

  it('survives a restart: what was begun goes on, nothing is lost', async () => {
    const { id } = await setUp();
    outcome = () => ({ status: 500 });
    await publish();
    await dispatch();
    const event = await publish('case.answered');
    const again = createWebhooks({
      ...api.service,
      documents: api.documents,
      events: api.deps.filing.events,
      custody: { record: async () => undefined as never, list: async () => ({ lines: [], next: undefined }) },
      logger: api.deps.logger,
      sender,
      settings: DEFAULT_WEBHOOK_SETTINGS,
    });
    outcome = () => ({ status: 200 });
    api.clock.at += 10_000;
    await again.dispatch();
    const { items } = await deliveries(id);
    expect(items.map(({ state }) => state)).to.deep.equal(['delivered', 'delivered']);
    expect(items[0]!.id).to.equal(event);
  });

  it('is pinged and posts again by hand, with the same id', async () => {
    const { id, secret } = await setUp();
    const ping = await call<Sent>('POST', `/${id}/ping`);
    expect([ping.status, ping.body.state, ping.body.event.type]).to.deep.equal([
      200,
      'delivered',
      'webhook.ping',
    ]);
    verified(AT, () => new Webhook(secret).verify(posts[0]!.body, posts[0]!.headers));
    outcome = () => ({ failure: 'certificate' });
    const bad = await call<Sent>('POST', `/${id}/ping`);
    expect([bad.body.state, bad.body.attempts[0]!.failure, bad.body.next_attempt]).to.deep.equal([
      'failed',
      'certificate',
      undefined,
    ]);
    outcome = () => ({ status: 200 });
    const event = await publish();
    await dispatch();
    const twice = await call<Sent>('POST', `/${id}/deliveries/${event}/redeliver`);
    expect([twice.status, twice.body.attempts.length]).to.deep.equal([200, 2]);
    const [first, second] = posts.slice(-2);
    expect(first!.headers['webhook-id']).to.equal(second!.headers['webhook-id']);
    expect((await call('POST', `/${id}/deliveries/9.9.9/redeliver`)).status).to.equal(404);
  });

  it('lists deliveries in pages, newest first, and forgets them after their time', async () => {
    const { id } = await setUp();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift(await publish());
      await dispatch();
      api.clock.at += 1000;
    }
    const one = await deliveries(id, '?limit=3');
    const two = await deliveries(id, `?limit=3&cursor=${one.next_cursor}`);
    expect([...one.items, ...two.items].map((item) => item.id)).to.deep.equal(ids);
    expect(two.next_cursor).to.equal(undefined);
    api.clock.at += 30 * DAY;
    await api.deps.filing.webhooks.sweep();
    api.clock.at = AT;
    expect((await deliveries(id)).items).to.deep.equal([]);
  });

  it('belongs to its organisation: for others there is none', async () => {
    const { id } = await setUp();
    const foreign = await api.token({ organisation: OTHER, signer: api.keys.other });
    for (const [method, path, body] of [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`, { enabled: false }],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/secret`, {}],
      ['POST', `/${id}/ping`],
      ['GET', `/${id}/deliveries`],
      ['POST', `/${id}/deliveries/1.0.0/redeliver`],
    ] as const)
      expect((await call(method, path, body, foreign)).status, `${method} ${path}`).to.equal(404);
    expect((await call<{ items: Made[] }>('GET', '', undefined, foreign)).body.items).to.deep.equal([]);
    expect((await get(id)).enabled).to.equal(true);
  });

  for (const [what, body] of [
    ['no types', { url: 'https://hooks.example/', types: [] }],
    ['a type in capitals', { url: 'https://hooks.example/', types: ['Case.*'] }],
    ['no address', { types: ['case.*'] }],
    ['an unknown member', { url: 'https://hooks.example/', types: ['case.*'], secret: 'mine' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, body: answer } = await call('POST', '', body);
      expect([status, answer.code]).to.deep.equal([400, 'REQUEST_INVALID']);
    });
  }

  it('is refused beyond the limit of an organisation, and leaves custody lines', async () => {
    for (let i = 0; i < 10; i++) await setUp();
    const more = await call('POST', '', { url: 'https://hooks.example/', types: ['case.*'] });
    expect([more.status, more.body.code]).to.deep.equal([409, 'WEBHOOK_LIMIT']);
    const bank = { kind: 'system', organisation: BANK, role: 'bank', id: 'x', scopes: [] } as const;
    const { lines } = await api.deps.custody.list(bank, { limit: 5 });
    expect(lines[0]).to.include({ action: 'webhook.created' });
  });

  it('reaches a real endpoint; without a token nobody sets one up', async () => {
    const real = await startApi({ intervalMs: 0 });
    let server: Server | undefined;
    try {
      let received = '';
      server = createServer((req, res) => {
        req.on('data', (bytes: Buffer) => (received += bytes.toString()));
        req.on('end', () => res.writeHead(204).end());
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const made = await real.call('/v1/webhooks', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url, types: ['evidence.*'] }),
      });
      expect(made.status).to.equal(201);
      const { id } = (await made.json()) as Made;
      const ping = (await (await real.call(`/v1/webhooks/${id}/ping`, { method: 'POST' })).json()) as Sent;
      expect([ping.state, JSON.parse(received).type]).to.deep.equal(['delivered', 'webhook.ping']);
      expect((await real.call('/v1/webhooks', { token: null })).status).to.equal(401);
    } finally {
      server?.close();
      await real.stop();
    }
  });
});
