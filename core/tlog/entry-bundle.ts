/** Entry bundles: the bytes in which a log serves its entries (C2SP tlog-tiles, "Log entries"). */
import { concat } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { requireWidth, TILE_WIDTH } from './tile-path.ts';

/** Longest entry, in bytes: its length has 16 bits. */
export const MAX_ENTRY_SIZE = 65_535;

function refuse(why: string, facts: Record<string, string | number> = {}): never {
  throw new CoreError('FORMAT', why, { facts });
}

/** Each entry after its length in two big-endian bytes. @throws CoreError `RANGE` for no or over 256 entries and for one over 65,535 bytes */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  requireWidth(entries.length);
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_SIZE) {
        throw new CoreError('RANGE', `an entry has at most ${MAX_ENTRY_SIZE} bytes, not ${entry.length}`);
      }
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/**
 * @param width number of entries that the bundle has to hold
 * @throws CoreError `FORMAT` for a truncated bundle, another number of entries or bytes after the last
 */
export function decodeEntryBundle(bundle: Uint8Array, width?: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const length = bundle[at]! * 256 + (bundle[at + 1] ?? Number.NaN);
    const end = at + 2 + length;
    // Written so that a length cut off after its first byte fails as well.
    if (!(end <= bundle.length)) refuse('the entry bundle is truncated', { entries: entries.length });
    if (entries.length === TILE_WIDTH) refuse(`the entry bundle has more than ${TILE_WIDTH} entries`);
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  if (entries.length !== (width ?? Math.max(1, entries.length))) {
    refuse(`the entry bundle has ${entries.length} entries instead of ${width ?? 'at least one'}`);
  }
  return entries;
}
