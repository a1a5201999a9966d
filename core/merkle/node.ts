/** Complete subtrees as the unit in which a tree is stored and read, and hashes of ranges made from them. */
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { emptyRoot, nodeHash } from './tree.ts';

/** The complete subtree over the leaves [index * 2^level, (index + 1) * 2^level). */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** Yields the hashes of complete subtrees, in the order asked for. Rejects when it lacks one. */
export type NodeReader = (nodes: readonly NodeId[]) => Promise<readonly Uint8Array[]>;

/** Leaves [start, end). */
export type Range = readonly [start: number, end: number];

/**
 * The complete subtrees that make up MTH(D[start:end]), from the left, for a range that is a subtree or the right end of one
 * (`start` a multiple of the largest power of two in the range).
 */
export function coveringNodes([start, end]: Range): NodeId[] {
  const nodes: NodeId[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (2 * width <= end - at) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Joins the hashes of complete subtrees of falling size, given from the left, to the hash of the tree over all of them. */
export function joinNodes(c: Crypto, hashes: readonly Uint8Array[]): Uint8Array {
  let root = hashes[hashes.length - 1];
  if (root === undefined) throw new CoreError('MISUSE', 'a range without leaves has no hash');
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeHash(c, hashes[i]!, root);
  return root;
}

/** MTH(D[start:end]) of each range, with one read for all of them. */
export async function hashRanges(
  c: Crypto,
  ranges: readonly Range[],
  read: NodeReader,
): Promise<Uint8Array[]> {
  const covers = ranges.map(coveringNodes);
  const wanted = covers.flat();
  const hashes = wanted.length === 0 ? [] : await read(wanted);
  if (hashes.length !== wanted.length) {
    throw new CoreError(
      'MISUSE',
      `the reader of tree nodes gave ${hashes.length} of ${wanted.length} hashes`,
    );
  }
  let at = 0;
  return covers.map((cover) => {
    const from = at;
    at += cover.length;
    return joinNodes(c, hashes.slice(from, at));
  });
}

/** Root of the tree of `size` leaves from its stored nodes. */
export async function readRoot(c: Crypto, size: number, read: NodeReader): Promise<Uint8Array> {
  return size === 0 ? emptyRoot(c) : (await hashRanges(c, [[0, size]], read))[0]!;
}
