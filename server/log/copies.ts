/**
 * Keeps an older store from going on. A store restored from a backup may lack what the parties have witnessed since; what it then signed would be
 * a second history of the same log. So nothing is filed before the parties were asked how far their copies go, and nothing at all once one of them
 * shows a checkpoint under the log's own key that this store does not lead to. A party that is away is asked again until it answers.
 */
import { equal, hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { verifyNote } from '../../core/note/verify.ts';
import type { VerifierKey } from '../../core/note/vkey.ts';
import { type Checkpoint, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../ports/platform.ts';
import { ask, type RemoteAccess, unavailable } from '../remote.ts';
import type { LogReader } from './log-reader.ts';
import type { PartyEndpoint } from './party-client.ts';
import { createTicker } from './ticker.ts';

export interface CopiesDeps {
  readonly crypto: Crypto;
  readonly reader: Pick<LogReader, 'origin' | 'head' | 'root'>;
  /** Hex SHA-256 of the log's origin. */
  readonly originHash: string;
  /** The log's own keys: what another key signed says nothing about this log. */
  readonly logKeys: readonly VerifierKey[];
  readonly parties: readonly PartyEndpoint[];
  readonly logger: Logger;
  /** Longest time for an answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Pause before a party that did not answer is asked again. */
  readonly intervalMs: number;
}

export interface Copies {
  /** Asks every party once; resolves when each has answered or failed to. Those that failed are asked again from then on. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why nothing may be filed: `STOPPING` before every party was asked once, `LOG_DIVERGED` when a copy shows another course of the log. */
  refusal(): ServiceError | undefined;
}

/** Short, for a party that is away must not keep the service from starting. */
const TIMEOUT_MS = 3_000;

export function createCopies(deps: CopiesDeps): Copies {
  const ended = new AbortController();
  const access = { fetch, timeoutMs: deps.timeoutMs ?? TIMEOUT_MS, signal: ended.signal };
  let unheard = [...deps.parties];
  let refusal: ServiceError | undefined = new ServiceError(
    'STOPPING',
    'the parties are being asked how far their copies of the log go',
    { retryAfterSeconds: 2 },
  );
  const hear = async (party: PartyEndpoint) => {
    const shown = await shownBy(deps, party, access);
    const diverged = shown && (await contradiction(deps, party, shown));
    unheard = unheard.filter((other) => other !== party);
    if (diverged === undefined) return;
    deps.logger.error({ error: diverged }, 'the store is not the log that was witnessed: nothing is filed');
    refusal = diverged;
  };
  const hearAll = async () => {
    const results = await Promise.allSettled(unheard.map((party) => hear(party)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const ticker = createTicker({
    name: "asking how far the parties' copies go",
    intervalMs: deps.intervalMs,
    maxBackoffMs: Math.max(deps.intervalMs, 30_000),
    logger: deps.logger,
    task: async () => {
      await hearAll();
      void ticker.stop();
    },
  });
  return {
    async start() {
      const first = refusal;
      await hearAll().catch(() => undefined);
      if (refusal === first) refusal = undefined;
      ticker.start();
    },
    stop: () => {
      ended.abort();
      return ticker.stop();
    },
    refusal: () => refusal,
  };
}

/** The newest checkpoint that a party cosigned. @throws ServiceError `PARTY_UNAVAILABLE` */
async function shownBy(
  { crypto, originHash, logKeys, reader }: CopiesDeps,
  { url }: PartyEndpoint,
  access: RemoteAccess,
): Promise<Checkpoint | undefined> {
  const answer = await ask(access, `${url}/witness/${originHash}/checkpoint`);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw unavailable(url, `it answered with status ${answer.status}`);
  try {
    const { checkpoint, note } = parseSignedCheckpoint(answer.text);
    const { accepted } = await verifyNote(crypto, note, logKeys);
    return accepted && checkpoint.origin === reader.origin ? checkpoint : undefined;
  } catch (cause) {
    throw unavailable(url, 'its checkpoint is malformed', cause);
  }
}

async function contradiction(
  { reader }: CopiesDeps,
  { party, url }: PartyEndpoint,
  { size, root }: Checkpoint,
): Promise<ServiceError | undefined> {
  // Read after the party was asked: a log that goes on is never behind what it had signed before.
  const own = (await reader.head())?.size ?? 0;
  if (size <= own && equal(await reader.root(size), root)) return undefined;
  const how =
    size > own ? 'has witnessed more of this log than the store holds' : 'has witnessed another root';
  return new ServiceError('LOG_DIVERGED', `the party ${party} ${how}`, {
    facts: { party, url, witnessed: size, root: hex(root), size: own },
  });
}
