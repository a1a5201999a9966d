/** What went wrong between client and service: a refusal with its RFC 9457 problem, or no answer at all. */
import { type JsonObject, parseJsonObject } from '../core/json.ts';

export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Code of the problem, such as `DIGEST_MISMATCH`; `UNREACHABLE` when there was no answer. */
  readonly code: string;
  /** The problem document as the service sent it. */
  readonly problem: JsonObject;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    detail: Pick<ClientError, 'status' | 'code' | 'problem' | 'retryAfterSeconds'> & {
      readonly cause?: unknown;
    },
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.status = detail.status;
    this.code = detail.code;
    this.problem = detail.problem;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}

export function unreachable(baseUrl: string, cause: unknown): ClientError {
  const detail = { status: undefined, code: 'UNREACHABLE', problem: {}, retryAfterSeconds: undefined, cause };
  return new ClientError(`no answer from ${baseUrl}`, detail);
}

/** Longest problem document that is read. */
const MAX_PROBLEM = 256 * 1024;

export async function refusal(response: Response): Promise<ClientError> {
  const problem = problemOf((await response.text()).slice(0, MAX_PROBLEM));
  const { status } = response;
  const code = typeof problem.code === 'string' ? problem.code : `HTTP_${status}`;
  const detail = typeof problem.detail === 'string' ? problem.detail : `the service answered ${status}`;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(after) && after >= 0 ? after : undefined;
  return new ClientError(detail, { status, code, problem, retryAfterSeconds });
}

/** A proxy in between may answer with a page instead. */
function problemOf(text: string): JsonObject {
  try {
    return parseJsonObject(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
