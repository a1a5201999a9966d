/** Calls of the operator: to the service of the data directory, with the credential that lies there. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ClientError, refusal } from '../client/error.ts';
import { type JsonObject, parseJsonObject } from '../core/json.ts';
import { CliError, type CliIo, EXIT } from './io.ts';

export interface AdminClient {
  get(path: string): Promise<JsonObject>;
  post(path: string, body: JsonObject): Promise<JsonObject>;
}

/** @throws CliError `usage` when no service runs in the data directory or its credential cannot be used */
export function adminClient(io: CliIo): AdminClient {
  const home = resolve(io.cwd, io.env.TRISEAL_HOME || '.triseal');
  const url = localUrl(home);
  const headers = {
    authorization: `Bearer ${credential(join(home, 'keys', 'operator.key'))}`,
    'content-type': 'application/json',
  };
  const call = async (path: string, init: RequestInit): Promise<JsonObject> => {
    const response = await reach(`${url}/admin${path}`, { ...init, headers, signal: io.signal });
    if (!response.ok) throw refused(await refusal(response));
    return (await response.json()) as JsonObject;
  };
  return {
    get: (path) => call(path, {}),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

function refused({ code, message, problem }: ClientError): CliError {
  const remedy = typeof problem.remedy === 'string' ? { remedy: problem.remedy } : {};
  const problems = (problem.facts as JsonObject | undefined)?.problems;
  const why = Array.isArray(problems) ? ` (${problems.map(String).join('; ')})` : '';
  return new CliError(EXIT.refused, `${code}: ${message}${why}`, remedy);
}

/** What the running service wrote of itself: the address at which it takes operators. */
function localUrl(home: string): string {
  const file = join(home, 'service.json');
  if (existsSync(file)) {
    const { url, localUrl: local = url } = parseJsonObject(readFileSync(file, 'utf8'));
    if (typeof local === 'string') return local;
  }
  throw new CliError(EXIT.usage, `no service runs in ${home}`, {
    remedy: 'Run this on the machine of the service, with its TRISEAL_HOME, while it runs.',
  });
}

function credential(file: string): string {
  const unusable = (why: string, cause?: unknown) =>
    new CliError(EXIT.usage, `the operator's credential ${file} cannot be used: ${why}`, {
      remedy: 'Run this as the user that runs the service.',
      cause,
    });
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw unusable('others can read it');
    return readFileSync(file).toString('base64url');
  } catch (error) {
    throw error instanceof CliError ? error : unusable((error as Error).message, error);
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error' });
  } catch (cause) {
    throw new CliError(EXIT.unavailable, 'the service does not answer', { cause });
  }
}
