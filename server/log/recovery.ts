/** From the store back to a running log: what was never committed is discarded, what was is checked before anything is built on it. */
import { equal, hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseEntry, receivedMs } from '../../core/entry/entry.ts';
import { frontierRoot } from '../../core/merkle/frontier.ts';
import { emptyRoot } from '../../core/merkle/tree.ts';
import { type NoteSigner, signNote } from '../../core/note/sign.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { formatCheckpoint, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { TILE_WIDTH } from '../../core/tlog/tile-path.ts';
import { ServiceError } from '../errors.ts';
import type { LogHead, LogStore } from '../ports/log-store.ts';
import { edgeOf, partialWidths, type TreeEdge } from './tree-edge.ts';

export interface LogSource {
  readonly store: LogStore;
  readonly origin: string;
  /** The log's key: checkpoints of the head must carry its signature. */
  readonly signer: NoteSigner;
  readonly crypto: Crypto;
}

/** Everything the sequencer must know to go on. */
export interface LogState {
  readonly head: LogHead;
  readonly edge: TreeEdge;
  /** Time of receipt of the last entry, in milliseconds; 0 for an empty log. */
  readonly lastReceived: number;
}

/** The signed head of a tree. */
export async function signHead(source: LogSource, size: number, root: Uint8Array): Promise<LogHead> {
  const { origin, signer } = source;
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  return { origin, size, root, checkpoint: await signNote(text, signer) };
}

/**
 * Discards what was staged and never committed, then loads the head. A log that has none yet gets the head of the empty tree.
 * @throws ServiceError `LOG_CORRUPT` when the stored tree does not lead to the root of the stored head or the head's checkpoint is not the
 *   log's own; `LOG_CONFLICT` when another writer made the first head
 */
export async function recoverLog(source: LogSource): Promise<LogState> {
  const { store, origin, crypto } = source;
  await store.discardStaged(origin);
  const head = await store.head(origin);
  if (head === undefined) return beginLog(source);
  await checkCheckpoint(source, head);
  const edge = await storedEdge(crypto, store, origin, head.size);
  const root = frontierRoot(crypto, edge.frontier);
  if (!equal(root, head.root)) {
    throw corrupt('the stored tree has another root than the stored head', {
      size: head.size,
      stored: hex(head.root),
      computed: hex(root),
    });
  }
  return { head, edge, lastReceived: await lastReceived(store, head) };
}

async function beginLog(source: LogSource): Promise<LogState> {
  const head = await signHead(source, 0, emptyRoot(source.crypto));
  if (!(await source.store.commit(0, head))) {
    throw new ServiceError('LOG_CONFLICT', 'another writer has begun this log', {
      facts: { origin: source.origin },
    });
  }
  return { head, edge: { frontier: { size: 0, hashes: [] }, tiles: [] }, lastReceived: 0 };
}

async function checkCheckpoint({ origin, signer, crypto }: LogSource, head: LogHead): Promise<void> {
  const { note, checkpoint } = parseSignedCheckpoint(head.checkpoint);
  const same = checkpoint.size === head.size && equal(checkpoint.root, head.root);
  if (checkpoint.origin !== origin || !same) {
    throw corrupt('the stored checkpoint is not that of the stored head', {
      size: head.size,
      checkpoint: checkpoint.size,
    });
  }
  if (!(await verifyNote(crypto, note, [signer.key])).accepted) {
    throw corrupt("the stored checkpoint does not carry this log key's signature", {
      size: head.size,
      key: signer.key.name,
    });
  }
}

/** The right edge of a stored tree, to go on from. @throws ServiceError `LOG_CORRUPT` when the store has gaps */
export async function storedEdge(
  c: Crypto,
  store: LogStore,
  origin: string,
  size: number,
): Promise<TreeEdge> {
  return edgeOf(c, size, await partialTiles(store, origin, size));
}

/** Hashes of the partial tile at the right end of each level: leaf hashes on level 0, roots of full tiles above. */
async function partialTiles(store: LogStore, origin: string, size: number): Promise<Uint8Array[][]> {
  return Promise.all(
    partialWidths(size).map(async (width, level) => {
      const end = Math.floor(size / TILE_WIDTH ** level);
      const hashes =
        level === 0
          ? [...(await store.leafHashes(origin, end - width, end))]
          : [...(await store.tileRoots(origin, level - 1, end - width, width))];
      if (hashes.length === width) return hashes;
      throw corrupt(`tile level ${level} of the stored tree has gaps`, {
        level,
        expected: width,
        found: hashes.length,
      });
    }),
  );
}

async function lastReceived(store: LogStore, head: LogHead): Promise<number> {
  if (head.size === 0) return 0;
  const [last] = await store.entries(head.origin, head.size - 1, head.size);
  if (last === undefined) throw corrupt('the last entry is missing', { index: head.size - 1 });
  return receivedMs(parseEntry(last.bytes));
}

function corrupt(message: string, facts: Record<string, string | number>): ServiceError {
  return new ServiceError('LOG_CORRUPT', message, {
    facts,
    remedy:
      'Nothing was changed. Restore the store from a copy, or a party node from its peers; do not delete it.',
  });
}
