/** Batches and heads with a real tree over made-up entries, for tests of stores and readers. */
import { hex, utf8 } from '../../core/bytes.ts';
import { leafHash } from '../../core/merkle/tree.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { extendEdge, type TreeEdge } from '../../server/log/tree-edge.ts';
import type { LogBatch, LogEntry, LogHead } from '../../server/ports/log-store.ts';

export const crypto = createNodeCrypto();
export const ORIGIN = 'log.test/one';

export function streamNamed(name: string): Uint8Array {
  return crypto.sha256(utf8(name));
}

export interface Step {
  readonly batch: LogBatch;
  readonly head: LogHead;
  readonly edge: TreeEdge;
}

const EMPTY: TreeEdge = { frontier: { size: 0, hashes: [] }, tiles: [] };

/**
 * The batch that follows `edge`.
 * @param label makes the entries differ from those of another batch at the same place
 * @param streams entry i goes to stream `i % streams`; sequences go on from what the log has in multiples of `streams`
 */
export function batchAfter(
  before: Step | undefined,
  count: number,
  label = 'a',
  streams = 3,
  origin = ORIGIN,
): Step {
  const edge = before?.edge ?? EMPTY;
  const from = edge.frontier.size;
  const entries: LogEntry[] = Array.from({ length: count }, (_, i) => {
    const index = from + i;
    const bytes = utf8(`${label}-${index}`);
    const stream = streamNamed(`stream-${index % streams}`);
    return {
      index,
      bytes,
      leafHash: leafHash(crypto, bytes),
      stream,
      sequence: Math.floor(index / streams) + 1,
    };
  });
  const grown = extendEdge(
    crypto,
    edge,
    entries.map((entry) => entry.leafHash),
  );
  const size = from + count;
  const head = { origin, size, root: grown.root, checkpoint: `${origin} ${size} ${label}` };
  return {
    batch: { origin, from, id: hex(grown.root), entries, tiles: grown.fullTiles },
    head,
    edge: grown.edge,
  };
}
