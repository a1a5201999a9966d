/** Reading tree nodes out of tiles, so that every proof can be built from what a log serves. */
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import type { NodeId, NodeReader } from '../merkle/node.ts';
import { requireSize } from '../merkle/range.ts';
import { HASH_SIZE, rootOfLeaves } from '../merkle/tree.ts';
import { TILE_HEIGHT, TILE_WIDTH, type TileId, tileWidth } from './tile-path.ts';

/** Yields the bytes of a tile: `width` hashes. May answer a partial tile with a wider one of the same place. */
export type TileReader = (tile: TileId) => Promise<Uint8Array>;

interface Place {
  readonly tile: TileId;
  /** First hash of the tile below the node, and how many. */
  readonly offset: number;
  readonly count: number;
}

/** Splits a tile's bytes into hashes. @throws CoreError `FORMAT` when they are not as many as the width says */
export function tileHashes(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length < width * HASH_SIZE || bytes.length % HASH_SIZE !== 0) {
    throw new CoreError('FORMAT', `a tile of width ${width} has ${width * HASH_SIZE} bytes`, {
      facts: { length: bytes.length, width },
    });
  }
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE));
}

/** Where a node lies: a node of level 8L + h spans 2^h neighbouring hashes of one tile of level L. */
function placeOf({ level, index }: NodeId, size: number): Place {
  if (!((index + 1) * 2 ** level <= size)) {
    throw new CoreError('RANGE', `a tree of ${size} leaves has no complete node ${index} at level ${level}`, {
      facts: { level, index, size },
    });
  }
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const first = index * count;
  const tileIndex = Math.floor(first / TILE_WIDTH);
  const tile = { level: tileLevel, index: tileIndex, width: tileWidth(tileLevel, tileIndex, size) };
  return { tile, offset: first % TILE_WIDTH, count };
}

/**
 * A node reader for the tree of `size` leaves. Asks for each tile once a call, with the width that it has at this size.
 * The tiles are taken as they come: a proof made of them is as good as its verification.
 */
export function tileNodeReader(c: Crypto, size: number, readTile: TileReader): NodeReader {
  requireSize(size, 'tree size');
  return async (nodes) => {
    const tiles = new Map<string, Promise<Uint8Array[]>>();
    const hashesOf = (tile: TileId) => {
      const id = `${tile.level}/${tile.index}`;
      const known = tiles.get(id);
      if (known !== undefined) return known;
      const hashes = readTile(tile).then((bytes) => tileHashes(bytes, tile.width));
      tiles.set(id, hashes);
      return hashes;
    };
    return Promise.all(
      nodes.map(async (node) => {
        const { tile, offset, count } = placeOf(node, size);
        return rootOfLeaves(c, (await hashesOf(tile)).slice(offset, offset + count));
      }),
    );
  };
}
