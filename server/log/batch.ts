/** One batch in the making: filings become numbered, linked entries, a grown tree and a signed head. Nothing here writes. */
import { hex } from '../../core/bytes.ts';
import { encodeEntry } from '../../core/entry/entry.ts';
import { leafHash } from '../../core/merkle/tree.ts';
import type { EvidenceRow, WrappedKey } from '../ports/evidence-store.ts';
import type { LogBatch, LogEntry, StreamTail } from '../ports/log-store.ts';
import { type LogSource, type LogState, signHead } from './recovery.ts';
import { streamKey } from './stream-tails.ts';
import { extendEdge } from './tree-edge.ts';

/** Where in the log a filing came to stand. */
export interface Position {
  readonly index: number;
  /** In its stream, from 1. */
  readonly sequence: number;
  readonly leafHash: Uint8Array;
  /** UTC time of receipt, RFC 3339 with milliseconds, as in the entry. */
  readonly received: string;
}

export interface Filing {
  /** Blinded stream id, 32 bytes. */
  readonly stream: Uint8Array;
  /** Compact JWS, already verified. */
  readonly statement: string;
  /** The private side, made once the position is known. Called at most once a commit; what it throws rejects this filing alone. */
  row(position: Position): { readonly row: EvidenceRow; readonly key: WrappedKey };
}

/** The answer to a filing: durable, proven, signed. */
export interface Placement {
  readonly index: number;
  readonly sequence: number;
  /** Tree size of `checkpoint`, to which `proof` leads. */
  readonly size: number;
  readonly leafHash: Uint8Array;
  /** The entry's canonical bytes. */
  readonly entry: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** Signed note. */
  readonly checkpoint: string;
  readonly receivedAt: string;
}

/** A filing that waits, and how to answer it. */
export interface Pending {
  readonly filing: Filing;
  resolve(placement: Placement): void;
  reject(error: unknown): void;
}

export interface Prepared {
  readonly batch: LogBatch;
  readonly rows: readonly EvidenceRow[];
  readonly keys: readonly WrappedKey[];
  /** The state once the batch is committed. */
  readonly next: LogState;
  /** Tails of the batch's streams once it is committed. */
  readonly tails: ReadonlyMap<string, StreamTail>;
  /** Answers everybody in the batch. To be called after the commit. */
  resolve(): void;
}

interface Placed {
  readonly pending: Pending;
  readonly entry: LogEntry;
  readonly received: string;
}

/**
 * @param tails of the filings' streams before the batch
 * @param now milliseconds; a clock that went back yields the time of the previous entry
 * @returns undefined when no filing is left: those whose row or entry could not be made have been rejected
 */
export async function prepareBatch(
  source: LogSource,
  state: LogState,
  taken: readonly Pending[],
  before: ReadonlyMap<string, StreamTail>,
  now: number,
): Promise<Prepared | undefined> {
  const receivedMs = Math.max(now, state.lastReceived);
  const received = new Date(receivedMs).toISOString();
  const tails = new Map(before);
  const placed: Placed[] = [];
  const rows: EvidenceRow[] = [];
  const keys: WrappedKey[] = [];
  for (const pending of taken) {
    const index = state.head.size + placed.length;
    try {
      const entry = nextEntry(source, pending.filing, index, received, tails);
      const { row, key } = pending.filing.row({ ...entry, received });
      rows.push(row);
      keys.push(key);
      placed.push({ pending, entry, received });
      tails.set(streamKey(entry.stream), entry);
    } catch (error) {
      pending.reject(error);
    }
  }
  if (placed.length === 0) return undefined;
  const grown = extendEdge(
    source.crypto,
    state.edge,
    placed.map(({ entry }) => entry.leafHash),
  );
  const head = await signHead(source, grown.edge.frontier.size, grown.root);
  return {
    batch: {
      origin: source.origin,
      from: state.head.size,
      id: hex(grown.root),
      entries: placed.map(({ entry }) => entry),
      tiles: grown.fullTiles,
    },
    rows,
    keys,
    next: { head, edge: grown.edge, lastReceived: receivedMs },
    tails,
    resolve: () => {
      for (const item of placed) answer(item, head.size, head.checkpoint, grown.prove(item.entry.index));
    },
  };
}

function nextEntry(
  { crypto }: LogSource,
  { stream, statement }: Filing,
  index: number,
  received: string,
  tails: ReadonlyMap<string, StreamTail>,
): LogEntry {
  const tail = tails.get(streamKey(stream));
  const sequence = (tail?.sequence ?? 0) + 1;
  const bytes = encodeEntry({
    version: 1,
    stream,
    sequence,
    link: tail?.leafHash ?? null,
    received,
    statement,
  });
  return { index, bytes, leafHash: leafHash(crypto, bytes), stream, sequence };
}

function answer({ pending, entry, received }: Placed, size: number, checkpoint: string, proof: Uint8Array[]) {
  pending.resolve({
    index: entry.index,
    sequence: entry.sequence,
    size,
    leafHash: entry.leafHash,
    entry: entry.bytes,
    proof,
    checkpoint,
    receivedAt: received,
  });
}
