/** Requests to the log, party nodes and witnesses: bounded in time and size, with one way to say what went wrong. */
import { ServiceError } from './errors.ts';

/** A cosigned note with the signatures of many witnesses stays far below it. */
const MAX_ANSWER_BYTES = 1_000_000;

export interface RemoteAccess {
  readonly fetch: typeof fetch;
  /** Longest time for a request without its answer's end, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends what is under way when the service stops. */
  readonly signal: AbortSignal;
}

export interface RemoteAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** The body as UTF-8; malformed parts are replaced. */
  readonly text: string;
}

/** @throws ServiceError `PARTY_UNAVAILABLE` when there is no answer in time or it is too long; any status is an answer */
export async function ask(access: RemoteAccess, url: string, init: RequestInit = {}): Promise<RemoteAnswer> {
  const signal = AbortSignal.any([access.signal, AbortSignal.timeout(access.timeoutMs)]);
  try {
    const response = await access.fetch(url, { ...init, signal, redirect: 'error' });
    const tooLong = () => unavailable(url, `its answer has more than ${MAX_ANSWER_BYTES} bytes`);
    const body = await readBounded(response, MAX_ANSWER_BYTES, tooLong);
    return { status: response.status, body, text: new TextDecoder().decode(body) };
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw unavailable(url, 'it did not answer', cause);
  }
}

/** The body of an answer, read no further than `limit` bytes. @throws what `tooLong` makes */
export async function readBounded(
  response: Response,
  limit: number,
  tooLong: () => ServiceError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > limit) throw tooLong();
  }
  return new Uint8Array(Buffer.concat(chunks));
}

export function unavailable(url: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('PARTY_UNAVAILABLE', `${url} cannot be used: ${why}`, { facts: { url }, cause });
}

/** The other side understood and said no; trying again at once is useless. */
export function refusedBy(url: string, { status, text }: RemoteAnswer): ServiceError {
  return new ServiceError('PARTY_REFUSED', `${url} refused with status ${status}`, {
    facts: { url, status, answer: text.slice(0, 200) },
  });
}
