/** Entries on their way into the copy: proven to be the log's, audited, kept, or objected to. */
import type { Crypto } from '../../core/crypto.ts';
import { verifySubtreeConsistency } from '../../core/merkle/subtree.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import type { EntryPackage } from '../../core/tlog/mirror.ts';
import { hasCode } from '../errors.ts';
import type { Mutex } from '../mutex.ts';
import { type Answer, refuse } from './answer.ts';
import { auditEntries, type Violation } from './entry-audit.ts';
import { entryFinding } from './evidence.ts';
import type { MirroredLog } from './mirrored-log.ts';
import type { ObjectionBook } from './objections.ts';
import type { KnownCheckpoint } from './state.ts';
import type { StatementAudit } from './statement-audit.ts';

export interface IntakeDeps {
  readonly crypto: Crypto;
  readonly log: MirroredLog;
  readonly audit: StatementAudit;
  readonly objections: ObjectionBook;
}

/**
 * Authenticates a package, then audits and keeps what is new in it.
 * @param target the pending checkpoint to which the package's proof leads
 * @returns the refusal, if any
 */
export async function accept(
  deps: IntakeDeps,
  mutex: Mutex,
  target: KnownCheckpoint,
  item: EntryPackage,
): Promise<Answer | undefined> {
  const { crypto, log } = deps;
  const held = await log.leafHashes(item.subtreeStart, item.start);
  const leaves = [...held, ...item.entries.map((entry) => leafHash(crypto, entry))];
  const proven = verifySubtreeConsistency(crypto, {
    start: item.subtreeStart,
    end: item.end,
    size: target.size,
    subtreeRoot: rootOfLeaves(crypto, leaves),
    root: target.root,
    proof: item.proof,
  });
  if (!proven) return refuse(422, `the proof of entries ${item.start} to ${item.end} does not verify`);
  let violation: Violation | undefined;
  try {
    violation = await mutex(() => keep(deps, target, item, leaves.slice(held.length)));
  } catch (error) {
    // Nobody is accused of what cannot be found out now; the log comes again.
    if (hasCode(error, 'PARTY_UNAVAILABLE')) return refuse(503, error.message);
    throw error;
  }
  if (violation === undefined) return undefined;
  deps.objections.raise(entryFinding(violation, { package: item, leaves, checkpoint: target }));
  return refuse(422, `entry ${violation.index}: ${violation.message}`);
}

/** Runs alone. Entries that another request has brought in the meantime are proven to be the same, and are passed over. */
async function keep(
  { log, audit }: IntakeDeps,
  target: KnownCheckpoint,
  item: EntryPackage,
  leaves: readonly Uint8Array[],
): Promise<Violation | undefined> {
  const start = log.nextEntry();
  if (start >= item.end) return undefined;
  const result = await auditEntries(audit, {
    start,
    entries: item.entries.slice(start - item.start),
    leaves: leaves.slice(start - item.start),
    receivedBefore: log.lastReceived(),
    tail: (stream) => log.tail(stream, start),
  });
  if (!result.ok) return result.violation;
  await log.append(result.entries, result.received, target.note);
  return undefined;
}
