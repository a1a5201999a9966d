/**
 * Subtree consistency proofs, draft-ietf-plants-merkle-tree-certs section 4.4: a range of leaves [start, end) hashed by itself is
 * part of a larger tree. With start 0 they are the consistency proofs of RFC 9162, with end = start + 1 its inclusion proofs.
 */
import { equal } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { hashRanges, type NodeReader, type Range } from './node.ts';
import { bitCeil, half, isOdd, requireSize, splitPoint } from './range.ts';
import { emptyRoot, HASH_SIZE, nodeHash } from './tree.ts';

export interface SubtreeClaim {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Leaves of the tree that is said to contain the subtree. */
  readonly size: number;
  /** MTH(D[start:end]), 32 bytes. */
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Section 4.1: `start` is a multiple of the smallest power of two not below the number of leaves.
 * @throws CoreError `RANGE` for numbers that are no integers of 0 to 2^53 - 1
 */
export function isSubtree(start: number, end: number): boolean {
  requireSize(start, 'subtree start');
  requireSize(end, 'subtree end');
  return start <= end && start % bitCeil(end - start) === 0;
}

/** Ranges whose hashes make the proof, in its order (section 4.4.1, SUBTREE_SUBPROOF as a walk from the root down). */
function proofRanges(start: number, end: number, size: number): Range[] {
  const out: Range[] = [];
  let [lo, hi, left, known] = [0, size, start, true];
  while (left !== lo || end !== hi) {
    const middle = lo + splitPoint(hi - lo);
    if (end <= middle) {
      out.push([middle, hi]);
      hi = middle;
    } else {
      out.push([lo, middle]);
      // A subtree across the middle starts at `lo`: what is left of it, right of the middle, is a node that the verifier does not know.
      if (left < middle) [left, known] = [middle, false];
      lo = middle;
    }
  }
  if (!known) out.push([lo, hi]);
  return out.reverse();
}

/** Section 4.4.3 for a subtree that has leaves. */
function follow(c: Crypto, claim: SubtreeClaim): boolean {
  let [fn, sn, tn] = [claim.start, claim.end - 1, claim.size - 1];
  const up = () => {
    [fn, sn, tn] = [half(fn), half(sn), half(tn)];
  };
  const toTheEdge = sn === tn;
  while (fn !== sn && (toTheEdge || isOdd(sn))) up();
  const rest = fn === sn ? claim.proof : claim.proof.slice(1);
  const first = fn === sn ? claim.subtreeRoot : claim.proof[0];
  if (first === undefined) return false;
  let [subtree, tree] = [first, first];
  for (const hash of rest) {
    if (tn === 0) return false;
    if (isOdd(sn) || sn === tn) {
      if (fn < sn) subtree = nodeHash(c, hash, subtree);
      tree = nodeHash(c, hash, tree);
      while (!isOdd(sn)) up();
    } else {
      tree = nodeHash(c, tree, hash);
    }
    up();
  }
  return tn === 0 && equal(subtree, claim.subtreeRoot) && equal(tree, claim.root);
}

/**
 * @returns whether the proof shows that the subtree's leaves are those of the tree; false also for a range that is no subtree of it
 * @throws CoreError `RANGE` for numbers that are no integers of 0 to 2^53 - 1
 */
export function verifySubtreeConsistency(c: Crypto, claim: SubtreeClaim): boolean {
  requireSize(claim.size, 'tree size');
  if (!isSubtree(claim.start, claim.end) || claim.end > claim.size) return false;
  if ([claim.subtreeRoot, claim.root, ...claim.proof].some((hash) => hash.length !== HASH_SIZE)) return false;
  if (claim.start < claim.end) return follow(c, claim);
  return claim.proof.length === 0 && equal(claim.subtreeRoot, emptyRoot(c));
}

/** @throws CoreError `RANGE` when [start, end) is no subtree of a tree of `size` leaves */
export async function buildSubtreeConsistencyProof(
  c: Crypto,
  start: number,
  end: number,
  size: number,
  read: NodeReader,
): Promise<Uint8Array[]> {
  requireSize(size, 'tree size');
  if (!isSubtree(start, end) || end > size) {
    throw new CoreError('RANGE', `[${start}, ${end}) is no subtree of a tree of ${size} leaves`, {
      facts: { start, end, size },
    });
  }
  return start === end ? [] : hashRanges(c, proofRanges(start, end, size), read);
}
