/** What a party keeps when it objects: enough for anybody to see the fault without asking the party or the log (docs/spec/log.md section 7). */
import { base64, equal, hex } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canon.ts';
import type { ObjectionReason } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { Json } from '../../core/json.ts';
import { buildConsistencyProof, verifyConsistency } from '../../core/merkle/consistency.ts';
import { type NodeReader, readRoot } from '../../core/merkle/node.ts';
import type { EntryPackage } from '../../core/tlog/mirror.ts';
import type { Violation } from './entry-audit.ts';
import type { KnownCheckpoint } from './state.ts';

export interface Finding {
  readonly reason: ObjectionReason;
  /** Tree size and root of the checkpoint that is objected to. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly message: string;
  readonly evidence: Json;
}

export function evidenceText(finding: Finding): string {
  return canonicalText(finding.evidence);
}

/** Hex SHA-256 of the canonical evidence: what goes on the chain. */
export function evidenceDigest(c: Crypto, finding: Finding): string {
  return hex(c.sha256(canonicalBytes(finding.evidence)));
}

/** Two checkpoints of one size with different roots. @returns undefined when they agree */
export function forkFinding(held: KnownCheckpoint, other: KnownCheckpoint): Finding | undefined {
  if (held.size !== other.size || equal(held.root, other.root)) return undefined;
  return {
    reason: 'fork',
    size: other.size,
    root: other.root,
    message: `the log signed two roots for tree size ${other.size}`,
    evidence: { kind: 'fork', checkpoints: [held.note, other.note] },
  };
}

/**
 * Shows that one checkpoint does not extend another, from the nodes of the larger one's tree: at the smaller size that tree has another root, and a
 * consistency proof says so.
 * @param held the party's own checkpoint, @param other the one that does not fit it, either may be the larger
 * @param read nodes of the larger checkpoint's tree, not trusted
 * @returns undefined when they are consistent or the nodes do not lead to the larger root
 */
export async function inconsistencyFinding(
  c: Crypto,
  held: KnownCheckpoint,
  other: KnownCheckpoint,
  read: NodeReader,
): Promise<Finding | undefined> {
  const [small, large] = held.size < other.size ? [held, other] : [other, held];
  if (small.size === 0 || small.size === large.size) return undefined;
  const oldRoot = await readRoot(c, small.size, read);
  if (equal(oldRoot, small.root)) return undefined;
  const proof = await buildConsistencyProof(c, small.size, large.size, read);
  const claim = { oldSize: small.size, newSize: large.size, oldRoot, newRoot: large.root, proof };
  if (!verifyConsistency(c, claim)) return undefined;
  return {
    reason: 'inconsistent',
    size: other.size,
    root: other.root,
    message: `the checkpoint of size ${large.size} does not extend the one of size ${small.size}`,
    evidence: {
      kind: 'inconsistent',
      checkpoints: [small.note, large.note],
      root: base64(oldRoot),
      proof: proof.map((hash) => base64(hash)),
    },
  };
}

/** A package of entries with what ties it to a checkpoint. */
export interface ProvenPackage {
  readonly package: EntryPackage;
  /** Leaf hashes of the whole subtree of the package. */
  readonly leaves: readonly Uint8Array[];
  readonly checkpoint: KnownCheckpoint;
}

/** An entry that is in a checkpoint of the log and breaks a rule. */
export function entryFinding(violation: Violation, proven: ProvenPackage): Finding {
  const { package: item, leaves, checkpoint } = proven;
  const { previous } = violation;
  return {
    reason: violation.reason,
    size: checkpoint.size,
    root: checkpoint.root,
    message: `entry ${violation.index}: ${violation.message}`,
    evidence: {
      kind: 'entry',
      rule: violation.reason,
      checkpoint: checkpoint.note,
      index: violation.index,
      entry: base64(item.entries[violation.index - item.start]!),
      subtree: { start: item.subtreeStart, end: item.end, leaves: leaves.map((hash) => base64(hash)) },
      proof: item.proof.map((hash) => base64(hash)),
      previous:
        previous === undefined ? null : { seq: previous.sequence, leaf_hash: base64(previous.leafHash) },
    },
  };
}

/** A root that stands on the chain for a size at which this party holds another. */
export function confirmationFinding(
  held: KnownCheckpoint,
  chain: { readonly chainId: number; readonly contract: string; readonly log: string },
  root: Uint8Array,
  confirmedBy: readonly string[],
): Finding {
  return {
    reason: 'confirmation',
    size: held.size,
    root,
    message: `the chain holds another root for tree size ${held.size}`,
    evidence: {
      kind: 'confirmation',
      checkpoint: held.note,
      chain_id: chain.chainId,
      contract: chain.contract,
      log: chain.log,
      root: base64(root),
      confirmed_by: [...confirmedBy],
    },
  };
}
