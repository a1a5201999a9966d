/**
 * The right edge of the log in memory: enough to append, to cut full tiles and to prove the leaves of the newest batch without reading the
 * store. At most 255 hashes for each of the at most seven tile levels.
 */
import type { Crypto } from '../../core/crypto.ts';
import { appendLeaves, type Frontier, frontierRoot, type TreeNode } from '../../core/merkle/frontier.ts';
import { nodeHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import { TILE_HEIGHT, TILE_WIDTH } from '../../core/tlog/tile-path.ts';
import type { FullTile } from '../ports/log-store.ts';

type Hashes = readonly Uint8Array[];

export interface TreeEdge {
  readonly frontier: Frontier;
  /** Hashes of the partial tile at the right end of each tile level; empty where the level ends with a full tile. */
  readonly tiles: readonly Hashes[];
}

export interface ExtendedEdge {
  readonly edge: TreeEdge;
  readonly root: Uint8Array;
  /** Tiles that became full. */
  readonly fullTiles: readonly FullTile[];
  /** Inclusion proof at the new size of a leaf that was appended just now. */
  prove(index: number): Uint8Array[];
}

/** Widths of the partial tiles of a tree, from level 0 up to the level of its top. */
export function partialWidths(size: number): number[] {
  const widths: number[] = [];
  for (let n = size; n > 0; n = Math.floor(n / TILE_WIDTH)) widths.push(n % TILE_WIDTH);
  return widths;
}

/** The edge of a stored tree. @param tiles hashes of the partial tiles, as many as `partialWidths` says */
export function edgeOf(c: Crypto, size: number, tiles: readonly Hashes[]): TreeEdge {
  const hashes: Uint8Array[] = [];
  for (const tile of [...tiles].reverse()) hashes.push(...completeSubtrees(c, tile));
  return { frontier: { size, hashes }, tiles };
}

/** Roots of the complete subtrees of a partial tile, the largest first. */
function completeSubtrees(c: Crypto, tile: Hashes): Uint8Array[] {
  const roots: Uint8Array[] = [];
  let at = 0;
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    if (tile.length - at < width) continue;
    roots.push(rootOfLeaves(c, tile.slice(at, at + width)));
    at += width;
  }
  return roots;
}

/** @param leaves at least one leaf hash */
export function extendEdge(c: Crypto, edge: TreeEdge, leaves: Hashes): ExtendedEdge {
  const { frontier, nodes } = appendLeaves(c, edge.frontier, leaves);
  const rows = rowsOf(edge.frontier, nodes);
  const cut = cutTiles(edge, nodes);
  return {
    edge: { frontier, tiles: cut.tiles },
    root: frontierRoot(c, frontier),
    fullTiles: cut.full,
    prove: prover(c, rows, frontier.size),
  };
}

/** The complete subtrees of one level that a proof of a new leaf can need: `hashes[i]` is that of subtree `first + i`. */
interface Row {
  readonly first: number;
  readonly hashes: Uint8Array[];
}

/** New nodes by level, each level preceded by the old edge's subtree where it has one: the left sibling of the first new node. */
function rowsOf(old: Frontier, nodes: readonly TreeNode[]): Row[] {
  const rows: Row[] = [];
  const edge = [...old.hashes];
  for (let level = 0, at = old.size; at > 0 || level === 0; level++, at = Math.floor(at / 2)) {
    const odd = at % 2 === 1;
    rows.push({ first: odd ? at - 1 : at, hashes: odd ? [edge.pop()!] : [] });
  }
  for (const { level, hash } of nodes) {
    rows[level] ??= { first: 0, hashes: [] };
    rows[level].hashes.push(hash);
  }
  return rows;
}

/** RFC 9162 section 2.1.3, from the leaf up: a sibling is a complete subtree, the incomplete one at the right end, or missing. */
function prover(c: Crypto, rows: readonly Row[], size: number): (index: number) => Uint8Array[] {
  const ends = rightEnds(c, rows, size);
  return (index) => {
    const proof: Uint8Array[] = [];
    for (let level = 0, at = index, width = size; width > 0; level++) {
      const sibling = at % 2 === 0 ? at + 1 : at - 1;
      const { first, hashes } = rows[level]!;
      const hash = sibling === width ? ends[level] : hashes[sibling - first];
      if (sibling <= width && hash !== undefined) proof.push(hash);
      at = Math.floor(at / 2);
      width = Math.floor(width / 2);
    }
    return proof;
  };
}

/** For each level the hash of the incomplete subtree at the right end; undefined where the leaves end with a complete one. */
function rightEnds(c: Crypto, rows: readonly Row[], size: number): (Uint8Array | undefined)[] {
  const ends: (Uint8Array | undefined)[] = [];
  let end: Uint8Array | undefined;
  for (let level = 0, width = size; width > 0; level++, width = Math.floor(width / 2)) {
    ends.push(end);
    if (width % 2 === 0) continue;
    const last = rows[level]!.hashes.at(-1)!;
    end = end === undefined ? last : nodeHash(c, last, end);
  }
  return ends;
}

/** Adds the new hashes of each tile level to its partial tile and cuts off what became full. */
function cutTiles(edge: TreeEdge, nodes: readonly TreeNode[]): { tiles: Hashes[]; full: FullTile[] } {
  const added = new Map<number, TreeNode[]>();
  for (const node of nodes) {
    if (node.level % TILE_HEIGHT !== 0) continue;
    const level = node.level / TILE_HEIGHT;
    const known = added.get(level);
    if (known === undefined) added.set(level, [node]);
    else known.push(node);
  }
  const tiles = edge.tiles.map((tile) => [...tile]);
  const full: FullTile[] = [];
  for (const [level, row] of added) {
    tiles[level] ??= [];
    for (const node of row) {
      tiles[level].push(node.hash);
      if (tiles[level].length < TILE_WIDTH) continue;
      const index = (node.index + 1) / TILE_WIDTH - 1;
      const root = added.get(level + 1)!.find((parent) => parent.index === index)!.hash;
      full.push({ level, index, hashes: joined(tiles[level]), root });
      tiles[level] = [];
    }
  }
  return { tiles, full };
}

function joined(hashes: Hashes): Uint8Array {
  const out = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, i) => {
    out.set(hash, 32 * i);
  });
  return out;
}
