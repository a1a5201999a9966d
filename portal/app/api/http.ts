/** Calls of the service's own API: relative to the page's base, with the session's cookie, and problems (RFC 9457) as typed errors. */

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly remedy?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** Shows that a call comes from a page of ours: only such a page can read the token. */
const CSRF_HEADER = 'X-TriSeal-CSRF';
let token = '';

/** The token of the session, as `GET v1/session` told it. */
export function showToken(csrf: string): void {
  token = csrf;
}

/** For a client of another protocol that makes its own requests (tus). */
export const csrfHeaders = (): Readonly<Record<string, string>> =>
  token === '' ? {} : { [CSRF_HEADER]: token };

/** @param path without a slash in front, e.g. `v1/me` */
export function apiUrl(path: string): string {
  return new URL(`../${path}`, document.baseURI).href;
}

interface LastAnswer {
  /** By this machine's clock. */
  readonly at: number;
  /** What must be added to this machine's clock to get the service's. */
  readonly skew: number;
}

let answered: LastAnswer = { at: 0, skew: 0 };

/** When the service last answered: with it a session begins to wait anew. */
export const lastAnswer = (): LastAnswer => answered;

/** A clock that is a little off is none. */
const SKEW_MS = 5_000;

function noteAnswer(response: Response): void {
  const at = Date.now();
  const date = Date.parse(response.headers.get('date') ?? '');
  const skew = Number.isNaN(date) || Math.abs(date - at) < SKEW_MS ? 0 : date - at;
  answered = { at, skew };
}

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.method !== undefined && init.method !== 'GET' && token !== '') headers.set(CSRF_HEADER, token);
  headers.set('Accept-Language', document.documentElement.lang);
  const response = await fetch(apiUrl(path), { credentials: 'same-origin', ...init, headers });
  if (response.ok) {
    noteAnswer(response);
    return response;
  }
  throw new ApiError(await problemOf(response));
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    headers: { Accept: 'application/json' },
    ...(signal && { signal }),
  });
  return (await response.json()) as T;
}

export async function postJson<T>(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

const unknownProblem = (status: number): Problem => ({ status, code: 'UNKNOWN', title: `HTTP ${status}` });

/** A refusal as such a client got it. */
export function refusalOf(status: number, body: string): ApiError {
  try {
    return new ApiError({ ...unknownProblem(status), ...(JSON.parse(body) as object) });
  } catch {
    return new ApiError(unknownProblem(status));
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const unknown = unknownProblem(response.status);
  if (!response.headers.get('content-type')?.includes('json')) return unknown;
  try {
    return { ...unknown, ...((await response.json()) as object) };
  } catch {
    return unknown;
  }
}
