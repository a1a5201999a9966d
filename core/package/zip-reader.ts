/**
 * Reads the one zip form of `zip-layout.ts` and no other. The central directory is read for names, sizes and CRC-32 alone; then the archive
 * that these values demand is laid out anew and compared byte for byte, so no bit outside the contents can differ unnoticed: no gap, no second
 * directory, no comment, no header that says another thing than its twin.
 */
import type { Crypto } from '../crypto.ts';
import { crc32Of } from './crc32.ts';
import { END_RECORD_BYTES, type ZipLayout, zipLayout } from './zip-layout.ts';
import {
  crcProblem,
  demandHeader,
  demandSize,
  demandTrailer,
  problemOf,
  readDirectory,
  readEndRecord,
  type ZipProblem,
} from './zip-structure.ts';

export type { ZipProblem, ZipProblemCode } from './zip-structure.ts';

export interface ZipContents {
  /** Contents by name, views of the archive's bytes; undefined when the structure does not hold, for then nothing in it can be told apart. */
  readonly files: ReadonlyMap<string, Uint8Array> | undefined;
  readonly problems: readonly ZipProblem[];
}

/** @param c for its CRC-32, where it has one. Never throws for hostile bytes. Time and memory grow with the archive's length only; contents are not copied. */
export function readZip(bytes: Uint8Array, c?: Crypto): ZipContents {
  try {
    const place = readEndRecord(bytes.subarray(-END_RECORD_BYTES), bytes.length);
    const layout = zipLayout(readDirectory(bytes.subarray(place.start, place.end), place));
    compareWithLayout(bytes, layout);
    return extract(bytes, layout, crc32Of(c));
  } catch (error) {
    return { files: undefined, problems: [problemOf(error)] };
  }
}

function compareWithLayout(bytes: Uint8Array, layout: ZipLayout): void {
  for (const part of layout.parts) {
    demandHeader(part, bytes.subarray(part.offset, part.offset + part.header.length));
  }
  demandSize(layout, bytes.length);
  demandTrailer(layout, bytes.subarray(layout.size - layout.trailer.length));
}

function extract(bytes: Uint8Array, layout: ZipLayout, crc32: ReturnType<typeof crc32Of>): ZipContents {
  const files = new Map<string, Uint8Array>();
  const problems: ZipProblem[] = [];
  for (const { entry, header, offset } of layout.parts) {
    const start = offset + header.length;
    const content = bytes.subarray(start, start + entry.size);
    files.set(entry.name, content);
    const problem = crcProblem(entry, crc32(content));
    if (problem !== undefined) problems.push(problem);
  }
  return { files, problems };
}
