/** The log as this node reads it over HTTP: tiles, and the latest checkpoint with the parties' cosignatures. Nothing read is trusted. */
import { tilePath } from '../../core/tlog/tile-path.ts';
import type { TileReader } from '../../core/tlog/tile-reader.ts';
import { ServiceError } from '../errors.ts';

/** A note with the cosignatures of three parties is 12 KB, a tile 8 KiB. */
const MAX_BODY_BYTES = 1_000_000;

export interface RemoteLog {
  /** @returns the signed note; undefined when the log has none yet. @throws ServiceError `PARTY_UNAVAILABLE` */
  witnessed(): Promise<string | undefined>;
  /** @throws ServiceError `PARTY_UNAVAILABLE` from the reader */
  readonly readTile: TileReader;
}

export interface HttpClient {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Ends what is under way when the node stops. */
  readonly signal: AbortSignal;
}

/** @param url the log's prefix, without a slash at its end */
export function createRemoteLog(client: HttpClient, url: string): RemoteLog {
  return {
    witnessed: async () => {
      const answer = await request(client, `${url}/checkpoint/witnessed`);
      return answer && new TextDecoder().decode(answer);
    },
    readTile: async ({ level, index, width }) => {
      const answer = await request(client, `${url}/${tilePath(level, index, width)}`);
      if (answer === undefined) throw unavailable(url, 'it does not have a tile that it must have');
      return answer;
    },
  };
}

/**
 * @returns undefined for `404`
 * @throws ServiceError `PARTY_UNAVAILABLE` when there is no answer in time, another status, or more than a megabyte
 */
export async function request(
  { fetch, timeoutMs, signal }: HttpClient,
  url: string,
  init: RequestInit = {},
): Promise<Uint8Array | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { ...init, signal: limit, redirect: 'error' });
    if (response.ok) return await bounded(response, url);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw unavailable(url, `it answered with status ${response.status}`);
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw unavailable(url, 'it did not answer', cause);
  }
}

async function bounded(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > MAX_BODY_BYTES) throw unavailable(url, `its answer has more than ${MAX_BODY_BYTES} bytes`);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function unavailable(url: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('PARTY_UNAVAILABLE', `${url} cannot be used: ${why}`, { cause });
}
