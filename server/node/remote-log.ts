/** The log as this node reads it over HTTP: tiles, and the latest checkpoint with the parties' cosignatures. Nothing read is trusted. */
import { tilePath } from '../../core/tlog/tile-path.ts';
import type { TileReader } from '../../core/tlog/tile-reader.ts';
import { ask, type RemoteAccess, unavailable } from '../remote.ts';

export interface RemoteLog {
  /** @returns the signed note; undefined when the log has none yet. @throws ServiceError `PARTY_UNAVAILABLE` */
  witnessed(): Promise<string | undefined>;
  /** @throws ServiceError `PARTY_UNAVAILABLE` from the reader */
  readonly readTile: TileReader;
}

/** @param url the log's prefix, without a slash at its end */
export function createRemoteLog(access: RemoteAccess, url: string): RemoteLog {
  return {
    witnessed: async () => {
      const answer = await request(access, `${url}/checkpoint/witnessed`);
      return answer && new TextDecoder().decode(answer);
    },
    readTile: async ({ level, index, width }) => {
      const answer = await request(access, `${url}/${tilePath(level, index, width)}`);
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
  access: RemoteAccess,
  url: string,
  init: RequestInit = {},
): Promise<Uint8Array | undefined> {
  const { status, body } = await ask(access, url, init);
  if (status >= 200 && status < 300) return body;
  if (status === 404) return undefined;
  throw unavailable(url, `it answered with status ${status}`);
}
