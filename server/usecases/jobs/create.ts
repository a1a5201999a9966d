/**
 * The queue of jobs. A job is claimed by a compare-and-swap and held by a lease that heartbeats renew, so a job whose process was killed is taken up
 * again by the next one, from its last checkpoint, and never run by two at once (docs/decisions/0020).
 */
import { hex } from '../../../core/bytes.ts';
import { ServiceError } from '../../errors.ts';
import { createTicker, type Ticker } from '../../log/ticker.ts';
import { sealValue } from '../../vault/sealed-value.ts';
import { newId } from '../drafts.ts';
import { DEFAULT_JOB_SETTINGS, type JobDeps, type JobSettings } from './deps.ts';
import {
  changeJob,
  dropInput,
  INPUTS,
  isFinished,
  JOBS,
  type JobRecord,
  jobOf,
  jobWrite,
  ownerKey,
  publicJob,
} from './job-document.ts';
import { LINES, lineKey, type OneRun, startRun } from './one-run.ts';
import {
  FINISHED_STATES,
  type Job,
  type JobHandler,
  type JobPage,
  type JobQuery,
  type JobStart,
  type JobState,
  type Jobs,
} from './types.ts';
import { createWaiters, type Waiters } from './waiters.ts';

const MAX_BACKOFF_MS = 30_000;
/** Queued jobs looked at when one is chosen. */
const LOOKAHEAD = 50;
const SWEPT_AT_ONCE = 100;
/** A filtered list reads at most this many pages for one of its own. */
const FILTER_PAGES = 20;

export function createJobs(deps: JobDeps): Jobs {
  return new Queue(deps);
}

class Queue implements Jobs {
  private readonly deps: JobDeps;
  private readonly settings: JobSettings;
  private readonly runner: string;
  private readonly handlers = new Map<string, JobHandler>();
  private readonly running = new Map<string, OneRun>();
  private readonly waiters: Waiters;
  private readonly ticker: Ticker;
  private stopping = false;

  constructor(deps: JobDeps) {
    this.deps = deps;
    this.settings = deps.settings ?? DEFAULT_JOB_SETTINGS;
    this.runner = hex(deps.random.bytes(8));
    this.waiters = createWaiters(this.settings.heartbeatMs);
    this.ticker = createTicker({
      name: 'the job queue',
      intervalMs: this.settings.heartbeatMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      logger: deps.logger,
      task: () => this.turn(),
    });
  }

  register(kind: string, handler: JobHandler): void {
    this.handlers.set(kind, handler);
  }

  async start({ kind, input, owner, subject, total = 0 }: JobStart): Promise<Job> {
    if (!this.handlers.has(kind)) {
      throw new ServiceError('INTERNAL', `no handler is registered for jobs of kind ${kind}`);
    }
    const { documents, vault, clock } = this.deps;
    const now = this.iso();
    const job: JobRecord = {
      id: newId({ clock, random: this.deps.random }),
      kind,
      organisation: owner.organisation,
      startedBy: owner,
      subject,
      state: 'queued',
      progress: { done: 0, total, note: '' },
      attempt: 0,
      cancelRequested: false,
      createdAt: now,
      notBefore: now,
    };
    // First the input: a job is never found without it.
    await documents.put(INPUTS, { key: job.id, value: await sealValue(vault, 'job', input) }, 0);
    await documents.put(JOBS, jobWrite(job), 0);
    this.told(publicJob(job));
    this.ticker.wake();
    return publicJob(job);
  }

  async get(id: string): Promise<Job | undefined> {
    const document = await this.deps.documents.get(JOBS, id);
    return document && publicJob(jobOf(document));
  }

  async list({ owner, kind, state, cursor, limit }: JobQuery): Promise<JobPage> {
    const jobs: Job[] = [];
    let next = cursor;
    for (let page = 0; page < FILTER_PAGES; page++) {
      const found = await this.deps.documents.list(JOBS, {
        index: 'owner',
        prefix: ownerKey(owner),
        order: 'descending',
        ...(next !== undefined && { cursor: next }),
        limit: limit - jobs.length,
      });
      const wanted = found.documents.map((document) => publicJob(jobOf(document)));
      jobs.push(
        ...wanted.filter((job) => (kind ?? job.kind) === job.kind && (state ?? job.state) === job.state),
      );
      next = found.next;
      if (next === undefined || jobs.length === limit) break;
    }
    return { jobs, next };
  }

  async ofState(state: JobState, limit: number): Promise<readonly Job[]> {
    const finished = FINISHED_STATES.includes(state);
    const found = await this.deps.documents.list(JOBS, {
      index: 'due',
      prefix: `${finished ? 'finished' : state}\t`,
      order: 'descending',
      limit: finished ? limit * FINISHED_STATES.length : limit,
    });
    const jobs = found.documents.map((document) => publicJob(jobOf(document)));
    return jobs.filter((job) => job.state === state).slice(0, limit);
  }

  async lines(id: string, after: number, limit: number) {
    const { documents } = await this.deps.documents.list(LINES, {
      index: 'job',
      prefix: `${id}/`,
      from: lineKey(id, after + 1),
      limit,
    });
    return documents.map(({ key, value }) => ({ number: Number(key.slice(id.length + 1)), value }));
  }

  async cancel(id: string): Promise<Job> {
    const now = this.iso();
    const job = await changeJob(this.deps.documents, id, (standing) => {
      if (isFinished(standing)) throw finishedAlready(standing);
      if (standing.state === 'running') return { ...standing, cancelRequested: true };
      const { checkpoint: _checkpoint, ...rest } = standing;
      const expiresAt = this.expiry(standing.kind);
      return { ...rest, state: 'cancelled', cancelRequested: true, finishedAt: now, expiresAt };
    });
    if (job === undefined)
      throw new ServiceError('NOT_FOUND', 'there is no such job', { facts: { job: id } });
    this.running.get(id)?.interrupt('cancelled');
    if (job.state === 'cancelled') await this.cleared(job);
    this.told(publicJob(job));
    return publicJob(job);
  }

  async finished(id: string, signal?: AbortSignal): Promise<Job> {
    for (;;) {
      const changed = this.waiters.next(id, signal);
      const job = await this.get(id);
      if (job === undefined) {
        throw new ServiceError('NOT_FOUND', 'there is no such job', { facts: { job: id } });
      }
      if (isFinished(job) || signal?.aborted === true) return job;
      await changed;
    }
  }

  run(): void {
    this.ticker.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.ticker.stop();
    for (const run of this.running.values()) run.interrupt('stopping');
    await Promise.all([...this.running.values()].map(({ over }) => over));
  }

  /** Fills the free places, and once they are filled removes what has expired. */
  private async turn(): Promise<void> {
    while (!this.stopping && this.running.size < this.settings.width) {
      const candidate = await this.candidate();
      if (candidate === undefined) break;
      await this.claim(candidate);
    }
    await this.sweep();
  }

  /** A queued job that is due, of the organisation that has the fewest running; else one whose process says nothing any more. */
  private async candidate(): Promise<JobRecord | undefined> {
    const queued = await this.due('queued', LOOKAHEAD);
    const load = (organisation: string) =>
      [...this.running.values()].filter((run) => run.organisation === organisation).length;
    const [fairest] = queued.sort((a, b) => load(a.organisation) - load(b.organisation));
    return fairest ?? (await this.due('running', LOOKAHEAD))[0];
  }

  private async due(state: 'queued' | 'running' | 'finished', limit: number): Promise<JobRecord[]> {
    const { documents } = await this.deps.documents.list(JOBS, {
      index: 'due',
      prefix: `${state}\t`,
      before: `${state}\t${this.iso(1)}`,
      limit,
    });
    return documents.map(jobOf).filter(({ kind, id }) => this.handlers.has(kind) && !this.running.has(id));
  }

  private async claim({ id, state, notBefore, lease }: JobRecord): Promise<void> {
    const { documents, clock } = this.deps;
    const until = this.iso(this.settings.leaseMs);
    let mine = false;
    const job = await changeJob(documents, id, (standing) => {
      const same = standing.state === state && standing.notBefore === notBefore;
      mine = same && standing.lease?.until === lease?.until;
      if (!mine) return undefined;
      if (standing.cancelRequested || standing.attempt >= this.settings.maxAttempts) {
        mine = false;
        return this.givenUp(standing);
      }
      return {
        ...standing,
        state: 'running',
        attempt: standing.attempt + 1,
        startedAt: standing.startedAt ?? new Date(clock.now()).toISOString(),
        lease: { by: this.runner, until },
      };
    });
    if (job === undefined) return;
    if (!mine) {
      if (isFinished(job)) await this.cleared(job);
      return;
    }
    this.begin(job);
  }

  private begin(job: JobRecord): void {
    const handler = this.handlers.get(job.kind)!;
    const changed = (after: Job) => this.told(after);
    const run = startRun(
      { ...this.deps, changed, settings: this.settings, handler, runner: this.runner },
      job,
    );
    this.running.set(job.id, run);
    this.told(publicJob(job));
    void run.over.finally(() => {
      this.running.delete(job.id);
      this.ticker.wake();
    });
  }

  /** Cancelled while its process was gone, or the death of one process after the other. */
  private givenUp({ lease: _lease, checkpoint: _checkpoint, ...job }: JobRecord): JobRecord {
    const end = { finishedAt: this.iso(), expiresAt: this.expiry(job.kind) };
    if (job.cancelRequested) return { ...job, ...end, state: 'cancelled' };
    const failure = {
      code: 'INTERNAL',
      message: `the job was interrupted ${job.attempt} times without finishing`,
      facts: { attempts: job.attempt },
    } as const;
    return { ...job, ...end, state: 'failed', failure };
  }

  /** What a job that came to nothing, or has expired, left behind. */
  private async cleared(job: JobRecord): Promise<void> {
    await this.handlers.get(job.kind)?.discard?.(publicJob(job));
    await dropInput(this.deps.documents, job.id);
  }

  private async sweep(): Promise<void> {
    for (const job of await this.due('finished', SWEPT_AT_ONCE)) {
      await this.cleared(job);
      await this.dropLines(job.id);
      const standing = await this.deps.documents.get(JOBS, job.id);
      if (standing !== undefined) await this.deps.documents.delete(JOBS, job.id, standing.version);
    }
  }

  private async dropLines(id: string): Promise<void> {
    const { documents } = this.deps;
    for (;;) {
      const page = await documents.list(LINES, { index: 'job', prefix: `${id}/`, limit: SWEPT_AT_ONCE });
      if (page.documents.length === 0) return;
      for (const { key, version } of page.documents) await documents.delete(LINES, key, version);
    }
  }

  private told(job: Job): void {
    this.deps.changed?.(job);
    this.waiters.tell(job.id);
  }

  private iso(plusMs = 0): string {
    return new Date(this.deps.clock.now() + plusMs).toISOString();
  }

  private expiry(kind: string): string {
    return this.iso((this.handlers.get(kind)?.retentionSeconds ?? 0) * 1000);
  }
}

function finishedAlready({ id, state }: Job): ServiceError {
  return new ServiceError('JOB_FINISHED', `the job has ended already: ${state}`, {
    facts: { job: id, state },
  });
}
