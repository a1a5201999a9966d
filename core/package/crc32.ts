/** CRC-32 (ISO 3309, as zip uses it: APPNOTE 4.4.7). It finds accidents, not attacks: the manifests do that. */
import type { Crypto } from '../crypto.ts';

/** Bytes taken at a time, by as many tables ("slicing by 8"): the n-th table says what a byte does to the sum n bytes later. */
const SLICES = 8;

const TABLES: readonly Uint32Array[] = makeTables();

function makeTables(): Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  const tables = [first];
  for (let n = 1; n < SLICES; n++) {
    tables.push(tables[n - 1]!.map((c) => first[c & 0xff]! ^ (c >>> 8)));
  }
  return tables;
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** @param previous result for the bytes before these, to go through a stream piece by piece */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let c = ~previous;
  let i = 0;
  for (const end = bytes.length - SLICES; i <= end; i += SLICES) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      T7[c & 0xff]! ^
      T6[(c >>> 8) & 0xff]! ^
      T5[(c >>> 16) & 0xff]! ^
      T4[c >>> 24]! ^
      T3[bytes[i + 4]!]! ^
      T2[bytes[i + 5]!]! ^
      T1[bytes[i + 6]!]! ^
      T0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) c = T0[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
}

/** The platform's CRC-32 where `c` has one, else the one above. */
export function crc32Of(c: Crypto | undefined): (bytes: Uint8Array, previous?: number) => number {
  return c?.crc32 ?? crc32;
}
