/** Consistency proofs, RFC 9162 section 2.1.4: the subtree proofs of ranges that start at the first leaf. */
import { equal } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import type { NodeReader } from './node.ts';
import { buildSubtreeConsistencyProof, verifySubtreeConsistency } from './subtree.ts';
import { emptyRoot } from './tree.ts';

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * @returns whether the proof shows that the older tree is a prefix of the newer one. Between trees of one size the proof is empty and the roots
 *   agree; the empty tree, with its own root, is a prefix of every tree by an empty proof.
 * @throws CoreError `RANGE` for sizes that are no integers of 0 to 2^53 - 1
 */
export function verifyConsistency(c: Crypto, claim: ConsistencyClaim): boolean {
  if (claim.newSize === 0 && !equal(claim.newRoot, emptyRoot(c))) return false;
  return verifySubtreeConsistency(c, {
    start: 0,
    end: claim.oldSize,
    size: claim.newSize,
    subtreeRoot: claim.oldRoot,
    root: claim.newRoot,
    proof: claim.proof,
  });
}

/** @throws CoreError `RANGE` when the new tree is smaller than the old one */
export function buildConsistencyProof(
  c: Crypto,
  oldSize: number,
  newSize: number,
  read: NodeReader,
): Promise<Uint8Array[]> {
  return buildSubtreeConsistencyProof(c, 0, oldSize, newSize, read);
}
