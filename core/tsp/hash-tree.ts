/** The tree of RFC 9162 section 2.1 with SHA-512: over the items of a log that is hashed anew (docs/spec/time.md). Small and whole, where that of `core/merkle` is read in pieces. */
import { concat } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Length of its hashes in bytes. */
export const TREE_HASH_BYTES = 64;

export function treeLeaf(c: Crypto, content: Uint8Array): Uint8Array {
  return c.sha512(concat(LEAF, content));
}

function treeNode(c: Crypto, left: Uint8Array, right: Uint8Array): Uint8Array {
  return c.sha512(concat(NODE, left, right));
}

/** @param leaves at least one. @throws CoreError `MISUSE` */
export function treeRoot(c: Crypto, leaves: readonly Uint8Array[]): Uint8Array {
  return levels(c, leaves).at(-1)![0]!;
}

/** Sibling hashes from the leaf upwards. @throws CoreError `MISUSE` when there is no such leaf */
export function treePath(c: Crypto, leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (index >= leaves.length)
    throw new CoreError('MISUSE', `a tree of ${leaves.length} leaves has no leaf ${index}`);
  let at = index;
  return levels(c, leaves).flatMap((row) => {
    const sibling = row[at % 2 === 0 ? at + 1 : at - 1];
    at = Math.floor(at / 2);
    return sibling === undefined ? [] : [sibling];
  });
}

/** From the leaves to the root; a last node without a sibling moves up as it is. */
function levels(c: Crypto, leaves: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  if (leaves.length === 0) throw new CoreError('MISUSE', 'a tree of nothing has no root');
  const out: (readonly Uint8Array[])[] = [leaves];
  for (let row = leaves; row.length > 1; out.push(row)) {
    const below = row;
    row = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => {
      const right = below[2 * i + 1];
      return right === undefined ? below[2 * i]! : treeNode(c, below[2 * i]!, right);
    });
  }
  return out;
}

/** @returns the root that the path leads to (RFC 9162 section 2.1.3.2); undefined when it is not as long as this index and size demand */
export function rootFromPath(
  c: Crypto,
  leaf: Uint8Array,
  {
    index,
    size,
    path,
  }: { readonly index: number; readonly size: number; readonly path: readonly Uint8Array[] },
): Uint8Array | undefined {
  if (!(index < size)) return undefined;
  let [fn, sn, root] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (sn === 0 || sibling.length !== TREE_HASH_BYTES) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      root = treeNode(c, sibling, root);
      while (fn % 2 === 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else root = treeNode(c, root, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? root : undefined;
}
