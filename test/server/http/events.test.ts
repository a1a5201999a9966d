/** `GET /v1/events`: server-sent events. */
import { expect } from 'chai';
import { type Api, BANK, OTHER, recordInput, startApi } from '../../support/api.ts';

interface Message {
  readonly id?: string;
  readonly event?: string;
  readonly data?: { readonly type: string; readonly data: Record<string, unknown> };
  readonly comment?: true;
}

/** A reader of a stream that stops when it has what it waits for. */
function reader(answer: Response) {
  const chunks = answer.body!.getReader();
  let held = '';
  return {
    async next(): Promise<Message | undefined> {
      for (;;) {
        const end = held.indexOf('\n\n');
        if (end >= 0) {
          const block = held.slice(0, end);
          held = held.slice(end + 2);
          if (block.startsWith('retry:')) continue;
          return messageOf(block);
        }
        const { done, value } = await chunks.read();
        if (done) return undefined;
        held += Buffer.from(value).toString();
      }
    },
    cancel: () => chunks.cancel(),
  };
}

function messageOf(block: string): Message {
  if (block.startsWith(':')) return { comment: true };
  const members = block
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  const { data, ...rest } = Object.fromEntries(members) as Record<string, string>;
  return {
    ...rest,
    ...(data === undefined ? {} : { data: JSON.parse(data) as NonNullable<Message['data']> }),
  };
}

describe('http: event streams', () => {
  let api: Api;
  let count = 0;
  before(async () => {
    api = await startApi({
      intervalMs: 0,
      limits: { streams: { perOrganisation: 2, total: 3, heartbeatMs: 60, lifetimeMs: 60_000 } },
    });
    await api.deps.filing.events.pump();
  });
  after(() => api.stop());

  const file = async () => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `events-${count++}` },
      body: JSON.stringify({ record: recordInput() }),
    });
    await api.deps.filing.events.pump();
    return ((await answer.json()) as { id: string }).id;
  };
  const open = (query = '', headers: Record<string, string> = {}, token?: string) =>
    api.call(`/v1/events${query}`, { headers, ...(token === undefined ? {} : { token }) });
  const nextEvent = async (stream: ReturnType<typeof reader>): Promise<Message> => {
    for (;;) {
      const message = await stream.next();
      if (message === undefined) throw new Error('the stream ended');
      if (message.event !== undefined) return message;
    }
  };

  it('tells what is new as it happens, with signs of life between', async () => {
    const before = await file();
    const answer = await open();
    expect(answer.headers.get('content-type')).to.match(/^text\/event-stream/);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    const stream = reader(answer);
    expect(await stream.next()).to.deep.equal({ comment: true });
    const id = await file();
    const message = await nextEvent(stream);
    expect(message.event).to.equal('evidence.logged');
    expect(message.data!.data).to.include({ id, type: 'DRAW' });
    expect(message.data!.data.id).to.not.equal(before);
    await stream.cancel();
  });

  it('goes on behind the last event that was seen, without a gap', async () => {
    const stream = reader(await open());
    const first = await file();
    const seen = await nextEvent(stream);
    await stream.cancel();
    const missed = [await file(), await file()];
    for (const again of [await open('', { 'last-event-id': seen.id! }), await open(`?after=${seen.id!}`)]) {
      const resumed = reader(again);
      const ids = [await nextEvent(resumed), await nextEvent(resumed)].map(({ data }) => data!.data.id);
      expect(ids).to.deep.equal(missed).and.not.include(first);
      await resumed.cancel();
    }
  });

  it('moves a reader on whose events are others’', async () => {
    const other = await api.token({ organisation: OTHER, signer: api.keys.other });
    const stream = reader(await open('', {}, other));
    await file();
    let message = await stream.next();
    while (message?.id === undefined) message = await stream.next();
    expect(Object.keys(message)).to.deep.equal(['id']);
    expect(message.id).to.equal(await api.deps.filing.events.latest());
    await stream.cancel();
  });

  it('tells the types that are wanted alone', async () => {
    const { events } = api.deps.filing;
    const stream = reader(await open('?types=case.*,package.ready'));
    await file();
    await events.publish({ type: 'erasure.done', organisations: [BANK], data: {} });
    await events.publish({ type: 'case.opened', organisations: [OTHER], data: {} });
    await events.publish({ type: 'case.answered', organisations: [BANK], data: { case: 'C-1' } });
    expect((await nextEvent(stream)).event).to.equal('case.answered');
    await stream.cancel();
  });

  for (const [what, query, headers, status, code] of [
    ['an id that is none', '', { 'last-event-id': 'x' }, 400, 'REQUEST_INVALID'],
    ['a type that is none', '?types=Case', {}, 400, 'REQUEST_INVALID'],
    ['an unknown member', '?since=1', {}, 400, 'REQUEST_INVALID'],
  ] as const) {
    it(`refuses ${what} with a problem document`, async () => {
      const answer = await open(query, headers);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).to.deep.equal([status, code]);
    });
  }

  it('is opened so often and no more, and free again when a reader has gone', async () => {
    const two = [reader(await open()), reader(await open())];
    const refused = await open();
    expect([refused.status, ((await refused.json()) as { code: string }).code]).to.deep.equal([
      429,
      'TOO_MANY_STREAMS',
    ]);
    expect(refused.headers.get('retry-after')).to.equal('60');
    const other = await api.token({ organisation: OTHER, signer: api.keys.other });
    const theirs = await open('', {}, other);
    expect(theirs.status).to.equal(200);
    expect((await open('', {}, other)).status).to.equal(429);
    await theirs.body!.cancel();
    await two[0]!.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const again = await open();
    expect(again.status).to.equal(200);
    await again.body!.cancel();
    await two[1]!.cancel();
  });

  it('ends after its time, and when the service stops', async () => {
    const short = await startApi({
      limits: { streams: { perOrganisation: 2, total: 3, heartbeatMs: 20, lifetimeMs: 50 } },
    });
    const ended = async (answer: Response) => {
      const stream = reader(answer);
      while ((await stream.next()) !== undefined);
      return true;
    };
    expect(await ended(await short.call('/v1/events'))).to.equal(true);
    await short.stop();
    const answer = await open();
    const end = ended(answer);
    await api.deps.filing.events.stop();
    expect(await end).to.equal(true);
  });
});
