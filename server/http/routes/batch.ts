/** `POST /v1/evidence/batch`: one item a line in, one outcome a line out, in the same order, while the lines still arrive. */
import { once } from 'node:events';
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../../errors.ts';
import type { Filed } from '../../usecases/types.ts';
import { conform, consumes, jsonOf } from '../body.ts';
import { contextOf } from '../context.ts';
import type { AppDeps } from '../deps.ts';
import { refusalOf } from '../failures.ts';
import { callerOf } from '../gate.ts';
import { type Line, mapOrdered, splitLines } from '../ndjson.ts';
import { presentFiled } from '../present.ts';
import { languageOf, problemOf, toServiceError } from '../problem.ts';
import type { Language } from '../problem-catalogue.ts';
import type { Route } from '../route.ts';
import { BatchAnswer } from '../schemas/evidence.ts';
import { BatchLine } from '../schemas/record.ts';
import { counted, FILING_PROBLEMS, fileBody } from './filing.ts';

const NDJSON = 'application/x-ndjson';

/**
 * Answers held back for a client that reads only after it has sent everything. Beyond that the request is read no further until the client
 * reads: memory stays bounded.
 */
const MAX_HELD = 16 * 2 ** 20;

export function batchRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'post',
      path: '/v1/evidence/batch',
      tag: 'evidence',
      summary: 'File many items, one JSON object a line',
      action: 'evidence.file',
      access: { scope: 'evidence:write' },
      quota: 'caller',
      body: {
        description: 'One filing a line. Read the answers while sending; each line stands for itself.',
        content: { [NDJSON]: BatchLine },
        required: true,
      },
      answers: {
        200: {
          description: 'One outcome a line, in the order of the request.',
          content: { [NDJSON]: BatchAnswer },
        },
      },
      problems: ['UNSUPPORTED_MEDIA_TYPE', 'UPLOAD_TRUNCATED', ...FILING_PROBLEMS],
      handlers: [consumes(NDJSON, 'application/jsonl', 'application/ndjson'), batchHandler(deps)],
    },
  ];
}

function batchHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    refuseEncoding(req);
    const language = languageOf(req);
    const { maxLineBytes, maxLines, batchWidth } = deps.limits;
    // Not destroyed when reading stops early: the answer still has to reach the client.
    const bytes = req.iterator({ destroyOnReturn: false });
    const lines = atMost(splitLines(bytes, maxLineBytes), maxLines);
    const outcomes = mapOrdered(lines, batchWidth, (line) => outcome(deps, line, language, res));
    res.status(200).type(NDJSON);
    res.setHeader('Cache-Control', 'no-store');
    try {
      for await (const text of outcomes) await write(res, text);
    } catch (error) {
      await endWithProblem(req, res, error, language);
      return;
    }
    res.end();
  };
}

function refuseEncoding(req: Request): void {
  if ((req.get('content-encoding') ?? 'identity') === 'identity') return;
  throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'a compressed body is not accepted', {
    facts: { expected: ['identity'] },
  });
}

async function* atMost(lines: AsyncIterable<Line>, limit: number): AsyncGenerator<Line> {
  for await (const line of lines) {
    if (line.number > limit) {
      throw new ServiceError('PAYLOAD_TOO_LARGE', `a batch has at most ${limit} lines`, { facts: { limit } });
    }
    yield line;
  }
}

/** What was wrong with the batch itself stands in a last line of its own; the lines before it are as they say. */
async function endWithProblem(
  req: Request,
  res: Response,
  thrown: unknown,
  language: Language,
): Promise<void> {
  if (req.destroyed && !req.complete) return void res.destroy();
  const error = refusalOf(thrown) ?? toServiceError(thrown);
  contextOf(res).problem = error.code;
  const problem = problemOf(error, contextOf(res).id, language);
  await write(res, `${JSON.stringify({ line: 0, status: problem.status, problem })}\n`);
  res.end();
  req.resume();
}

async function write(res: Response, text: string): Promise<void> {
  if (res.destroyed) throw new ServiceError('UPLOAD_TRUNCATED', 'the client went away');
  if (res.write(text)) return;
  while (res.writableLength > MAX_HELD && !res.destroyed)
    await Promise.race([once(res, 'drain'), once(res, 'close')]);
}

async function outcome(deps: AppDeps, line: Line, language: Language, res: Response): Promise<string> {
  try {
    const { organisation } = callerOf(res);
    const filed = await counted(deps, () => fileLine(deps, line, organisation), {
      organisation,
      stated: () => jsonOf(line.bytes),
    });
    const status = filed.replayed ? 200 : 201;
    return `${JSON.stringify({ line: line.number, status, evidence: presentFiled(filed) })}\n`;
  } catch (thrown) {
    const problem = problemOf(toServiceError(thrown), contextOf(res).id, language);
    return `${JSON.stringify({ line: line.number, status: problem.status, problem })}\n`;
  }
}

/** The key alone; the rest of the line is checked as the body of a single filing is. */
const LineKey = BatchLine.pick({ idempotency_key: true });

async function fileLine(deps: AppDeps, line: Line, organisation: string): Promise<Filed> {
  const { idempotency_key, ...body } = jsonOf(line.bytes);
  const { idempotency_key: idempotencyKey } = conform(LineKey, {
    ...(idempotency_key !== undefined && { idempotency_key }),
  });
  return fileBody(deps, organisation, idempotencyKey, body);
}
