/** A second, naive definition of the Merkle tree hash, straight from RFC 9162 section 2.1.1, to hold the real one against. */

import type { NodeReader } from '../../../core/merkle/node.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';

export const c = createNodeCrypto();

export interface ReferenceTree {
  readonly leaves: readonly Uint8Array[];
  /** MTH(D[start:end]) by recursion. */
  root(start: number, end: number): Uint8Array;
  /** Complete subtrees of it; refuses nodes beyond its leaves. */
  readonly read: NodeReader;
}

export function referenceTree(entries: readonly Uint8Array[]): ReferenceTree {
  const leaves = entries.map((entry) => leafHash(c, entry));
  const known = new Map<string, Uint8Array>();
  const compute = (start: number, end: number): Uint8Array => {
    const n = end - start;
    if (n === 0) return c.sha256(new Uint8Array(0));
    if (n === 1) return leaves[start]!;
    let k = 1;
    while (k < n) k <<= 1;
    k >>= 1;
    return c.sha256(Uint8Array.of(1, ...root(start, start + k), ...root(start + k, end)));
  };
  const root = (start: number, end: number): Uint8Array => {
    const id = `${start},${end}`;
    const hash = known.get(id) ?? compute(start, end);
    known.set(id, hash);
    return hash;
  };
  const read: NodeReader = async (nodes) =>
    nodes.map(({ level, index }) => {
      const end = (index + 1) * 2 ** level;
      if (end > leaves.length) throw new Error(`no node ${index} at level ${level}`);
      return root(index * 2 ** level, end);
    });
  return { leaves, root, read };
}

/** The tree whose entries are the single bytes 0, 1, 2, ... */
export const countingTree = (size: number): ReferenceTree =>
  referenceTree(Array.from({ length: size }, (_, i) => Uint8Array.of(i)));
