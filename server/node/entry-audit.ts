/**
 * What a party checks of every entry before its mirror cosigns (docs/spec/log.md section 6): canonical form, time of receipt, statement, and its
 * place in its stream. The first rule broken ends the audit: what comes after it stands on sand.
 */
import { base64url } from '../../core/bytes.ts';
import type { ObjectionReason } from '../../core/chain/statements.ts';
import { type Entry, parseEntry, receivedMs } from '../../core/entry/entry.ts';
import { type StreamEnd, successionProblem } from '../../core/entry/stream.ts';
import { CoreError } from '../../core/error.ts';
import type { LogEntry } from '../ports/log-store.ts';
import type { StatementAudit } from './statement-audit.ts';

export type EntryRule = Extract<ObjectionReason, 'entry' | 'statement' | 'stream'>;

export interface Violation {
  readonly reason: EntryRule;
  readonly index: number;
  readonly message: string;
  /** With `stream`: the end that the entry does not continue; undefined when the stream has no entry before. */
  readonly previous?: StreamEnd | undefined;
}

export interface AuditInput {
  /** Index of the first entry. */
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  /** Leaf hashes of the entries. */
  readonly leaves: readonly Uint8Array[];
  /** Time of receipt of the entry before the first, in milliseconds; 0 when there is none. */
  readonly receivedBefore: number;
  /** The stream's last entry with an index below `start`. */
  tail(stream: Uint8Array): Promise<StreamEnd | undefined>;
}

export type AuditResult =
  | { readonly ok: true; readonly entries: readonly LogEntry[]; readonly received: number }
  | { readonly ok: false; readonly violation: Violation };

/** Audits consecutive entries, each in the light of those before it. */
export async function auditEntries(audit: StatementAudit, input: AuditInput): Promise<AuditResult> {
  const { start, entries, leaves } = input;
  const parsed = entries.map((bytes, i) => parse(bytes, start + i));
  // Signatures first and all at once: they are the cost of an audit and run beside each other.
  const statements = await Promise.all(
    parsed.map((entry) => ('reason' in entry ? undefined : audit(entry.statement, receivedMs(entry)))),
  );
  const ends = new Map<string, StreamEnd | undefined>();
  const accepted: LogEntry[] = [];
  let received = input.receivedBefore;
  for (const [i, entry] of parsed.entries()) {
    const index = start + i;
    if ('reason' in entry) return { ok: false, violation: entry };
    const stream = base64url(entry.stream);
    const end = ends.has(stream) ? ends.get(stream) : await input.tail(entry.stream);
    const violation =
      timeViolation(entry, index, received) ??
      violationOf('statement', index, statements[i]) ??
      streamViolation(entry, index, end);
    if (violation !== undefined) return { ok: false, violation };
    const leaf = leaves[i]!;
    ends.set(stream, { sequence: entry.sequence, leafHash: leaf });
    accepted.push({
      index,
      bytes: entries[i]!,
      leafHash: leaf,
      stream: entry.stream,
      sequence: entry.sequence,
    });
    received = receivedMs(entry);
  }
  return { ok: true, entries: accepted, received };
}

function parse(bytes: Uint8Array, index: number): Entry | Violation {
  try {
    return parseEntry(bytes);
  } catch (error) {
    if (error instanceof CoreError) return { reason: 'entry', index, message: error.message };
    throw error;
  }
}

function timeViolation(entry: Entry, index: number, before: number): Violation | undefined {
  return receivedMs(entry) < before
    ? { reason: 'entry', index, message: 'it was received before its predecessor in the log' }
    : undefined;
}

function streamViolation(entry: Entry, index: number, end: StreamEnd | undefined): Violation | undefined {
  const violation = violationOf('stream', index, successionProblem(end, entry)?.message);
  return violation && { ...violation, previous: end };
}

function violationOf(reason: EntryRule, index: number, message: string | undefined): Violation | undefined {
  return message === undefined ? undefined : { reason, index, message };
}
