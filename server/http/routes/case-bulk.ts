/** `POST /v1/cases/bulk`: a case a line in, a job out; each line's result comes from the job. */
import type { RequestHandler } from 'express';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredLine } from '../../usecases/cases/bulk.ts';
import { failureOf } from '../../usecases/jobs/one-run.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { splitLines } from '../ndjson.ts';
import { locate } from '../public-path.ts';
import type { Route } from '../route.ts';
import { CaseInput } from '../schemas/cases.ts';
import { JobSchema } from '../schemas/jobs.ts';
import { contentOf } from './case-parts.ts';
import { privately } from './evidence.ts';
import { presentJob } from './jobs.ts';

const NDJSON = 'application/x-ndjson';
const MAX_LINES = 2000;
const MAX_BYTES = 16 * 2 ** 20;
const MAX_LINE_BYTES = 64 * 1024;

export function caseBulkRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'post',
      path: '/v1/cases/bulk',
      tag: 'cases',
      summary: 'Draft and open many cases, one JSON object a line',
      action: 'case.create',
      access: { scope: 'evidence:write' },
      quota: 'caller',
      body: {
        description: `One case a line, at most ${MAX_LINES}. Each line stands for itself.`,
        content: { [NDJSON]: CaseInput },
        required: true,
      },
      answers: {
        202: {
          description: 'The job; `GET /v1/jobs/{id}/results?follow=true` streams a result a line.',
          content: { 'application/json': JobSchema },
        },
      },
      problems: ['UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE', 'REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [
        consumes(NDJSON, 'application/jsonl', 'application/ndjson'),
        rawBody(MAX_BYTES),
        bulkHandler(deps),
      ],
    },
  ];
}

function bulkHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const lines: StoredLine[] = [];
    const source = (async function* () {
      yield bytesOf(req);
    })();
    for await (const { number, bytes } of splitLines(source, MAX_LINE_BYTES)) {
      if (lines.length >= MAX_LINES) {
        throw new ServiceError('PAYLOAD_TOO_LARGE', `at most ${MAX_LINES} cases at once`, {
          facts: { limit: MAX_LINES },
        });
      }
      lines.push(storedLine(number, bytes));
    }
    const job = await cases.bulk(callerOf(res), lines);
    locate(privately(res), `/v1/jobs/${job.id}`);
    res.status(202).json(presentJob(job));
  };
}

/** A line that cannot be read is answered with the others, in its place. */
function storedLine(number: number, bytes: Uint8Array): StoredLine {
  try {
    return { number, content: contentOf(conform(CaseInput, jsonOf(bytes))) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { number, failure: failureOf(error) as unknown as JsonObject };
  }
}
