/** Inclusion proofs, RFC 9162 section 2.1.3. */
import { equal } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { hashRanges, type NodeReader, type Range } from './node.ts';
import { half, isOdd, requireSize, splitPoint } from './range.ts';
import { HASH_SIZE, nodeHash } from './tree.ts';

export interface InclusionClaim {
  /** RFC 6962 hash of the leaf, 32 bytes. */
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** Sibling hashes from the leaf upwards. */
  readonly proof: readonly Uint8Array[];
}

/** Ranges whose hashes prove the leaf, from the leaf's sibling up: PATH(index, D_size). */
function siblings(index: number, size: number): Range[] {
  const out: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      out.push([middle, end]);
      end = middle;
    } else {
      out.push([start, middle]);
      start = middle;
    }
  }
  return out.reverse();
}

/**
 * The root that the proof leads to (section 2.1.3.2).
 * @returns undefined when the proof has not the length or the form that this index and size demand
 * @throws CoreError `RANGE` for an index or size that is no integer of 0 to 2^53 - 1
 */
export function rootFromInclusion(c: Crypto, claim: InclusionClaim): Uint8Array | undefined {
  const index = requireSize(claim.index, 'leaf index');
  const size = requireSize(claim.size, 'tree size');
  if (index >= size) return undefined;
  if ([claim.leafHash, ...claim.proof].some((hash) => hash.length !== HASH_SIZE)) return undefined;
  let [fn, sn, root] = [index, size - 1, claim.leafHash];
  for (const sibling of claim.proof) {
    if (sn === 0) return undefined;
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(c, sibling, root);
      while (!isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
    } else {
      root = nodeHash(c, root, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? root : undefined;
}

/**
 * @returns whether the proof shows the leaf at `index` of the tree with this size and root; false for every proof that is longer, shorter or
 *   otherwise formed than the one proof that exists
 * @throws CoreError `RANGE` for an index or size that is no integer of 0 to 2^53 - 1
 */
export function verifyInclusion(c: Crypto, claim: InclusionClaim & { readonly root: Uint8Array }): boolean {
  const root = rootFromInclusion(c, claim);
  return root !== undefined && equal(root, claim.root);
}

/** @throws CoreError `RANGE` when the tree of `size` leaves has no leaf `index` */
export async function buildInclusionProof(
  c: Crypto,
  index: number,
  size: number,
  read: NodeReader,
): Promise<Uint8Array[]> {
  requireSize(index, 'leaf index');
  requireSize(size, 'tree size');
  if (index >= size) {
    throw new CoreError('RANGE', `a tree of ${size} leaves has no leaf ${index}`, { facts: { index, size } });
  }
  return hashRanges(c, siblings(index, size), read);
}
