/**
 * Looks into checkpoints that the log signed and that do not fit what this party holds. A failed proof alone shows nothing, anybody can send a bad
 * one; an objection is raised only when the contradiction itself can be shown.
 */
import { equal } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { tileNodeReader } from '../../core/tlog/tile-reader.ts';
import { createMutex } from '../mutex.ts';
import type { Logger } from '../ports/platform.ts';
import { type Finding, forkFinding, inconsistencyFinding } from './evidence.ts';
import type { MirroredLog } from './mirrored-log.ts';
import type { ObjectionBook } from './objections.ts';
import type { RemoteLog } from './remote-log.ts';
import type { KnownCheckpoint, NodeState } from './state.ts';

/** Suspicions that wait at the same time; more are dropped, for the log can be made to raise them again. */
const MAX_WAITING = 16;

export interface SuspicionDeps {
  readonly crypto: Crypto;
  readonly state: NodeState;
  readonly log: MirroredLog;
  readonly remote: RemoteLog;
  readonly objections: ObjectionBook;
  readonly logger: Logger;
}

export interface Suspicions {
  /** Looks into it in the background. The log's signature on it must have been verified. */
  raise(checkpoint: KnownCheckpoint): void;
  /** Resolves when nothing is being looked into. */
  settled(): Promise<void>;
}

export function createSuspicions(deps: SuspicionDeps): Suspicions {
  const mutex = createMutex();
  let waiting = 0;
  const look = async (checkpoint: KnownCheckpoint) => {
    try {
      const finding = await investigate(deps, checkpoint);
      if (finding !== undefined) deps.objections.raise(finding);
    } catch (error) {
      deps.logger.warn({ size: checkpoint.size, error }, 'a suspicious checkpoint could not be looked into');
    } finally {
      waiting--;
    }
  };
  return {
    raise: (checkpoint) => {
      const held = heldOfSize(deps.state, checkpoint.size);
      const fork = held && forkFinding(held, checkpoint);
      if (fork !== undefined) deps.objections.raise(fork);
      if (held !== undefined || waiting >= MAX_WAITING) return;
      waiting++;
      void mutex(() => look(checkpoint));
    },
    settled: () => mutex(async () => undefined),
  };
}

/** Two roots for one size need no more than the two notes. */
function heldOfSize(state: NodeState, size: number): KnownCheckpoint | undefined {
  const mirrored = state.mirrored();
  return state.pendingOf(size) ?? (mirrored?.size === size ? mirrored : undefined);
}

async function investigate(deps: SuspicionDeps, other: KnownCheckpoint): Promise<Finding | undefined> {
  const { crypto, state, log, remote } = deps;
  const [pending, mirrored] = [state.pending(), state.mirrored()];
  if (mirrored !== undefined && other.size <= mirrored.size) {
    if (equal(await log.rootAt(other.size), other.root)) return undefined;
    return inconsistencyFinding(crypto, mirrored, other, log.reader.nodeReader(mirrored.size));
  }
  if (pending === undefined) return undefined;
  const size = Math.max(pending.size, other.size);
  return inconsistencyFinding(crypto, pending, other, tileNodeReader(crypto, size, remote.readTile));
}
