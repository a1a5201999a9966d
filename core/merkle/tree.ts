/** The Merkle tree hash of RFC 6962 section 2.1 (RFC 9162 section 2.1.1) with SHA-256. */
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';

/** Length of every hash of the tree, in bytes. */
export const HASH_SIZE = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** SHA-256(0x00 || entry). */
export function leafHash(c: Crypto, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF_PREFIX;
  input.set(entry, 1);
  return c.sha256(input);
}

/**
 * SHA-256(0x01 || left || right).
 * @throws CoreError `MISUSE` when an operand is not 32 bytes: other lengths would let two trees share a root
 */
export function nodeHash(c: Crypto, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_SIZE || right.length !== HASH_SIZE) {
    throw new CoreError('MISUSE', `a tree node joins hashes of ${HASH_SIZE} bytes`, {
      facts: { left: left.length, right: right.length },
    });
  }
  const input = new Uint8Array(1 + 2 * HASH_SIZE);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + HASH_SIZE);
  return c.sha256(input);
}

/** The root of the tree without leaves: the hash of nothing. */
export function emptyRoot(c: Crypto): Uint8Array {
  return c.sha256(new Uint8Array(0));
}

/**
 * Root over leaf hashes, level by level. A last node without a sibling moves up as it is, which yields the tree that the RFC defines by
 * splitting at the largest power of two.
 */
export function rootOfLeaves(c: Crypto, leafHashes: readonly Uint8Array[]): Uint8Array {
  if (leafHashes.length === 0) return emptyRoot(c);
  let row = leafHashes;
  while (row.length > 1) {
    const parents: Uint8Array[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) parents.push(nodeHash(c, row[i]!, row[i + 1]!));
    if (row.length % 2 === 1) parents.push(row[row.length - 1]!);
    row = parents;
  }
  return row[0]!;
}
