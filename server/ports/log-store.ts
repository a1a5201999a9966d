/**
 * Where an append-only log lives. One port serves the sequencer of the service and the mirrors of the parties.
 *
 * A batch is staged, then the head moves by one compare-and-swap on (origin, old size). Nothing staged is visible before that, everything
 * staged can be repeated, so no store needs a transaction across documents (docs/decisions/0003).
 */
export interface LogHead {
  readonly origin: string;
  readonly size: number;
  /** RFC 6962 root hash, 32 bytes. */
  readonly root: Uint8Array;
  /** The checkpoint as a signed note, verbatim. */
  readonly checkpoint: string;
}

export interface LogEntry {
  readonly index: number;
  /** The entry's canonical bytes (docs/spec/log.md). */
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Blinded stream id, 32 bytes. */
  readonly stream: Uint8Array;
  readonly sequence: number;
}

/** A complete tile: 256 hashes of its level, concatenated (tlog-tiles), and the root over them. Partial tiles are computed, never stored. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
}

export interface LogBatch {
  readonly origin: string;
  /** Size of the head that this batch follows. */
  readonly from: number;
  /** Names the batch: the lower-case hex root hash of the head that it leads to. */
  readonly id: string;
  readonly entries: readonly LogEntry[];
  readonly tiles: readonly FullTile[];
}

export interface StreamTail {
  readonly index: number;
  readonly sequence: number;
  readonly leafHash: Uint8Array;
}

export interface LogStore {
  head(origin: string): Promise<LogHead | undefined>;
  /**
   * Makes the batch durable at the latest when `commit` returns. Invisible until then. Staging the same batch again changes nothing; further
   * entries under the same `from` and `id` are added to it, so a large batch may come in parts. A batch behind the head is ignored.
   */
  stage(batch: LogBatch): Promise<void>;
  /**
   * Moves the head from size `from` to `head`, whose batch has been staged. Durable when it returns. A log without head is at 0; its first
   * head may be that of the empty tree.
   * @returns false when the head is no longer at `from`: another writer was first, and nothing has changed
   * @throws ServiceError `LOG_CORRUPT` when the batch of this head is not staged as a whole
   */
  commit(from: number, head: LogHead): Promise<boolean>;
  /**
   * Replaces the head's note by one with more cosignatures. @returns false when size and root are not those of the present head.
   */
  replaceCheckpoint(head: LogHead): Promise<boolean>;
  /**
   * Forgets what was staged behind the head and can never be committed any more. What is staged at the head stays: it may be another writer's,
   * who has not lost yet, and does no harm.
   */
  discardStaged(origin: string): Promise<void>;
  /** Committed entries of [start, end), in order. `end` beyond the head yields what there is. */
  entries(origin: string, start: number, end: number): Promise<readonly LogEntry[]>;
  /** Leaf hashes alone of [start, end), committed, in order. */
  leafHashes(origin: string, start: number, end: number): Promise<readonly Uint8Array[]>;
  /** Full tiles `first` .. `first + count - 1` of a level, in order; stops at the first that is not there yet. */
  tiles(origin: string, level: number, first: number, count: number): Promise<readonly FullTile[]>;
  /** Roots alone of the same tiles: the hashes of the level above. */
  tileRoots(origin: string, level: number, first: number, count: number): Promise<readonly Uint8Array[]>;
  /** Last committed entry of the stream with an index below `below`. */
  streamTail(origin: string, stream: Uint8Array, below: number): Promise<StreamTail | undefined>;
  /** All committed entries of the stream with an index below `below`, by sequence. */
  streamEntries(origin: string, stream: Uint8Array, below: number): Promise<readonly LogEntry[]>;
  close(): Promise<void>;
}
