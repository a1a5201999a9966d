/**
 * The party's copy of the log. Entries are committed package by package as they are authenticated (C2SP tlog-mirror allows it: what is
 * committed is proven to be in a checkpoint of the log), so the stored head is the mirror's next entry, and a restart goes on from it.
 */
import { hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseEntry, receivedMs } from '../../core/entry/entry.ts';
import { frontierRoot } from '../../core/merkle/frontier.ts';
import { readRoot } from '../../core/merkle/node.ts';
import { ServiceError } from '../errors.ts';
import { createLogReader, type LogReader } from '../log/log-reader.ts';
import { storedEdge } from '../log/recovery.ts';
import { extendEdge, type TreeEdge } from '../log/tree-edge.ts';
import type { LogBatch, LogEntry, LogHead, LogStore, StreamTail } from '../ports/log-store.ts';

export interface MirroredLog {
  readonly reader: LogReader;
  /** Index of the first entry that is not held. */
  nextEntry(): number;
  /** Time of receipt of the last entry held, milliseconds; 0 when there is none. */
  lastReceived(): number;
  /** Root of the first `size` entries. @param size at most `nextEntry()` */
  rootAt(size: number): Promise<Uint8Array>;
  leafHashes(start: number, end: number): Promise<readonly Uint8Array[]>;
  tail(stream: Uint8Array, below: number): Promise<StreamTail | undefined>;
  /**
   * Appends audited entries, durable when it resolves. One caller at a time.
   * @param checkpoint the log's note under which they were proven
   * @throws ServiceError `LOG_CONFLICT` when they do not begin at `nextEntry()` or another process writes to the same store
   */
  append(entries: readonly LogEntry[], received: number, checkpoint: string): Promise<void>;
}

interface Copy {
  readonly edge: TreeEdge;
  readonly received: number;
}

export async function openMirroredLog(c: Crypto, store: LogStore, origin: string): Promise<MirroredLog> {
  await store.discardStaged(origin);
  const reader = createLogReader(store, origin, c);
  let copy = await load(c, store, origin);
  const nextEntry = () => copy.edge.frontier.size;
  const append = async (batch: LogBatch, head: LogHead): Promise<boolean> => {
    try {
      await store.stage(batch);
      return await store.commit(batch.from, head);
    } catch (cause) {
      // The commit may have happened all the same: what the store says now is what counts.
      copy = await load(c, store, origin);
      if (nextEntry() === head.size) return true;
      throw cause;
    }
  };
  return {
    reader,
    nextEntry,
    lastReceived: () => copy.received,
    rootAt: async (at) =>
      at === nextEntry() ? frontierRoot(c, copy.edge.frontier) : readRoot(c, at, reader.nodeReader(at)),
    leafHashes: (start, end) => store.leafHashes(origin, start, end),
    tail: (stream, below) => store.streamTail(origin, stream, below),
    append: async (entries, received, checkpoint) => {
      const from = nextEntry();
      const leaves = entries.map((entry) => entry.leafHash);
      if (entries[0]?.index !== from) throw conflict(origin, from);
      const { edge, root, fullTiles } = extendEdge(c, copy.edge, leaves);
      const batch = { origin, from, id: hex(root), entries, tiles: fullTiles };
      if (!(await append(batch, { origin, size: edge.frontier.size, root, checkpoint }))) {
        throw conflict(origin, from);
      }
      copy = { edge, received };
    },
  };
}

async function load(c: Crypto, store: LogStore, origin: string): Promise<Copy> {
  const size = (await store.head(origin))?.size ?? 0;
  return {
    edge: await storedEdge(c, store, origin, size),
    received: await lastReceived(store, origin, size),
  };
}

async function lastReceived(store: LogStore, origin: string, size: number): Promise<number> {
  if (size === 0) return 0;
  const [last] = await store.entries(origin, size - 1, size);
  if (last === undefined) {
    throw new ServiceError('LOG_CORRUPT', 'the last entry of the copy is missing', {
      facts: { index: size - 1 },
    });
  }
  return receivedMs(parseEntry(last.bytes));
}

function conflict(origin: string, at: number): ServiceError {
  return new ServiceError('LOG_CONFLICT', 'the copy of the log does not stand where it was left', {
    facts: { origin, nextEntry: at },
    remedy: 'Another process writes to this directory: stop it, then restart the node.',
  });
}
