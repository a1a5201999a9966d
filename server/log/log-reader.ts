/** The reading side of a stored log: tiles and bundles as C2SP tlog-tiles serves them, and any proof. Serves the service and the mirrors. */
import type { Crypto } from '../../core/crypto.ts';
import { buildConsistencyProof } from '../../core/merkle/consistency.ts';
import { buildInclusionProof } from '../../core/merkle/inclusion.ts';
import { type NodeReader, readRoot } from '../../core/merkle/node.ts';
import { buildSubtreeConsistencyProof } from '../../core/merkle/subtree.ts';
import { encodeEntryBundle } from '../../core/tlog/entry-bundle.ts';
import { TILE_WIDTH } from '../../core/tlog/tile-path.ts';
import { tileNodeReader } from '../../core/tlog/tile-reader.ts';
import { ServiceError } from '../errors.ts';
import type { LogEntry, LogHead, LogStore } from '../ports/log-store.ts';
import { createTileReader, hasTile } from './tile-cache.ts';

export interface LogReader {
  readonly origin: string;
  /** The committed head; undefined before the log has begun. */
  head(): Promise<LogHead | undefined>;
  /** Nodes of the tree of `size` leaves; `size` must not exceed the head's. */
  nodeReader(size: number): NodeReader;
  /** @throws ServiceError `NOT_FOUND` when the log is not that large */
  root(size: number): Promise<Uint8Array>;
  /** @throws ServiceError `NOT_FOUND` when the log is not that large, CoreError `RANGE` when `index` is not below `size` */
  inclusionProof(index: number, size: number): Promise<Uint8Array[]>;
  /** @throws ServiceError `NOT_FOUND` when the log is not that large, CoreError `RANGE` when it would shrink */
  consistencyProof(oldSize: number, newSize: number): Promise<Uint8Array[]>;
  /** From the subtree [start, end) to the tree of `size` leaves. @throws as `consistencyProof` */
  subtreeConsistencyProof(start: number, end: number, size: number): Promise<Uint8Array[]>;
  /** @param width 1 to 256. @returns undefined when the committed log has no such tile, or not so wide */
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>;
  /** @param width 1 to 256. @returns undefined when the committed log has not these entries */
  entryBundle(index: number, width: number): Promise<Uint8Array | undefined>;
  /** Committed entries of [start, end). */
  entries(start: number, end: number): Promise<readonly LogEntry[]>;
}

export function createLogReader(store: LogStore, origin: string, crypto: Crypto): LogReader {
  const readTile = createTileReader(store, origin);
  const nodeReader = (size: number) => tileNodeReader(crypto, size, readTile);
  const size = async () => (await store.head(origin))?.size ?? 0;
  /** The reader for a size that the log has reached. */
  const within = async (wanted: number): Promise<NodeReader> => {
    const present = await size();
    if (wanted > present) throw notReached(wanted, present);
    return nodeReader(wanted);
  };
  return {
    origin,
    head: () => store.head(origin),
    nodeReader,
    root: async (at) => readRoot(crypto, at, await within(at)),
    inclusionProof: async (index, at) => buildInclusionProof(crypto, index, at, await within(at)),
    consistencyProof: async (old, at) => buildConsistencyProof(crypto, old, at, await within(at)),
    subtreeConsistencyProof: async (start, end, at) =>
      buildSubtreeConsistencyProof(crypto, start, end, at, await within(at)),
    tile: async (level, index, width) => {
      const tile = { level, index, width };
      return hasTile(tile, await size()) ? readTile(tile) : undefined;
    },
    entryBundle: async (index, width) => {
      const start = index * TILE_WIDTH;
      if (!hasTile({ level: 0, index, width }, await size())) return undefined;
      const entries = await store.entries(origin, start, start + width);
      return encodeEntryBundle(entries.map(({ bytes }) => bytes));
    },
    entries: (start, end) => store.entries(origin, start, end),
  };
}

function notReached(wanted: number, present: number): ServiceError {
  return new ServiceError('NOT_FOUND', 'the log has not reached that size', {
    facts: { wanted, size: present },
  });
}
