/**
 * Reads the one zip form of `zip-layout.ts` and no other. The central directory is read for names, sizes and CRC-32 alone; then the archive
 * that these values demand is laid out anew and compared byte for byte, so no bit outside the contents can differ unnoticed: no gap, no second
 * directory, no comment, no header that says another thing than its twin.
 */
import { utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { crc32Of } from './crc32.ts';
import { collisionKey, pathProblem } from './names.ts';
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_SIGNATURE,
  compareEntries,
  END_RECORD_BYTES,
  END_SIGNATURE,
  LOCAL_HEADER_BYTES,
  type ZipEntry,
  type ZipLayout,
  zipLayout,
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

export interface ZipContents {
  /** Contents by name, views of the archive's bytes; undefined when the structure does not hold, for then nothing in it can be told apart. */
  readonly files: ReadonlyMap<string, Uint8Array> | undefined;
  readonly problems: readonly ZipProblem[];
}

const WHOLE = 'zip structure';

/** Signals the first broken rule of the structure; never leaves this file. */
class Broken extends Error {
  readonly problem: ZipProblem;
  constructor(problem: ZipProblem) {
    super(problem.rule);
    this.problem = problem;
  }
}

/** @param c for its CRC-32, where it has one. Never throws for hostile bytes. Time and memory grow with the archive's length only; contents are not copied. */
export function readZip(bytes: Uint8Array, c?: Crypto): ZipContents {
  try {
    const entries = readDirectory(bytes);
    checkNames(entries);
    const layout = zipLayout(entries);
    compareWithLayout(bytes, layout);
    return extract(bytes, layout, crc32Of(c));
  } catch (error) {
    if (error instanceof Broken) return { files: undefined, problems: [error.problem] };
    const rule = error instanceof Error ? error.message : String(error);
    return { files: undefined, problems: [{ code: 'ZIP_STRUCTURE', subject: WHOLE, rule }] };
  }
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

function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END_RECORD_BYTES;
  if (end < 0) throw broken('is shorter than the end record', WHOLE, END_RECORD_BYTES, bytes.length);
  if (view.getUint32(end, true) !== END_SIGNATURE) throw broken('does not end with an end record');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    const { entry, next } = readCentralHeader(bytes, view, at, end, i);
    entries.push(entry);
    at = next;
  }
  if (at !== end) throw broken('has bytes between the central directory and the end record', WHOLE, end, at);
  return entries;
}

function readCentralHeader(bytes: Uint8Array, view: DataView, at: number, end: number, index: number) {
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
    if (keys.has(collisionKey(name))) {
      throw new Broken({
        code: 'ZIP_NAME',
        subject: name,
        rule: 'is there twice, upper and lower case apart',
      });
    }
    keys.add(collisionKey(name));
    if (previous !== undefined && compareEntries(previous, name) >= 0) {
      throw broken('is not in byte order of the names', name, `after ${previous}`);
    }
    previous = name;
  }
}

function compareWithLayout(bytes: Uint8Array, layout: ZipLayout): void {
  for (const { entry, header, offset } of layout.parts) {
    const difference = firstDifference(bytes, offset, header);
    if (difference === undefined) continue;
    const where = difference < LOCAL_HEADER_BYTES ? `at byte ${difference}` : 'in its name';
    throw broken(
      `has a local header that differs ${where} from the one that its central header demands`,
      entry.name,
    );
  }
  const trailerAt = layout.size - layout.trailer.length;
  if (bytes.length !== layout.size) {
    throw broken('has another length than its entries demand', WHOLE, layout.size, bytes.length);
  }
  const difference = firstDifference(bytes, trailerAt, layout.trailer);
  if (difference === undefined) return;
  throw broken('has a field of another value than this form demands', trailerSubject(layout, difference));
}

/** @returns offset of the first byte of `expected` that `bytes` does not have at `at` */
function firstDifference(bytes: Uint8Array, at: number, expected: Uint8Array): number | undefined {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return i;
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

function extract(bytes: Uint8Array, layout: ZipLayout, crc32: ReturnType<typeof crc32Of>): ZipContents {
  const files = new Map<string, Uint8Array>();
  const problems: ZipProblem[] = [];
  for (const { entry, header, offset } of layout.parts) {
    const start = offset + header.length;
    const content = bytes.subarray(start, start + entry.size);
    files.set(entry.name, content);
    const found = crc32(content);
    if (found === entry.crc32) continue;
    problems.push({
      code: 'ZIP_CRC',
      subject: entry.name,
      rule: 'has another CRC-32 than its header says',
      expected: hex32(entry.crc32),
      found: hex32(found),
    });
  }
  return { files, problems };
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
