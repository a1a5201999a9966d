/** Where the tiles of a log lie, and how wide they are (C2SP tlog-tiles). */
import { CoreError } from '../error.ts';
import { requireSize } from '../merkle/range.ts';
import { parseDecimal } from './decimal.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;

export const TILE_HEIGHT = 8;

const MAX_LEVEL = 63;

export interface TileId {
  /** Hashes of this tile are roots of 256^level leaves. */
  readonly level: number;
  readonly index: number;
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number;
}

export interface TilePath {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

function refuse(why: string, facts: Record<string, string | number> = {}): never {
  throw new CoreError('FORMAT', why, { facts });
}

/** @throws CoreError `RANGE` unless the width is 1 to 256 */
export function requireWidth(width: number): number {
  if (Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH) return width;
  throw new CoreError('RANGE', `the width of a tile is 1 to ${TILE_WIDTH}, not ${width}`);
}

/** `x001/x234/067` for 1234067. */
function indexPath(index: number): string {
  requireSize(index, 'tile index');
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g)!;
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

function suffix(width: number): string {
  return requireWidth(width) === TILE_WIDTH ? '' : `.p/${width}`;
}

/** `tile/<L>/<N>[.p/<W>]`, below the log's prefix. @throws CoreError `RANGE` */
export function tilePath(level: number, index: number, width: number = TILE_WIDTH): string {
  if (!Number.isInteger(level) || level < 0 || level > MAX_LEVEL) {
    throw new CoreError('RANGE', `the level of a tile is 0 to ${MAX_LEVEL}, not ${level}`);
  }
  return `tile/${level}/${indexPath(index)}${suffix(width)}`;
}

/** `tile/entries/<N>[.p/<W>]`. @throws CoreError `RANGE` */
export function entriesPath(index: number, width: number = TILE_WIDTH): string {
  return `tile/entries/${indexPath(index)}${suffix(width)}`;
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/**
 * Reads a path, accepting the one spelling that each tile has.
 * @throws CoreError `FORMAT`, or `RANGE` for an index above 2^53 - 1
 */
export function parseTilePath(path: string): TilePath {
  const [, kind = '', index = '', partial] = PATH.exec(path) ?? refuse('the path of a tile is malformed');
  if (index.startsWith('x000/')) refuse('the path of a tile has a needless element', { path });
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (partial !== undefined && width >= TILE_WIDTH) refuse('a partial tile is narrower than 256', { width });
  const level = kind === 'entries' ? kind : Number(kind);
  if (level !== 'entries' && level > MAX_LEVEL) refuse(`the level of a tile is at most ${MAX_LEVEL}`);
  const digits = index.replaceAll(/[x/]/g, '').replace(/^0+(?=[0-9])/, '');
  return { level, index: parseDecimal(digits, 'tile index'), width };
}

/**
 * How wide the tile is in a tree of `size` leaves.
 * @returns 0 to 256; 0 where the tree has no such tile
 */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(requireSize(size, 'tree size') / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** All tiles of a tree, level by level: those of a level are full but the last. */
export function tilesOf(size: number): TileId[] {
  return tilesBetween(0, size);
}

/** Tiles that a tree of `size` leaves has and one of `oldSize` has not, or not so wide. Levels rise, indices rise within a level. */
export function tilesBetween(oldSize: number, size: number): TileId[] {
  const tiles: TileId[] = [];
  let [before, now] = [requireSize(oldSize, 'tree size'), requireSize(size, 'tree size')];
  for (let level = 0; now > before; level++) {
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, now - index * TILE_WIDTH) });
    }
    before = Math.floor(before / TILE_WIDTH);
    now = Math.floor(now / TILE_WIDTH);
  }
  return tiles;
}
