/** Newline-delimited JSON as a stream: lines in, outcomes out in the same order, with a bounded number of them under way. */
import { ServiceError } from '../errors.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines, without their newline (and carriage return); empty lines are left out but counted.
 * @throws ServiceError `PAYLOAD_TOO_LARGE` for a line longer than `maxBytes`, before it is read whole
 */
export async function* splitLines(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let pending: Uint8Array[] = [];
  let held = 0;
  let number = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const bytes = join(pending, held, chunk.subarray(from, end));
      if (bytes.length > maxBytes) throw tooLong(number + 1, maxBytes);
      number++;
      if (bytes.length > 0) yield { number, bytes };
      pending = [];
      held = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    held += rest.length;
    if (held > maxBytes) throw tooLong(number + 1, maxBytes);
    if (rest.length > 0) pending.push(rest);
  }
  const last = join(pending, held, new Uint8Array());
  if (last.length > 0) yield { number: number + 1, bytes: last };
}

function join(pending: readonly Uint8Array[], held: number, end: Uint8Array): Uint8Array {
  const line = pending.length === 0 ? end : Buffer.concat([...pending, end], held + end.length);
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

function tooLong(line: number, limit: number): ServiceError {
  return new ServiceError('PAYLOAD_TOO_LARGE', `line ${line} is longer than ${limit} bytes`, {
    facts: { line, limit },
  });
}

/**
 * Works on up to `width` items at once and yields each result as soon as those before it are out. The source is asked for another item only
 * while fewer are under way, so a slow reader of the results slows the source. `work` must not reject: an outcome is a value.
 * @throws what the source throws, after the results of the items that came before
 */
export async function* mapOrdered<T, R>(
  source: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const changed = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const pump = async () => {
    for await (const item of source) {
      underWay.push(work(item));
      wake?.();
      while (underWay.length >= width && !ended) await changed();
      if (ended) return;
    }
  };
  // Settled into a value, so that a failing source is met where the results end and not as an unhandled rejection.
  const pumped = settle(pump()).finally(() => {
    ended = true;
    wake?.();
  });
  try {
    while (underWay.length > 0 || !ended) {
      const next = underWay[0];
      if (next === undefined) await changed();
      else {
        const result = await next;
        underWay.shift();
        wake?.();
        yield result;
      }
    }
    const failure = await pumped;
    if (failure !== undefined) throw failure.reason;
  } finally {
    ended = true;
    wake?.();
  }
}

async function settle(work: Promise<void>): Promise<{ reason: unknown } | undefined> {
  try {
    await work;
    return undefined;
  } catch (reason) {
    return { reason };
  }
}
