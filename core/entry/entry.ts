/**
 * The log entry: what one leaf of the log says (docs/spec/log.md section 2). Canonical JSON (RFC 8785) of six members, so an entry has one
 * spelling only, and two programs that hold the same entry hold the same bytes and the same leaf hash.
 */
import { base64url, base64urlDecode, equal, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { CoreError } from '../error.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { MAX_ENTRY_SIZE } from '../tlog/entry-bundle.ts';

const MEMBERS = ['link', 'received', 'seq', 'statement', 'stream', 'v'] as const;
/** A compact JWS, alone or followed by index, record digest and path in the batch that it signs. */
const STATEMENT =
  /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:;(?:0|[1-9][0-9]{0,2});[A-Za-z0-9_-]{43};[A-Za-z0-9_-]{43,342})?$/;
const RECEIVED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export interface Entry {
  readonly version: 1;
  /** Blinded stream id, 32 bytes (`streamId`). */
  readonly stream: Uint8Array;
  /** Position in the stream, from 1. */
  readonly sequence: number;
  /** Leaf hash of the stream's previous entry, 32 bytes; null for sequence 1 and for no other. */
  readonly link: Uint8Array | null;
  /** UTC time of receipt by the log, RFC 3339 with exactly three decimals and `Z`. */
  readonly received: string;
  /** The filer's signed statement: a compact JWS, or a place in a signed batch (docs/spec/record.md section 4). */
  readonly statement: string;
}

/** @throws CoreError `FORMAT` naming the member that does not follow the specification, or when the entry is longer than 65,535 bytes. */
export function encodeEntry(entry: Entry): Uint8Array {
  check(entry);
  const bytes = canonicalBytes({
    link: entry.link === null ? null : base64url(entry.link),
    received: entry.received,
    seq: entry.sequence,
    statement: entry.statement,
    stream: base64url(entry.stream),
    v: entry.version,
  });
  if (bytes.length > MAX_ENTRY_SIZE) throw tooLong(bytes.length);
  return bytes;
}

/**
 * Reads an entry and accepts no other spelling of it than the canonical one.
 * @throws CoreError `FORMAT`, `JSON` or `ENCODING`
 */
export function parseEntry(bytes: Uint8Array): Entry {
  if (bytes.length > MAX_ENTRY_SIZE) throw tooLong(bytes.length);
  const json = parseJsonObject(utf8Decode(bytes, 'entry'));
  const names = Object.keys(json).sort();
  if (names.join() !== MEMBERS.join()) {
    throw new CoreError('FORMAT', `an entry has the members ${MEMBERS.join(', ')} and no others`, {
      facts: { members: names.slice(0, 16) },
    });
  }
  const entry: Entry = {
    version: json.v as 1,
    stream: base64urlDecode(text(json, 'stream'), 'entry.stream'),
    sequence: json.seq as number,
    link: json.link === null ? null : base64urlDecode(text(json, 'link'), 'entry.link'),
    received: text(json, 'received'),
    statement: text(json, 'statement'),
  };
  if (!equal(encodeEntry(entry), bytes)) {
    throw new CoreError('FORMAT', 'the entry is not in canonical form (RFC 8785)', {
      facts: { length: bytes.length },
    });
  }
  return entry;
}

function check(entry: Entry): void {
  const { version, stream, sequence, link, received, statement } = entry;
  if (version !== 1) throw bad('v', 'must be 1');
  if (stream.length !== 32) throw bad('stream', 'must be 32 bytes');
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw bad('seq', 'must be an integer from 1');
  if (link !== null && link.length !== 32) throw bad('link', 'must be null or 32 bytes');
  if ((link === null) !== (sequence === 1)) throw bad('link', 'must be null for seq 1 and for no other');
  if (!isReceivedTime(received))
    throw bad('received', 'must be an existing UTC time, YYYY-MM-DDThh:mm:ss.sssZ');
  if (!STATEMENT.test(statement))
    throw bad('statement', 'must be a compact JWS, alone or with a place in its batch');
}

/** The form of `received`: a date that exists, UTC, milliseconds always written. */
export function isReceivedTime(value: string): boolean {
  if (!RECEIVED.test(value)) return false;
  const ms = Date.parse(value);
  // The parser is lenient about 30 February; writing the time back is not.
  return Number.isFinite(ms) && new Date(ms).toISOString() === value;
}

/** Milliseconds since the epoch of an entry's `received`. */
export function receivedMs(entry: Entry): number {
  return Date.parse(entry.received);
}

function text(json: JsonObject, name: string): string {
  const value = json[name];
  if (typeof value !== 'string') throw bad(name, 'must be a string');
  return value;
}

function bad(member: string, rule: string): CoreError {
  return new CoreError('FORMAT', `entry.${member} ${rule}`, { facts: { member } });
}

function tooLong(length: number): CoreError {
  return new CoreError('FORMAT', `an entry is at most ${MAX_ENTRY_SIZE} bytes`, { facts: { length } });
}
