/** The right edge of a growing tree (compact range): all that is needed to append leaves and to know the root. */
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { coveringNodes, joinNodes, type NodeId, type NodeReader } from './node.ts';
import { half, isOdd, requireSize } from './range.ts';
import { emptyRoot, HASH_SIZE, nodeHash } from './tree.ts';

export interface Frontier {
  readonly size: number;
  /** Hashes of the complete subtrees that make up the tree, the largest (leftmost) first: one for each bit set in `size`. */
  readonly hashes: readonly Uint8Array[];
}

/** A complete subtree and its hash. */
export interface TreeNode extends NodeId {
  readonly hash: Uint8Array;
}

export interface Appended {
  readonly frontier: Frontier;
  /** The subtrees that became complete, the new leaves included: level by level from 0, by rising index within a level. */
  readonly nodes: readonly TreeNode[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** Joins a row of siblings, whose first has an even index, to their parents. A last one without a sibling has none yet. */
function parentsOf(c: Crypto, row: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 0; i + 1 < row.length; i += 2) parents.push(nodeHash(c, row[i]!, row[i + 1]!));
  return parents;
}

/**
 * Appends a batch: as many hash operations as a tree of the batch has, whatever the size of the log.
 * @throws CoreError `RANGE` when the tree would pass 2^53 - 1 leaves, `MISUSE` for leaf hashes that are not 32 bytes
 */
export function appendLeaves(c: Crypto, frontier: Frontier, leafHashes: readonly Uint8Array[]): Appended {
  requireSize(frontier.size + leafHashes.length, 'tree size');
  if (leafHashes.some((hash) => hash.length !== HASH_SIZE)) {
    throw new CoreError('MISUSE', `a leaf hash has ${HASH_SIZE} bytes`);
  }
  const old = [...frontier.hashes];
  const edge: Uint8Array[] = [];
  const nodes: TreeNode[] = [];
  let row = leafHashes;
  for (let level = 0, at = frontier.size; row.length > 0 || at > 0; level++, at = half(at)) {
    row.forEach((hash, i) => {
      nodes.push({ level, index: at + i, hash });
    });
    const siblings = isOdd(at) ? [old.pop()!, ...row] : row;
    if (isOdd(siblings.length)) edge.unshift(siblings[siblings.length - 1]!);
    row = parentsOf(c, siblings);
  }
  return { frontier: { size: frontier.size + leafHashes.length, hashes: edge }, nodes };
}

export function frontierRoot(c: Crypto, frontier: Frontier): Uint8Array {
  return frontier.size === 0 ? emptyRoot(c) : joinNodes(c, frontier.hashes);
}

/** The frontier of a stored tree, to go on appending after a restart. */
export async function readFrontier(size: number, read: NodeReader): Promise<Frontier> {
  const nodes = coveringNodes([0, requireSize(size, 'tree size')]);
  return { size, hashes: nodes.length === 0 ? [] : await read(nodes) };
}
