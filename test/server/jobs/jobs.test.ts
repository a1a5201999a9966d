/** Jobs: what they promise across success, failure, cancellation, restarts and the death of the process. */
import { expect } from 'chai';
import { ServiceError } from '../../../server/errors.ts';
import { INPUTS, JOBS } from '../../../server/usecases/jobs/job-document.ts';
import type { Job, JobRun, Jobs } from '../../../server/usecases/jobs/types.ts';
import { handlerOf, type JobBench, jobBench, OWNER } from '../../support/jobs.ts';
import { serviceError } from '../../support/service-error.ts';

const never = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('jobs', () => {
  let bench: JobBench;
  let jobs: Jobs;
  beforeEach(async () => {
    bench = await jobBench();
    jobs = bench.queue();
  });
  afterEach(() => bench.stop());

  const start = (kind = 'test', over: Record<string, unknown> = {}): Promise<Job> =>
    jobs.start({ kind, input: { name: '王虚构' }, owner: OWNER, subject: 'test', ...over });
  const until = async (id: string, holds: (job: Job) => boolean): Promise<Job> => {
    for (;;) {
      const job = (await jobs.get(id))!;
      if (holds(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it('runs, tells progress, and keeps the result', async () => {
    jobs.register(
      'test',
      handlerOf(async ({ input, report, save }) => {
        report({ done: 1, total: 2, note: 'half' });
        await save({ half: true });
        report({ done: 2, total: 2, note: '' });
        return { got: Object.keys(input as object) };
      }),
    );
    const queued = await start();
    expect(queued).to.include({ state: 'queued', attempt: 0, cancelRequested: false });
    jobs.run();
    const job = await jobs.finished(queued.id);
    expect(job).to.include({ state: 'done', attempt: 1 });
    expect(job.result).to.deep.equal({ got: ['name'] });
    expect(job.progress).to.deep.equal({ done: 2, total: 2, note: '' });
    expect(Date.parse(job.expiresAt!) - Date.parse(job.finishedAt!)).to.equal(3_600_000);
  });

  it('shows its owner nothing of the input, and the store nothing in plain text', async () => {
    jobs.register(
      'test',
      handlerOf(async () => ({})),
    );
    const job = await start();
    expect(job).to.not.have.any.keys('input', 'lease', 'checkpoint', 'notBefore');
    const stored = async () =>
      JSON.stringify([await bench.documents.get(JOBS, job.id), await bench.documents.get(INPUTS, job.id)]);
    expect(await stored())
      .to.include('sealed')
      .and.not.include('王虚构');
    jobs.run();
    await jobs.finished(job.id);
    // The input of a job that has ended goes.
    while ((await stored()).includes('sealed')) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('refuses a kind that nobody handles', async () => {
    const error = await serviceError(start('unheard.of'));
    expect([error.code, error.message]).to.deep.equal([
      'INTERNAL',
      'no handler is registered for jobs of kind unheard.of',
    ]);
  });

  it('fails with the code of the refusal, and with INTERNAL for anything else', async () => {
    jobs.register(
      'refused',
      handlerOf(async () => {
        throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan: 'X' } });
      }),
    );
    jobs.register(
      'broken',
      handlerOf(async () => {
        throw new TypeError('secret detail');
      }),
    );
    jobs.run();
    const refused = await jobs.finished((await start('refused')).id);
    expect(refused).to.include({ state: 'failed' });
    expect(refused.failure).to.deep.equal({
      code: 'NOT_FOUND',
      message: 'there is no such loan',
      facts: { loan: 'X' },
    });
    const broken = await jobs.finished((await start('broken')).id);
    expect(broken.failure?.code).to.equal('INTERNAL');
    expect(JSON.stringify(broken)).to.not.include('secret detail');
  });

  it('waits for what is not there yet, as long as its patience lasts', async () => {
    let ready = false;
    jobs.register(
      'test',
      handlerOf(async () => {
        if (ready) return { ok: true };
        throw new ServiceError('NOT_SEALED_YET', 'not every item is sealed', { retryAfterSeconds: 5 });
      }),
    );
    jobs.run();
    const { id } = await start();
    const waiting = await until(id, ({ progress }) => progress.note === 'NOT_SEALED_YET');
    expect(waiting).to.include({ state: 'queued', attempt: 0 });
    ready = true;
    bench.clock.at += 6000;
    expect(await jobs.finished(id)).to.include({ state: 'done' });
    ready = false;
    const impatient = await start();
    await until(impatient.id, ({ progress }) => progress.note === 'NOT_SEALED_YET');
    bench.clock.at += 61_000;
    const failed = await jobs.finished(impatient.id);
    expect([failed.state, failed.failure?.code]).to.deep.equal(['failed', 'NOT_SEALED_YET']);
  });

  describe('cancelling', () => {
    it('ends a queued job at once', async () => {
      let ran = false;
      jobs.register(
        'test',
        handlerOf(async () => {
          ran = true;
          return {};
        }),
      );
      const { id } = await start();
      expect(await jobs.cancel(id)).to.include({ state: 'cancelled', cancelRequested: true });
      jobs.run();
      expect(await jobs.finished(id)).to.include({ state: 'cancelled' });
      expect(ran).to.equal(false);
    });

    it('ends a running job when its run notices, and discards what it made', async () => {
      const discarded: string[] = [];
      jobs.register(
        'test',
        handlerOf(({ signal }) => never(signal), {
          discard: async ({ id }) => void discarded.push(id),
        }),
      );
      jobs.run();
      const { id } = await start();
      await until(id, ({ state }) => state === 'running');
      expect(await jobs.cancel(id)).to.include({ state: 'running', cancelRequested: true });
      expect(await jobs.finished(id)).to.include({ state: 'cancelled' });
      expect(discarded).to.deep.equal([id]);
    });

    it('reaches a job that another process runs', async () => {
      const other = bench.queue();
      for (const queue of [jobs, other]) {
        queue.register(
          'test',
          handlerOf(({ signal }) => never(signal)),
        );
      }
      other.run();
      const { id } = await start();
      await until(id, ({ state }) => state === 'running');
      await jobs.cancel(id);
      expect(await jobs.finished(id)).to.include({ state: 'cancelled' });
    });

    it('refuses a job that has ended, and one that is not there', async () => {
      jobs.register(
        'test',
        handlerOf(async () => ({})),
      );
      jobs.run();
      const { id } = await start();
      await jobs.finished(id);
      const late = await serviceError(jobs.cancel(id));
      expect([late.code, late.message]).to.deep.equal(['JOB_FINISHED', 'the job has ended already: done']);
      expect((await serviceError(jobs.cancel('no-such-job'))).code).to.equal('NOT_FOUND');
    });
  });

  describe('resuming', () => {
    /** Counts to three, saving each step; `hold` stops it before a step. */
    const counting = (steps: number[], hold: (step: number, run: JobRun) => Promise<void>) =>
      handlerOf(async (run) => {
        const from = Number(run.checkpoint?.step ?? 0);
        for (let step = from + 1; step <= 3; step++) {
          await hold(step, run);
          steps.push(step);
          await run.save({ step });
        }
        return { steps: 3 };
      });

    it('goes on at the last checkpoint after a stop in good order', async () => {
      const steps: number[] = [];
      jobs.register(
        'test',
        counting(steps, (step, { signal }) => (step === 3 ? never(signal) : Promise.resolve())),
      );
      jobs.run();
      const { id } = await start();
      while (steps.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      await jobs.stop();
      expect(await jobs.get(id)).to.include({ state: 'queued', attempt: 0 });
      const next = bench.queue();
      next.register(
        'test',
        counting(steps, async () => undefined),
      );
      next.run();
      expect(await next.finished(id)).to.include({ state: 'done', attempt: 1 });
      expect(steps).to.deep.equal([1, 2, 3]);
    });

    it('is taken over when its process says nothing any more; the dead one can write nothing after that', async () => {
      const steps: number[] = [];
      let wake: () => void = () => undefined;
      const asleep = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const silent = bench.queue({ heartbeatMs: 1_000_000 });
      silent.register(
        'test',
        counting(steps, (step) => (step === 3 ? asleep : Promise.resolve())),
      );
      jobs.register(
        'test',
        counting(steps, async () => undefined),
      );
      silent.run();
      const { id } = await start();
      await until(id, ({ state }) => state === 'running');
      while (steps.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      jobs.run();
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await jobs.get(id), 'its lease still runs').to.include({ state: 'running', attempt: 1 });
      bench.clock.at += 16_000;
      const job = await jobs.finished(id);
      expect(job).to.include({ state: 'done', attempt: 2 });
      expect(steps).to.deep.equal([1, 2, 3]);
      wake();
      await silent.stop();
      expect(await jobs.get(id)).to.deep.equal(job);
    });

    it('gives a job up whose runs end without a word, again and again', async () => {
      jobs.register(
        'test',
        handlerOf(({ signal }) => never(signal)),
      );
      const { id } = await start();
      for (let death = 0; death < 2; death++) {
        const dying = bench.queue({ heartbeatMs: 1_000_000, maxAttempts: 2 });
        dying.register(
          'test',
          handlerOf(({ signal }) => never(signal)),
        );
        dying.run();
        await until(id, ({ attempt }) => attempt === death + 1);
        bench.clock.at += 16_000;
      }
      const last = bench.queue({ maxAttempts: 2 });
      last.register(
        'test',
        handlerOf(async () => ({})),
      );
      last.run();
      const job = await last.finished(id);
      expect([job.state, job.failure?.message]).to.deep.equal([
        'failed',
        'the job was interrupted 2 times without finishing',
      ]);
    });
  });

  it('runs no more at once than its width, and lets no organisation hold all places for long', async () => {
    const running: string[] = [];
    let most = 0;
    const release: (() => void)[] = [];
    jobs.register(
      'test',
      handlerOf(async ({ job }) => {
        running.push(job.organisation);
        most = Math.max(most, running.length);
        await new Promise<void>((resolve) => release.push(resolve));
        running.splice(running.indexOf(job.organisation), 1);
        return {};
      }),
    );
    const greedy = [await start(), await start(), await start()];
    bench.clock.at += 1;
    const modest = await start('test', { owner: { ...OWNER, organisation: 'other-bank' } });
    jobs.run();
    while (running.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(running.toSorted()).to.deep.equal(['demo-bank', 'other-bank']);
    const all = [...greedy, modest];
    const letGo = setInterval(() => release.shift()?.(), 5);
    for (const { id } of all) expect(await jobs.finished(id)).to.include({ state: 'done' });
    clearInterval(letGo);
    expect(most).to.equal(2);
  });

  it('keeps lines in order, each once, and forgets job and lines when they expire', async () => {
    const discarded: string[] = [];
    jobs.register(
      'test',
      handlerOf(
        async ({ keepLine }) => {
          for (const number of [2, 1, 10]) await keepLine({ number, value: { number } });
          await keepLine({ number: 1, value: { number: 'again' } });
          return {};
        },
        { discard: async ({ id }) => void discarded.push(id) },
      ),
    );
    jobs.run();
    const { id } = await start();
    await jobs.finished(id);
    expect((await jobs.lines(id, 0, 10)).map(({ value }) => value.number)).to.deep.equal([1, 2, 10]);
    expect((await jobs.lines(id, 2, 10)).map(({ number }) => number)).to.deep.equal([10]);
    expect(discarded).to.deep.equal([]);
    bench.clock.at += 3_601_000;
    while ((await jobs.get(id)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(discarded).to.deep.equal([id]);
    expect(await jobs.lines(id, 0, 10)).to.deep.equal([]);
  });

  it('lists the jobs of the owner alone, newest first, by kind and state, in pages', async () => {
    for (const kind of ['a', 'b'])
      jobs.register(
        kind,
        handlerOf(async () => ({})),
      );
    const made: string[] = [];
    for (const kind of ['a', 'b', 'a']) {
      bench.clock.at += 1000;
      made.push((await start(kind)).id);
    }
    await start('a', { owner: { ...OWNER, organisation: 'demo-bank-2' } });
    await start('a', { owner: { ...OWNER, role: 'arbitrator', id: 'p-1' } });
    const ids = async (over: object) =>
      (await jobs.list({ owner: OWNER, limit: 10, ...over })).jobs.map(({ id }) => id);
    expect(await ids({})).to.deep.equal(made.toReversed());
    expect(await ids({ kind: 'b' })).to.deep.equal([made[1]]);
    expect(await ids({ state: 'done' })).to.deep.equal([]);
    expect(await ids({ owner: { ...OWNER, role: 'arbitrator', id: 'p-2' } })).to.deep.equal([]);
    const first = await jobs.list({ owner: OWNER, limit: 2 });
    const second = await jobs.list({ owner: OWNER, limit: 2, cursor: first.next! });
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).to.deep.equal(made.toReversed());
    expect(second.next).to.equal(undefined);
  });
});
