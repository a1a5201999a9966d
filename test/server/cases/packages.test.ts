/** Packages built as jobs and kept: same state, same bytes; ranges; custody; cancelling; expiry. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { ServiceError } from '../../../server/errors.ts';
import type { Caller } from '../../../server/ports/caller.ts';
import { KEPT_SECONDS } from '../../../server/usecases/packages/keeping.ts';
import { PACKAGES } from '../../../server/usecases/packages/kept.ts';
import { shownAs } from '../../support/access.ts';
import { OTHER } from '../../support/api.ts';
import {
  arbitrator,
  bank,
  type CaseBench,
  caseBench,
  LOAN,
  otherBank,
  otherUser,
  secretary,
  user,
} from '../../support/cases.ts';
import { stubPlanner } from '../../support/planner.ts';

const SIZE = 200_000;
const DAY_MS = 86_400_000;
const dunning = {
  channel: 'sms',
  demanded_at: '2026-03-01T10:00:00+08:00',
  number: '1',
  content_sha256: 'b'.repeat(64),
  result: 'delivered',
  agent: '贷后管理部',
  authorisation: '自行催收',
};

describe('kept packages', () => {
  let bench: CaseBench;
  let id: string;
  const planner = stubPlanner(SIZE);
  before(async () => {
    bench = await caseBench({ planner });
    const agreement = await bench.file('ARBAG');
    await bench.file('OVERDUE');
    id = (await bench.draft({ agreement })).body.id;
    await bench.step(bank, id, 1, 'open');
  });
  after(() => bench.stop());

  const order = async (caller: Caller, wish: object = {}, path = `/v1/cases/${id}/package`) => {
    bench.api.clock.at += 1;
    const { status, body } = await bench.ask(caller, path, wish);
    expect([status, body.kind]).to.deep.equal([202, 'package.build']);
    return bench.api.deps.jobs.finished(body.id);
  };
  const get = (caller: Caller, name: unknown, headers: Record<string, string> = {}) =>
    fetch(`${bench.api.url}/v1/packages/${String(name)}`, {
      headers: { ...(shownAs(caller).headers as Record<string, string>), ...headers },
    });
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('are built once for one state of the case, whoever asks', async () => {
    const before = planner.planned();
    const jobs = [await order(bank), await order(secretary), await order(bank, { stage: 'sealed' })];
    expect(jobs.map(({ state }) => state)).to.deep.equal(['done', 'done', 'done']);
    expect(new Set(jobs.map(({ result }) => JSON.stringify(result))).size).to.equal(1);
    expect(planner.planned() - before).to.equal(1);
    const [{ result }] = jobs as [(typeof jobs)[0]];
    const answer = await get(secretary, result?.package);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([answer.status, bytes.length, sha256(bytes)]).to.deep.equal([200, SIZE, result?.sha256]);
    expect(answer.headers.get('etag')).to.equal(`"${String(result?.sha256)}"`);
    expect(answer.headers.get('accept-ranges')).to.equal('bytes');
    const digest = Buffer.from(sha256(bytes), 'hex').toString('base64');
    expect(answer.headers.get('repr-digest')).to.equal(`sha-256=:${digest}:`);
    expect(answer.headers.get('content-disposition')).to.include('package.zip');
  });

  it('are others when the wish, the loan or the case is another', async () => {
    const [first, bare, redacted] = [
      await order(bank),
      await order(bank, { documents: false }),
      await order(bank, { withhold: ['payee'] }),
    ];
    await bench.file('REPAY');
    const later = await order(bank);
    expect(new Set([first, bare, redacted, later].map(({ result }) => result?.package)).size).to.equal(4);
    const list = await bench.ask(bank, `/v1/packages?case=${id}`);
    const items = list.body.items as { id: string; withheld: string[]; items: number }[];
    expect(items[0]).to.include({ id: later.result?.package, items: 4 });
    expect(items.find((one) => one.id === redacted.result?.package)?.withheld).to.deep.equal(['payee']);
  });

  it('are planned again when the loan grows while they are planned, or while they wait for a seal', async () => {
    const { plan } = planner;
    let waits = 1;
    const time = setInterval(() => {
      bench.api.clock.at += 500;
    }, 10);
    Object.assign(planner, {
      plan: async (...given: Parameters<typeof plan>) => {
        if (waits-- > 0) {
          throw new ServiceError('NOT_SEALED_YET', 'not sealed', { retryAfterSeconds: 0 });
        }
        if (waits === -1) await bench.file('DUN', dunning);
        return plan(...given);
      },
    });
    try {
      const { id: name, state, result } = await order(bank, { stage: 'logged' });
      expect([state, result?.package]).to.deep.equal(['done', name]);
      const { items } = (await bench.ask(bank, `/v1/packages?case=${id}&limit=1`)).body as {
        items?: { items: number }[];
      };
      const { body } = await bench.ask(bank, `/v1/loans/${LOAN}/evidence?limit=100`);
      expect(items?.[0]?.items).to.equal((body.items as unknown[]).length);
      expect(waits, 'waited, planned, planned again').to.equal(-2);
    } finally {
      clearInterval(time);
      Object.assign(planner, { plan });
    }
  });

  it('are handed out in ranges', async () => {
    const { result } = await order(bank);
    const whole = Buffer.from(await (await get(bank, result?.package)).arrayBuffer());
    const ranges: readonly (readonly [string, number, number])[] = [
      ['bytes=0-0', 0, 1],
      ['bytes=0-65535', 0, 65_536],
      ['bytes=65535-65536', 65_535, 65_537],
      ['bytes=70000-140000', 70_000, 140_001],
      ['bytes=199999-', 199_999, SIZE],
      ['bytes=100000-999999999', 100_000, SIZE],
      ['bytes=-1', SIZE - 1, SIZE],
      ['bytes=-999999', 0, SIZE],
    ];
    for (const [range, start, end] of ranges) {
      const answer = await get(bank, result?.package, { range });
      expect([range, answer.status]).to.deep.equal([range, 206]);
      expect(answer.headers.get('content-range')).to.equal(`bytes ${start}-${end - 1}/${SIZE}`);
      expect(answer.headers.get('content-length')).to.equal(String(end - start));
      const part = Buffer.from(await answer.arrayBuffer());
      expect(part.equals(whole.subarray(start, end)), range).to.equal(true);
    }
    for (const range of [`bytes=${SIZE}-`, 'bytes=-0', `bytes=${SIZE + 5}-${SIZE + 9}`]) {
      const answer = await get(bank, result?.package, { range });
      const problem = (await answer.json()) as { code: string; facts: object };
      expect([answer.status, problem.code]).to.deep.equal([416, 'RANGE_NOT_SATISFIABLE']);
      expect(problem.facts).to.deep.equal({ size: SIZE });
    }
    for (const range of ['bytes=0-1,5-6', 'lines=0-1', 'bytes=9-3', 'bytes=-']) {
      const answer = await get(bank, result?.package, { range });
      expect([range, answer.status, (await answer.arrayBuffer()).byteLength]).to.deep.equal([
        range,
        200,
        SIZE,
      ]);
    }
    const etag = `"${String(result?.sha256)}"`;
    const same = await get(bank, result?.package, { range: 'bytes=0-9', 'if-range': etag });
    const other = await get(bank, result?.package, { range: 'bytes=0-9', 'if-range': '"old"' });
    expect([same.status, other.status]).to.deep.equal([206, 200]);
    await Promise.all([same.arrayBuffer(), other.arrayBuffer()]);
  });

  it('tell in the custody log who built them and who downloaded', async () => {
    const { result } = await order(secretary, { stage: 'witnessed' });
    await (await get(user, result?.package)).arrayBuffer();
    const { body } = await bench.ask(bank, `/v1/custody?subject=case/${id}&limit=500`);
    const lines = (body.items ?? body.lines) as {
      action: string;
      actor: { role: string };
      facts?: { package?: string };
    }[];
    const about = lines.filter(({ facts }) => facts?.package === result?.package);
    expect(about.map(({ action, actor }) => `${action} ${actor.role}`).reverse()).to.deep.equal([
      'package.built secretary',
      'package.downloaded user',
    ]);
  });

  it('are nobody else’s', async () => {
    const { result, id: job } = await order(bank);
    for (const caller of [otherBank, arbitrator, otherUser]) {
      const answer = await get(caller, result?.package);
      expect([caller.id, answer.status]).to.deep.equal([caller.id, 404]);
      await answer.arrayBuffer();
      expect((await bench.ask(caller, `/v1/cases/${id}/package`, {})).status).to.equal(404);
      expect((await bench.ask(caller, `/v1/packages?case=${id}`)).status).to.equal(404);
      expect((await bench.ask(caller, `/v1/jobs/${job}`)).status).to.equal(404);
      expect((await bench.ask(caller, `/v1/jobs/${job}/cancel`, {})).status).to.equal(404);
    }
    const foreign = await bench.ask(otherBank, `/v1/loans/${LOAN}/packages`, {});
    expect([OTHER, foreign.status]).to.deep.equal([OTHER, 404]);
  });

  it('are built of a loan, too, for the organisation that asked', async () => {
    const path = `/v1/loans/${LOAN}/packages`;
    const { result } = await order(bank, {}, path);
    expect((await get(bank, result?.package)).status).to.equal(200);
    expect((await get(secretary, result?.package)).status).to.equal(404);
    const mine = await bench.ask(bank, '/v1/packages?limit=1');
    expect((mine.body.items as { id: string }[])[0]?.id).to.equal(result?.package);
  });

  it('leave nothing when the job is cancelled', async () => {
    const { vault } = bench.api.service;
    const stored = vault.storePart;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The package is the second thing that a build stores, after its plan.
    let count = 0;
    Object.assign(vault, {
      storePart: async (...given: Parameters<typeof stored>) => {
        if (++count === 2) await held;
        return stored(...given);
      },
    });
    try {
      const before = bench.api.blobs().length;
      const { body } = await bench.ask(bank, `/v1/cases/${id}/package`, { withhold: ['channel'] });
      while (count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(bench.api.blobs().length, 'the plan').to.equal(before + 1);
      const early = await get(bank, body.id);
      expect([early.status, ((await early.json()) as { detail: string }).detail]).to.deep.equal([
        404,
        'the package is still being built',
      ]);
      await bench.ask(bank, `/v1/jobs/${body.id}/cancel`, {});
      release();
      const job = await bench.api.deps.jobs.finished(body.id);
      expect(job.state).to.equal('cancelled');
      while (bench.api.blobs().length > before) await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      Object.assign(vault, { storePart: stored });
    }
  });

  it('go with the content of the loan when that is erased', async () => {
    const { result } = await order(bank, { withhold: ['source'] });
    const before = bench.api.blobs().length;
    const { packages } = bench.api.deps;
    expect(await packages.dropLoan(bench.api.service.vault.loanIndex('demo-bank', LOAN))).to.be.greaterThan(
      0,
    );
    const answer = await get(bank, result?.package);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).to.deep.equal([
      410,
      'PACKAGE_EXPIRED',
    ]);
    expect(bench.api.blobs().length).to.be.lessThan(before);
    const left = JSON.stringify(await bench.api.documents.get(PACKAGES, String(result?.package)));
    expect(left).to.not.include('"secret"');
    const again = await order(bank, { withhold: ['source'] });
    expect(again.result?.package).to.not.equal(result?.package);
  });

  it('expire', async () => {
    const { result } = await order(bank);
    bench.api.clock.at += KEPT_SECONDS * 1000 + DAY_MS;
    try {
      const answer = await get(bank, result?.package);
      expect(answer.status).to.equal(410);
      const kept = async () =>
        (await bench.api.documents.get(PACKAGES, String(result?.package)))?.value.state;
      while ((await kept()) !== 'expired') await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      bench.api.clock.at -= KEPT_SECONDS * 1000 + DAY_MS;
    }
  });
});
