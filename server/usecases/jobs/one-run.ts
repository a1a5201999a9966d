/** One run of one job: heartbeats while the handler works, then writes down how it ended. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { openValue } from '../../vault/sealed-value.ts';
import type { JobDeps, JobSettings } from './deps.ts';
import { changeJob, dropInput, INPUTS, type JobRecord, publicJob } from './job-document.ts';
import type { JobFailure, JobHandler, JobLine, JobProgress, JobRun } from './types.ts';

export const LINES = 'job-lines';

export const lineKey = (id: string, number: number): string => `${id}/${String(number).padStart(9, '0')}`;

/** Why a run's signal was aborted. */
export type Interruption = 'cancelled' | 'stopping' | 'taken-over';

interface RunParts extends JobDeps {
  readonly settings: JobSettings;
  readonly handler: JobHandler;
  /** Names this process. */
  readonly runner: string;
}

export interface OneRun {
  readonly organisation: string;
  interrupt(why: Interruption): void;
  /** Resolves when the end of the run is written down. */
  readonly over: Promise<void>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function startRun(parts: RunParts, job: JobRecord): OneRun {
  const run = new Run(parts, job);
  return {
    organisation: job.organisation,
    interrupt: (why) => run.interrupt(why),
    over: run.work(),
  };
}

class Run {
  private readonly parts: RunParts;
  private readonly job: JobRecord;
  private readonly abort = new AbortController();
  private progress: JobProgress;

  constructor(parts: RunParts, job: JobRecord) {
    this.parts = parts;
    this.job = job;
    this.progress = job.progress;
  }

  interrupt(why: Interruption): void {
    this.abort.abort(why);
  }

  async work(): Promise<void> {
    const { settings, handler, logger } = this.parts;
    const beat = setInterval(() => void this.heartbeat(), settings.heartbeatMs);
    try {
      const result = await handler.run(await this.view());
      await this.end({ state: 'done', result, progress: { ...this.progress, note: '' } });
    } catch (error) {
      await this.endWith(error).catch((cause: unknown) => {
        // The lease runs out, and the job is taken up again.
        logger.error({ job: this.job.id, error: cause }, 'the end of a job could not be written');
      });
    } finally {
      clearInterval(beat);
    }
  }

  private async view(): Promise<JobRun> {
    const { documents, vault } = this.parts;
    const { value } = await openValue(vault, 'job', (await documents.get(INPUTS, this.job.id))?.value);
    return {
      job: publicJob(this.job),
      input: value,
      checkpoint: this.job.checkpoint,
      signal: this.abort.signal,
      report: (progress) => {
        this.progress = progress;
      },
      save: async (checkpoint) => {
        await this.change((job) => ({ ...job, checkpoint, progress: this.progress, lease: this.lease() }));
        this.abort.signal.throwIfAborted();
      },
      keepLine: (line) => keepLine(documents, this.job.id, line),
    };
  }

  private lease() {
    const { runner, settings, clock } = this.parts;
    return { by: runner, until: iso(clock.now() + settings.leaseMs) };
  }

  private async heartbeat(): Promise<void> {
    try {
      await this.change((job) => ({ ...job, progress: this.progress, lease: this.lease() }));
    } catch (error) {
      this.parts.logger.warn({ job: this.job.id, error }, 'a job could not say that it is alive');
    }
  }

  /** Changes the job as long as it is this run's; notices a cancellation and a take-over. */
  private async change(next: (job: JobRecord) => JobRecord): Promise<void> {
    const { documents, runner } = this.parts;
    let mine = false;
    const job = await changeJob(documents, this.job.id, (standing) => {
      mine = standing.state === 'running' && standing.lease?.by === runner;
      return mine ? next(standing) : undefined;
    });
    if (!mine) this.interrupt('taken-over');
    else if (job?.cancelRequested === true) this.interrupt('cancelled');
  }

  private async endWith(error: unknown): Promise<void> {
    const why: Interruption | undefined = this.abort.signal.aborted ? this.abort.signal.reason : undefined;
    if (why === 'taken-over') return;
    if (why === 'stopping') return this.leave();
    if (why === 'cancelled') return this.end({ state: 'cancelled' });
    const retryAt = this.retryAt(error);
    if (retryAt !== undefined) return this.wait(retryAt, (error as ServiceError).code);
    const failure = failureOf(error);
    if (failure.code === 'INTERNAL') this.parts.logger.error({ job: this.job.id, error }, 'a job failed');
    await this.end({ state: 'failed', failure });
  }

  /** What is not there yet is waited for, as long as the job's patience lasts. */
  private retryAt(error: unknown): number | undefined {
    if (!(error instanceof ServiceError) || error.retryAfterSeconds === undefined) return undefined;
    const at = this.parts.clock.now() + error.retryAfterSeconds * 1000;
    const until = Date.parse(this.job.createdAt) + this.parts.handler.patienceSeconds * 1000;
    return at <= until ? at : undefined;
  }

  private async wait(at: number, note: string): Promise<void> {
    await this.change(({ lease: _lease, ...job }) => {
      const progress = { ...this.progress, note };
      // Waiting is no interruption: the attempt does not count.
      return { ...job, state: 'queued', notBefore: iso(at), attempt: job.attempt - 1, progress };
    });
  }

  private async leave(): Promise<void> {
    await this.change(({ lease: _lease, ...job }) => {
      return { ...job, state: 'queued', attempt: job.attempt - 1, progress: this.progress };
    });
  }

  private async end(end: EndOfRun): Promise<void> {
    const { clock, handler, changed } = this.parts;
    const now = clock.now();
    let ended: JobRecord | undefined;
    await this.change(({ lease: _lease, checkpoint: _checkpoint, ...job }) => {
      ended = {
        ...job,
        progress: this.progress,
        ...end,
        finishedAt: iso(now),
        expiresAt: iso(now + handler.retentionSeconds * 1000),
      };
      return ended;
    });
    if (ended === undefined) return;
    await dropInput(this.parts.documents, this.job.id);
    if (end.state !== 'done') await handler.discard?.(publicJob(ended));
    changed?.(publicJob(ended));
  }
}

type EndOfRun =
  | { readonly state: 'done'; readonly result: JsonObject; readonly progress: JobProgress }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly failure: JobFailure };

async function keepLine(documents: DocumentStore, id: string, { number, value }: JobLine): Promise<void> {
  const key = lineKey(id, number);
  // A line that stands was kept by a run that was interrupted later: it is the same.
  await documents.put(LINES, { key, value, indexes: { job: key } }, 0);
}

export function failureOf(error: unknown): JobFailure {
  if (error instanceof ServiceError) {
    const { code, message, facts } = error;
    return { code, message, facts };
  }
  return { code: 'INTERNAL', message: 'an unexpected error stopped the job', facts: {} };
}
