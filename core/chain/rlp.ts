/**
 * Recursive Length Prefix, the encoding of Ethereum's blocks, transactions and receipts (Yellow Paper appendix B). Strict: what has two spellings
 * elsewhere has one here, so that a hash over the bytes is a hash over the values.
 */
import { readUintBE } from '../bytes.ts';
import { CoreError } from '../error.ts';

export type RlpItem = Uint8Array | readonly RlpItem[];

/** Lists within lists; a transaction's access list, the deepest thing that is read here, needs four. */
const MAX_DEPTH = 16;
/** Longest content whose length stands in the first byte itself. */
const SHORT = 55;
const STRING = 0x80;
const LIST = 0xc0;

interface Read {
  readonly item: RlpItem;
  /** Offset of the first byte behind it. */
  readonly next: number;
}

/** @throws CoreError `FORMAT` for what is truncated, has bytes behind it, is too deep or not of the shortest spelling */
export function decodeRlp(bytes: Uint8Array): RlpItem {
  const { item, next } = readItem(bytes, 0, bytes.length, 0);
  if (next !== bytes.length) throw bad('has bytes behind its end');
  return item;
}

/** The items of a list, each of them a string of bytes or a list. @throws CoreError `FORMAT` */
export function rlpList(item: RlpItem | undefined, label: string): readonly RlpItem[] {
  if (item === undefined || item instanceof Uint8Array) throw bad(`has a list as ${label}`);
  return item;
}

/** A string of bytes. @param length when given, the only one allowed @throws CoreError `FORMAT` */
export function rlpBytes(item: RlpItem | undefined, label: string, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array)) throw bad(`has bytes as ${label}`);
  if (length !== undefined && item.length !== length) throw bad(`has ${length} bytes as ${label}`);
  return item;
}

/** A whole number of at most 64 bits, without leading zeros. @throws CoreError `FORMAT` */
export function rlpUint(item: RlpItem | undefined, label: string): bigint {
  const bytes = rlpBytes(item, label);
  if (bytes.length > 8 || bytes[0] === 0) throw bad(`has a number of at most 64 bits as ${label}`);
  return readUintBE(bytes);
}

/** A whole number as RLP: the keys of the tries of a block. @param value from 0 to 2^32 - 1 */
export function encodeRlpUint(value: number): Uint8Array {
  if (value === 0) return Uint8Array.of(STRING);
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return digits.length === 1 && value < STRING
    ? Uint8Array.of(value)
    : Uint8Array.of(STRING + digits.length, ...digits);
}

function readItem(bytes: Uint8Array, at: number, end: number, depth: number): Read {
  const prefix = bytes[at];
  if (prefix === undefined || at >= end) throw bad('is cut off');
  if (prefix < STRING) return { item: bytes.subarray(at, at + 1), next: at + 1 };
  const isList = prefix >= LIST;
  const { start, next } = contentOf(bytes, at, end, prefix - (isList ? LIST : STRING));
  if (isList) return { item: readList(bytes, start, next, depth + 1), next };
  if (next - start === 1 && bytes[start]! < STRING) throw bad('spells a single byte in two');
  return { item: bytes.subarray(start, next), next };
}

function readList(bytes: Uint8Array, start: number, end: number, depth: number): RlpItem[] {
  if (depth > MAX_DEPTH) throw bad(`has lists within lists, deeper than ${MAX_DEPTH}`);
  const items: RlpItem[] = [];
  for (let at = start; at < end; ) {
    const { item, next } = readItem(bytes, at, end, depth);
    items.push(item);
    at = next;
  }
  return items;
}

/** @param code of the prefix, without its kind */
function contentOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  code: number,
): { start: number; next: number } {
  if (code <= SHORT) return within(at + 1, code, end);
  const width = code - SHORT;
  const { start, next } = within(at + 1, width, end);
  const digits = bytes.subarray(start, next);
  if (digits[0] === 0 || width > 4) throw bad('has a length of one spelling, below 2^32');
  const length = Number(readUintBE(digits));
  if (length <= SHORT) throw bad('spells a short length as a long one');
  return within(next, length, end);
}

function within(start: number, length: number, end: number): { start: number; next: number } {
  const next = start + length;
  if (next > end) throw bad('is cut off');
  return { start, next };
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `RLP ${rule}`);
}
