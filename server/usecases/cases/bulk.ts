/** Opens many cases as one job: a line each, several at once, each line answered for itself. Repeating a line opens no second case. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import { createMutex } from '../../mutex.ts';
import type { Caller } from '../../ports/caller.ts';
import { failureOf } from '../jobs/one-run.ts';
import type { JobHandler, JobRun } from '../jobs/types.ts';
import type { CaseContent, Cases } from './types.ts';

export const BULK_JOB = 'cases.open';

/** Cases under way at once: enough to fill a batch of the log, few enough to leave room for others. */
const WIDTH = 16;
/** Lines between two checkpoints. */
const STRIDE = 64;
const DAY = 86_400;

/** A line as it waits in the job's input: what it states, or why it was refused when it was read. */
export type StoredLine =
  | { readonly number: number; readonly content: CaseContent }
  | { readonly number: number; readonly failure: JsonObject };

export function bulkHandler(cases: Pick<Cases, 'create' | 'take'>): JobHandler {
  return {
    retentionSeconds: 30 * DAY,
    patienceSeconds: 600,
    run: (run) => openAll(cases, run),
  };
}

/** The caller of then, as far as opening cases goes. */
function callerOf({ startedBy: { organisation, id, kind } }: JobRun['job']): Caller {
  return { kind: kind === 'person' ? 'person' : 'system', organisation, id, role: 'bank', scopes: [] };
}

async function openAll(cases: Pick<Cases, 'create' | 'take'>, run: JobRun): Promise<JsonObject> {
  const lines = run.input as unknown as readonly StoredLine[];
  const caller = callerOf(run.job);
  let opened = Number(run.checkpoint?.opened ?? 0);
  for (let from = Number(run.checkpoint?.lines ?? 0); from < lines.length; from += STRIDE) {
    const stride = lines.slice(from, from + STRIDE);
    const keep = inOrder(run, stride, from, lines.length);
    const results = await mapWide(stride, WIDTH, async (line, at) => {
      run.signal.throwIfAborted();
      const value = await openLine(cases, run, caller, line);
      await keep(at, value);
      return value.failure === undefined;
    });
    opened += results.filter(Boolean).length;
    await run.save({ lines: from + stride.length, opened });
  }
  return { lines: lines.length, opened, refused: lines.length - opened };
}

/** Keeps each result once all before it are kept, so that whoever follows them misses none. */
function inOrder(
  run: JobRun,
  stride: readonly StoredLine[],
  from: number,
  total: number,
): (at: number, value: JsonObject) => Promise<void> {
  const ready = new Map<number, JsonObject>();
  const oneAtATime = createMutex();
  let next = 0;
  return (at, value) => {
    ready.set(at, value);
    return oneAtATime(async () => {
      for (let due = ready.get(next); due !== undefined; due = ready.get(next)) {
        await run.keepLine({ number: stride[next]!.number, value: due });
        ready.delete(next++);
        run.report({ done: from + next, total, note: '' });
      }
    });
  };
}

/** Refusals that will pass by themselves: the whole job waits for them. */
const PASSING: readonly string[] = [
  'OVERLOADED',
  'STOPPING',
  'STORE_UNAVAILABLE',
  'LOG_CONFLICT',
  'LOG_DIVERGED',
];

async function openLine(
  cases: Pick<Cases, 'create' | 'take'>,
  run: JobRun,
  caller: Caller,
  line: StoredLine,
): Promise<JsonObject> {
  if ('failure' in line) return { failure: line.failure };
  let draft: JsonObject = {};
  try {
    // A key that no request can have: it holds a space.
    const created = await cases.create(caller, line.content, `bulk ${run.job.id} ${line.number}`);
    const standing = created.case;
    draft = { case: standing.id, state: standing.state };
    const taken =
      standing.state === 'draft'
        ? await cases.take(caller, standing.id, standing.revision, { event: 'open' })
        : standing;
    return { case: taken.id, state: taken.state };
  } catch (error) {
    if (error instanceof ServiceError && PASSING.includes(error.code)) throw retried(error);
    // What could not be opened stays as a draft, which says what it lacks.
    return { ...draft, failure: failureOf(error) as unknown as Json };
  }
}

function retried(error: ServiceError): ServiceError {
  const { code, message, facts, retryAfterSeconds = 5 } = error;
  return new ServiceError(code, message, { facts, retryAfterSeconds, cause: error });
}

/** Results in the order of the items; the first failure ends it once what is under way has ended. */
async function mapWide<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, at: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const at = next++;
      try {
        results[at] = await work(items[at]!, at);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
