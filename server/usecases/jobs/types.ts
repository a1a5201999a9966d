/** Durable jobs: work that outlives a request. A job survives the process that runs it, tells how far it is, and can be cancelled. */
import type { Facts } from '../../../core/error.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { ServiceErrorCode } from '../../errors.ts';
import type { Actor } from '../../ports/custody.ts';

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];
export const FINISHED_STATES: readonly JobState[] = ['done', 'failed', 'cancelled'];

export interface JobProgress {
  readonly done: number;
  /** 0 as long as it is not known. */
  readonly total: number;
  /** A word on what is being done; code of the refusal that the job waits out. */
  readonly note: string;
}

/** Why a job failed: a refusal of the closed list, as a request would have been answered. */
export interface JobFailure {
  readonly code: ServiceErrorCode;
  readonly message: string;
  readonly facts: Facts;
}

export interface Job {
  readonly id: string;
  /** Dotted, as its handler is registered: `package.build`, `cases.open`. */
  readonly kind: string;
  /** Whose job it is. */
  readonly organisation: string;
  readonly startedBy: Actor;
  /** What it is about: `case/<id>`, `loan`. Holds no personal data. */
  readonly subject: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  /** How often a run has begun; more than 1 when it was interrupted and resumed. */
  readonly attempt: number;
  readonly cancelRequested: boolean;
  /** RFC 3339, UTC, as all times here. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** When the job and what it made are deleted. */
  readonly expiresAt?: string;
  readonly failure?: JobFailure;
  /** What it made: ids, sizes, digests; no personal data. */
  readonly result?: JsonObject;
}

/** One result of many. */
export interface JobLine {
  /** From 1, as in the input. */
  readonly number: number;
  /** No personal data. */
  readonly value: JsonObject;
}

/** One run of a job, as its handler sees it. */
export interface JobRun {
  readonly job: Job;
  readonly input: Json;
  /** What an earlier, interrupted run saved last. */
  readonly checkpoint: JsonObject | undefined;
  /** Aborted when the job is cancelled, the service stops, or another process has taken the job over. */
  readonly signal: AbortSignal;
  /** Tells how far it is; written with the next heartbeat. */
  report(progress: JobProgress): void;
  /** Durable when it resolves: the next run begins here. */
  save(checkpoint: JsonObject): Promise<void>;
  /** Keeps one result of many; a line that stands is not replaced. */
  keepLine(line: JobLine): Promise<void>;
}

export interface JobHandler {
  /**
   * Does the work, or what is left of it. Must give the same result when repeated from any checkpoint.
   * @returns the job's result
   * @throws ServiceError for a typed failure; one with `retryAfterSeconds` is tried again, up to `patienceSeconds`
   */
  run(run: JobRun): Promise<JsonObject>;
  /** Removes what the job made, when it is cancelled, has failed or has expired. Harmless when repeated. */
  discard?(job: Job): Promise<void>;
  /** Seconds that a finished job is kept. */
  readonly retentionSeconds: number;
  /** Seconds from its creation for which a job waits for what is not there yet. */
  readonly patienceSeconds: number;
}

export interface JobStart {
  readonly kind: string;
  /** Kept sealed: it may hold personal data. */
  readonly input: Json;
  readonly owner: Actor;
  readonly subject: string;
  readonly total?: number;
}

export interface JobQuery {
  readonly owner: Pick<Actor, 'organisation' | 'role' | 'id'>;
  readonly kind?: string;
  readonly state?: JobState;
  readonly cursor?: string;
  readonly limit: number;
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly next: string | undefined;
}

export interface Jobs {
  /** To be called by the composition root, once a kind, before `run`. */
  register(kind: string, handler: JobHandler): void;
  /** Durable when it resolves. @throws ServiceError `INTERNAL` for a kind without handler */
  start(request: JobStart): Promise<Job>;
  get(id: string): Promise<Job | undefined>;
  list(query: JobQuery): Promise<JobPage>;
  /** Jobs of everybody in a state, at most `limit`: those that end, or are due, last come first. */
  ofState(state: JobState, limit: number): Promise<readonly Job[]>;
  /** Lines after `after`, in order. */
  lines(id: string, after: number, limit: number): Promise<readonly JobLine[]>;
  /**
   * A queued job is cancelled at once, a running one as soon as its run notices.
   * @throws ServiceError `NOT_FOUND`, `JOB_FINISHED`
   */
  cancel(id: string): Promise<Job>;
  /** Resolves when the job has finished, or the signal ends the wait. */
  finished(id: string, signal?: AbortSignal): Promise<Job>;
  /** Begins to work on what is queued and on what a process that is gone has left. */
  run(): void;
  /** Interrupts what is running; it is resumed at the next start. */
  stop(): Promise<void>;
}
