/** The tiles of a stored log, full ones remembered: they never change. */
import { TILE_WIDTH, type TileId, tileWidth } from '../../core/tlog/tile-path.ts';
import type { TileReader } from '../../core/tlog/tile-reader.ts';
import { ServiceError } from '../errors.ts';
import type { LogStore } from '../ports/log-store.ts';

/** 8 KiB each. */
const CACHED_TILES = 512;

/**
 * Reads tiles from a store, partial ones computed on the fly from what is below them. Never wider than asked for.
 * @throws ServiceError `LOG_CORRUPT` from the reader when the store lacks hashes that its head promises
 */
export function createTileReader(store: LogStore, origin: string, limit = CACHED_TILES): TileReader {
  const cache = new Map<string, Uint8Array>();
  const cached = async (tile: TileId): Promise<Uint8Array> => {
    const key = `${tile.level}/${tile.index}`;
    const known = cache.get(key);
    const bytes = known ?? (await readFullTile(store, origin, tile));
    cache.delete(key);
    cache.set(key, bytes);
    if (cache.size > limit) cache.delete(cache.keys().next().value as string);
    return bytes;
  };
  return (tile) => (tile.width === TILE_WIDTH ? cached(tile) : readPartialTile(store, origin, tile));
}

async function readFullTile(store: LogStore, origin: string, tile: TileId): Promise<Uint8Array> {
  const [found] = await store.tiles(origin, tile.level, tile.index, 1);
  if (found === undefined) throw missing(tile);
  return found.hashes;
}

async function readPartialTile(store: LogStore, origin: string, tile: TileId): Promise<Uint8Array> {
  const first = tile.index * TILE_WIDTH;
  const hashes =
    tile.level === 0
      ? await store.leafHashes(origin, first, first + tile.width)
      : await store.tileRoots(origin, tile.level - 1, first, tile.width);
  if (hashes.length !== tile.width) throw missing(tile);
  return Buffer.concat(hashes);
}

/** Whether a tree of `size` leaves has this tile, at least as wide. */
export function hasTile({ level, index, width }: TileId, size: number): boolean {
  return tileWidth(level, index, size) >= width;
}

function missing({ level, index, width }: TileId): ServiceError {
  return new ServiceError('LOG_CORRUPT', 'the store lacks a part of the tree that its head promises', {
    facts: { level, index, width },
  });
}
