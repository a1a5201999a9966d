/** Jobs: how far they are, their results, and cancelling them. */
import { once } from 'node:events';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { authorise } from '../../usecases/access/authorise.ts';
import type { Action } from '../../usecases/access/matrix.ts';
import { FINISHED_STATES, JOB_STATES, type Job, type JobFailure } from '../../usecases/jobs/types.ts';
import { conform } from '../body.ts';
import { contextOf } from '../context.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { languageOf, problemOf } from '../problem.ts';
import type { Language } from '../problem-catalogue.ts';
import type { Route } from '../route.ts';
import { JOB_ID, JobLineSchema, JobPageSchema, JobSchema } from '../schemas/jobs.ts';

const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';

const IdPath = z.strictObject({ id: JOB_ID });
export const LIMIT = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/, 'expected 1 to 500')
  .refine((text) => Number(text) <= 500, 'expected 1 to 500')
  .optional()
  .meta({ description: 'Items a page, 1 to 500. Default 50.', example: '50' });
export const CURSOR = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1024}$/, 'expected a next_cursor of an earlier answer')
  .optional()
  .meta({ description: '`next_cursor` of the page before.', example: 'WyJhIiwiYiJd' });
const ListQuery = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-z.-]{1,48}$/, 'expected a kind of job')
    .optional()
    .meta({ description: 'Kind of job.', example: 'package.build' }),
  state: z.enum(JOB_STATES).optional().meta({ description: 'State.', example: 'running' }),
  limit: LIMIT,
  cursor: CURSOR,
});
const ResultsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9]{1,9}$/, 'expected a number')
    .optional()
    .meta({ description: 'Line after which to begin. Default 0.', example: '0' }),
  follow: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Whether to go on until the job has ended. Default false.', example: 'true' }),
});

const common = { tag: 'jobs', quota: 'caller' } as const;
const read = { ...common, method: 'get', action: 'job.read', access: { scope: 'evidence:read' } } as const;
const READ_PROBLEMS: readonly ServiceErrorCode[] = ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'];

export function jobRoutes(deps: AppDeps): Route[] {
  return [
    {
      ...read,
      path: '/v1/jobs',
      summary: "The caller's jobs, newest first",
      parameters: { query: ListQuery },
      answers: { 200: { description: 'One page.', content: { [JSON_TYPE]: JobPageSchema } } },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [listHandler(deps)],
    },
    {
      ...read,
      path: '/v1/jobs/{id}',
      summary: 'A job: state, progress, result',
      parameters: { path: IdPath },
      answers: { 200: { description: 'The job.', content: { [JSON_TYPE]: JobSchema } } },
      problems: READ_PROBLEMS,
      handlers: [jobHandler(deps)],
    },
    {
      ...read,
      path: '/v1/jobs/{id}/results',
      summary: 'Results of a job with many, a line each, as they come',
      parameters: { path: IdPath, query: ResultsQuery },
      answers: {
        200: {
          description: 'One result a line, in the order of the input.',
          content: { [NDJSON]: JobLineSchema },
        },
      },
      problems: READ_PROBLEMS,
      handlers: [resultsHandler(deps)],
    },
    {
      ...common,
      method: 'post',
      path: '/v1/jobs/{id}/cancel',
      summary: 'Cancel a job',
      action: 'job.cancel',
      access: { scope: 'evidence:write' },
      parameters: { path: IdPath },
      answers: {
        200: {
          description: 'The job; a running one is cancelled as soon as its run notices.',
          content: { [JSON_TYPE]: JobSchema },
        },
      },
      problems: [...READ_PROBLEMS, 'JOB_FINISHED'],
      handlers: [cancelHandler(deps)],
    },
  ];
}

export function presentJob(job: Job): JsonObject {
  const { failure, result } = job;
  return {
    id: job.id,
    kind: job.kind,
    subject: job.subject,
    state: job.state,
    progress: { ...job.progress },
    attempt: job.attempt,
    cancel_requested: job.cancelRequested,
    created_at: job.createdAt,
    ...(job.startedAt !== undefined && { started_at: job.startedAt }),
    ...(job.finishedAt !== undefined && { finished_at: job.finishedAt }),
    ...(job.expiresAt !== undefined && { expires_at: job.expiresAt }),
    ...(failure !== undefined && {
      failure: { code: failure.code, detail: failure.message, facts: failure.facts as JsonObject },
    }),
    ...(result !== undefined && { result }),
  };
}

async function ownJob({ jobs }: AppDeps, caller: Caller, action: Action, params: unknown): Promise<Job> {
  const { id } = conform(IdPath, params);
  const job = await jobs.get(id);
  const owner = job && { organisations: [job.organisation], persons: [job.startedBy.id] };
  authorise(caller, action, owner, { kind: 'job', id });
  return job!;
}

function listHandler({ jobs }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { kind, state, limit = '50', cursor } = conform(ListQuery, req.query);
    const page = await jobs.list({
      owner: callerOf(res),
      limit: Number(limit),
      ...(kind !== undefined && { kind }),
      ...(state !== undefined && { state }),
      ...(cursor !== undefined && { cursor }),
    });
    privately(res).json({
      items: page.jobs.map(presentJob),
      ...(page.next !== undefined && { next_cursor: page.next }),
    });
  };
}

function jobHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    privately(res).json(presentJob(await ownJob(deps, callerOf(res), 'job.read', req.params)));
  };
}

function cancelHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const { id } = await ownJob(deps, callerOf(res), 'job.cancel', req.params);
    privately(res).json(presentJob(await deps.jobs.cancel(id)));
  };
}

const LINES_AT_ONCE = 200;
const FOLLOW_MS = 250;

function resultsHandler(deps: AppDeps): RequestHandler {
  return async (req: Request, res) => {
    const { after = '0', follow = 'false' } = conform(ResultsQuery, req.query);
    const { id } = await ownJob(deps, callerOf(res), 'job.read', req.params);
    privately(res).status(200).type(NDJSON);
    let at = Number(after);
    for (;;) {
      // Asked for before the lines: a job that had ended then has no more of them.
      const ended = FINISHED_STATES.includes((await deps.jobs.get(id))?.state ?? 'done');
      at = await sendLines(deps, id, at, res, languageOf(req));
      if (ended || follow === 'false' || res.destroyed) break;
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
    }
    res.end();
  };
}

async function sendLines(
  { jobs }: AppDeps,
  id: string,
  after: number,
  res: Response,
  language: Language,
): Promise<number> {
  for (let at = after; ; ) {
    const lines = await jobs.lines(id, at, LINES_AT_ONCE);
    for (const { number, value } of lines) {
      at = number;
      const text = `${JSON.stringify(presentLine(number, value, contextOf(res).id, language))}\n`;
      if (!res.write(text) && !res.destroyed) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    }
    if (lines.length < LINES_AT_ONCE || res.destroyed) return at;
  }
}

/** A refused line has the problem that it would have been answered with alone. */
function presentLine(
  line: number,
  { failure, ...value }: JsonObject,
  request: string,
  language: Language,
): JsonObject {
  if (failure === undefined) return { line, status: 201, ...value };
  const { code, message, facts } = failure as unknown as JobFailure;
  const problem = problemOf(new ServiceError(code, message, { facts }), request, language);
  return { line, status: problem.status, ...value, problem: problem as unknown as JsonObject };
}

function privately(res: Response): Response {
  return res.setHeader('Cache-Control', 'private, no-store');
}
