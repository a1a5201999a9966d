/**
 * What the structure of an archive has to be, for both its readers: the one that has all bytes in memory and the one that reads them from a file.
 */
import { utf8Decode } from '../bytes.ts';
import { collisionKey, MAX_PATH_BYTES, pathProblem } from './names.ts';
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_SIGNATURE,
  compareEntries,
  END_RECORD_BYTES,
  END_SIGNATURE,
  LOCAL_HEADER_BYTES,
  MAX_ZIP_ENTRIES,
  type ZipEntry,
  type ZipLayout,
  type ZipPart,
} from './zip-layout.ts';

export type ZipProblemCode = 'ZIP_STRUCTURE' | 'ZIP_NAME' | 'ZIP_CRC';

export interface ZipProblem {
  readonly code: ZipProblemCode;
  /** Name of the entry, or `zip structure` where no single entry is concerned. */
  readonly subject: string;
  /** The rule that is broken, a sentence's predicate. */
  readonly rule: string;
  readonly expected?: string;
  readonly found?: string;
}

const WHOLE = 'zip structure';

/** Signals the first broken rule of the structure; never leaves the readers. */
export class Broken extends Error {
  readonly problem: ZipProblem;
  constructor(problem: ZipProblem) {
    super(problem.rule);
    this.problem = problem;
  }
}

/** The longest central directory that entries with lawful names can have. */
const MAX_DIRECTORY_BYTES = MAX_ZIP_ENTRIES * (CENTRAL_HEADER_BYTES + MAX_PATH_BYTES);

/** What a reader reports of whatever was thrown while it read. */
export function problemOf(error: unknown): ZipProblem {
  if (error instanceof Broken) return error.problem;
  const rule = error instanceof Error ? error.message : String(error);
  return { code: 'ZIP_STRUCTURE', subject: WHOLE, rule };
}

function broken(rule: string, subject = WHOLE, expected?: number | string, found?: number | string): Broken {
  return new Broken({
    code: 'ZIP_STRUCTURE',
    subject,
    rule,
    ...(expected === undefined ? {} : { expected: String(expected) }),
    ...(found === undefined ? {} : { found: String(found) }),
  });
}

/** Where the central directory stands: in [start, end) of the archive. */
export interface DirectoryPlace {
  readonly entries: number;
  readonly start: number;
  readonly end: number;
}

/** @param tail the last bytes of the archive, at least the end record's where it has as many. @throws Broken */
export function readEndRecord(tail: Uint8Array, size: number): DirectoryPlace {
  const end = size - END_RECORD_BYTES;
  if (end < 0) throw broken('is shorter than the end record', WHOLE, END_RECORD_BYTES, size);
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - END_RECORD_BYTES, END_RECORD_BYTES);
  if (view.getUint32(0, true) !== END_SIGNATURE) throw broken('does not end with an end record');
  const start = view.getUint32(16, true);
  if (end - start > MAX_DIRECTORY_BYTES) {
    throw broken(
      'has a longer central directory than entries can have',
      WHOLE,
      MAX_DIRECTORY_BYTES,
      end - start,
    );
  }
  return { entries: view.getUint16(10, true), start, end };
}

/** @param directory the bytes from `start` to `end`, none when that is before it. @throws Broken */
export function readDirectory(
  directory: Uint8Array,
  { entries: count, start, end }: DirectoryPlace,
): ZipEntry[] {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readCentralHeader(directory, view, at, i);
    entries.push(entry);
    at = next;
  }
  if (start + at !== end) {
    throw broken('has bytes between the central directory and the end record', WHOLE, end, start + at);
  }
  checkNames(entries);
  return entries;
}

function readCentralHeader(bytes: Uint8Array, view: DataView, at: number, index: number) {
  const end = bytes.length;
  if (at + CENTRAL_HEADER_BYTES > end) throw broken('has a truncated central directory');
  if (view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
    throw broken(`has no central header where entry ${index} should stand`);
  }
  const nameLength = view.getUint16(at + 28, true);
  const next = at + CENTRAL_HEADER_BYTES + nameLength;
  if (next > end) throw broken('has a truncated central directory');
  const name = entryName(bytes.subarray(at + CENTRAL_HEADER_BYTES, next), index);
  const entry: ZipEntry = {
    name,
    size: view.getUint32(at + 24, true),
    crc32: view.getUint32(at + 16, true),
  };
  return { entry, next };
}

function entryName(bytes: Uint8Array, index: number): string {
  try {
    return utf8Decode(bytes);
  } catch {
    throw broken(`has a name at entry ${index} that is not UTF-8`);
  }
}

function checkNames(entries: readonly ZipEntry[]): void {
  const keys = new Set<string>();
  let previous: string | undefined;
  for (const { name } of entries) {
    const rule = pathProblem(name);
    if (rule !== undefined) throw new Broken({ code: 'ZIP_NAME', subject: name, rule });
    const key = collisionKey(name);
    if (keys.has(key)) {
      throw new Broken({
        code: 'ZIP_NAME',
        subject: name,
        rule: 'is there twice, upper and lower case apart',
      });
    }
    keys.add(key);
    if (previous !== undefined && compareEntries(previous, name) >= 0) {
      throw broken('is not in byte order of the names', name, `after ${previous}`);
    }
    previous = name;
  }
}

/** @param found the bytes of the archive where the header should stand, fewer at its end. @throws Broken */
export function demandHeader({ entry, header }: ZipPart, found: Uint8Array): void {
  const difference = firstDifference(found, header);
  if (difference === undefined) return;
  const where = difference < LOCAL_HEADER_BYTES ? `at byte ${difference}` : 'in its name';
  throw broken(
    `has a local header that differs ${where} from the one that its central header demands`,
    entry.name,
  );
}

/** @param found the bytes of the archive from the central directory on. @throws Broken */
export function demandTrailer(layout: ZipLayout, found: Uint8Array): void {
  const difference = firstDifference(found, layout.trailer);
  if (difference === undefined) return;
  throw broken('has a field of another value than this form demands', trailerSubject(layout, difference));
}

/** @throws Broken */
export function demandSize(layout: ZipLayout, size: number): void {
  if (size === layout.size) return;
  throw broken('has another length than its entries demand', WHOLE, layout.size, size);
}

/** @returns undefined when the content has the sum that its header says */
export function crcProblem({ name, crc32 }: ZipEntry, found: number): ZipProblem | undefined {
  if (found === crc32) return undefined;
  return {
    code: 'ZIP_CRC',
    subject: name,
    rule: 'has another CRC-32 than its header says',
    expected: hex32(crc32),
    found: hex32(found),
  };
}

/** @returns offset of the first byte of `expected` that `bytes` does not have */
function firstDifference(bytes: Uint8Array, expected: Uint8Array): number | undefined {
  for (let i = 0; i < expected.length; i++) if (bytes[i] !== expected[i]) return i;
  return undefined;
}

/** The entry whose central header holds byte `offset` of the trailer. */
function trailerSubject(layout: ZipLayout, offset: number): string {
  let at = 0;
  for (const { entry, header } of layout.parts) {
    at += header.length - LOCAL_HEADER_BYTES + CENTRAL_HEADER_BYTES;
    if (offset < at) return entry.name;
  }
  return WHOLE;
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
