/** `proof/consistency.json`: the log's way from the first checkpoint of the package to the closing one (docs/spec/package.md section 5). */
import { base64, base64Decode, equal, hex, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, parseJsonObject } from '../json.ts';

export interface TreeState {
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
}

export interface ConsistencyFile {
  readonly version: 1;
  readonly from: TreeState;
  readonly to: TreeState;
  /** RFC 9162 section 2.1.4, base64 of 32 bytes each; empty between trees of one size. */
  readonly hashes: readonly string[];
}

/** Hashes that a proof between any two trees of a package can have. */
const MAX_HASHES = 128;

/** @param root 32 bytes */
export function treeState({ size, root }: { readonly size: number; readonly root: Uint8Array }): TreeState {
  return { size, root: hex(root) };
}

/** Canonical JSON. @throws CoreError `FORMAT` */
export function encodeConsistency(file: ConsistencyFile): Uint8Array {
  check(file);
  return canonicalBytes(file as unknown as Json);
}

/** Accepts what `encodeConsistency` writes and nothing else. @throws CoreError `FORMAT`, `JSON` or `ENCODING` */
export function parseConsistency(bytes: Uint8Array): ConsistencyFile {
  const json = parseJsonObject(utf8Decode(bytes, 'consistency.json'));
  const file: ConsistencyFile = {
    version: json.version as 1,
    from: stateOf(json.from),
    to: stateOf(json.to),
    hashes: Array.isArray(json.hashes) ? (json.hashes as string[]) : [],
  };
  if (!equal(encodeConsistency(file), bytes)) {
    throw bad('is not in canonical form, or has a member that this version does not know');
  }
  return file;
}

/** @throws CoreError `ENCODING` */
export function consistencyHashes({ hashes }: ConsistencyFile): Uint8Array[] {
  return hashes.map((hash) => base64Decode(hash, 'consistency.json hashes'));
}

function stateOf(value: Json | undefined): TreeState {
  if (value === undefined || !isObject(value)) throw bad('has objects as from and to');
  return { size: value.size as number, root: value.root as string };
}

function check({ version, from, to, hashes }: ConsistencyFile): void {
  if (version !== 1) throw bad('has version 1');
  for (const { size, root } of [from, to]) {
    if (!Number.isSafeInteger(size) || size < 1) throw bad('has a whole number from 1 as size');
    if (typeof root !== 'string' || !/^[0-9a-f]{64}$/.test(root)) throw bad('has 64 hex digits as root');
  }
  if (from.size > to.size) throw bad('goes from the smaller tree to the larger');
  if (hashes.length > MAX_HASHES || !hashes.every(isHash)) throw bad('has hashes of 32 bytes in base64');
}

function isHash(text: unknown): boolean {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(text)) return false;
  return base64(base64Decode(text, 'hash')) === text;
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `consistency.json ${rule}`);
}
