/** Stream heads from the party nodes over HTTP: `GET <node>/<origin hash>/stream-head/<base64url stream>?size=N`. */
import { base64url } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { MAX_NOTE_BYTES } from '../../core/note/note.ts';
import type { Party } from '../../core/party.ts';
import { originHash } from '../../core/tlog/checkpoint.ts';
import { ServiceError } from '../errors.ts';
import type { StreamHeadSource } from '../ports/stream-heads.ts';
import { readBounded } from '../remote.ts';

export interface StreamHeadNodes {
  readonly crypto: Crypto;
  readonly origin: string;
  /** Base URL of each party's node, without a slash at the end. */
  readonly nodes: Readonly<Record<Party, string>>;
  readonly timeoutMs?: number;
}

/** Seconds after which a party that could not be reached may be back. */
const RETRY_AFTER = 5;

export function createStreamHeadsHttp(config: StreamHeadNodes): StreamHeadSource {
  const path = originHash(config.crypto, config.origin);
  return {
    async streamHead(party, stream, size) {
      const url = `${config.nodes[party]}/${path}/stream-head/${base64url(stream)}?size=${size}`;
      const { status, note } = await reach(party, url, config.timeoutMs ?? 5000);
      if (status === 200) return note;
      throw refused(party, { size, status });
    },
  };
}

async function reach(party: Party, url: string, timeoutMs: number) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    const tooLong = () => refused(party, { limit: MAX_NOTE_BYTES });
    const body = await readBounded(response, MAX_NOTE_BYTES, tooLong);
    return { status: response.status, note: new TextDecoder().decode(body) };
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw new ServiceError('PARTY_UNAVAILABLE', `the ${party} node cannot be reached`, {
      facts: { party },
      retryAfterSeconds: RETRY_AFTER,
      cause,
    });
  }
}

function refused(party: Party, facts: Readonly<Record<string, number>>): ServiceError {
  return new ServiceError('PARTY_REFUSED', `the ${party} node does not attest the end of this stream`, {
    facts: { party, ...facts },
    retryAfterSeconds: RETRY_AFTER,
  });
}
