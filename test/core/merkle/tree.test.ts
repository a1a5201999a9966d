import { expect } from 'chai';
import fc from 'fast-check';
import { hex, hexDecode, utf8 } from '../../../core/bytes.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { emptyRoot, leafHash, nodeHash, rootOfLeaves } from '../../../core/merkle/tree.ts';
import { refusal } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';
import { c, countingTree, referenceTree } from './reference.ts';

const vectors = readVectors<{
  emptyRoot: string;
  leaf: { text: string; hash: string };
  leaves: string[];
  roots: string[];
}>('merkle/rfc6962.json');

describe('core/merkle: tree hash', () => {
  it('agrees with the reference roots of Certificate Transparency', () => {
    const hashes = vectors.leaves.map((leaf) => leafHash(c, hexDecode(leaf)));
    vectors.roots.forEach((root, i) => {
      expect(hex(rootOfLeaves(c, hashes.slice(0, i + 1)))).to.equal(root);
    });
    expect(hex(leafHash(c, utf8(vectors.leaf.text)))).to.equal(vectors.leaf.hash);
  });

  it('gives the tree without leaves the hash of nothing, the empty leaf another', () => {
    expect(hex(emptyRoot(c))).to.equal(vectors.emptyRoot);
    expect(hex(rootOfLeaves(c, []))).to.equal(vectors.emptyRoot);
    expect(hex(leafHash(c, new Uint8Array(0)))).to.equal(vectors.roots[0]);
  });

  it('agrees with the recursive definition for every size up to 260', () => {
    const tree = countingTree(260);
    for (let size = 0; size <= 260; size++) {
      expect(hex(rootOfLeaves(c, tree.leaves.slice(0, size)))).to.equal(hex(tree.root(0, size)));
    }
  });

  it('is the same over both implementations of the primitives', () => {
    const leaves = countingTree(13).leaves;
    expect(hex(rootOfLeaves(portableCrypto, leaves))).to.equal(hex(rootOfLeaves(c, leaves)));
  });

  it('changes with every leaf, its order and its number', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uint8Array({ maxLength: 4 }), { minLength: 2, maxLength: 20, selector: hex }),
        fc.nat(),
        (entries, at) => {
          const root = (items: readonly Uint8Array[]) => hex(referenceTree(items).root(0, items.length));
          const ours = (items: readonly Uint8Array[]) =>
            hex(
              rootOfLeaves(
                c,
                items.map((item) => leafHash(c, item)),
              ),
            );
          const i = at % (entries.length - 1);
          const swapped = entries.with(i, entries[i + 1]!).with(i + 1, entries[i]!);
          expect(ours(entries)).to.equal(root(entries));
          expect(ours(swapped)).to.not.equal(ours(entries));
          expect(ours(entries.slice(1))).to.not.equal(ours(entries));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps leaves and nodes apart: a leaf made of two hashes is not their parent', () => {
    const [a, b] = countingTree(2).leaves as [Uint8Array, Uint8Array];
    expect(hex(leafHash(c, Uint8Array.of(...a, ...b)))).to.not.equal(hex(nodeHash(c, a, b)));
  });

  it('joins hashes of 32 bytes only', () => {
    const hash = new Uint8Array(32);
    for (const [left, right] of [
      [new Uint8Array(31), new Uint8Array(33)],
      [hash, new Uint8Array(0)],
      [new Uint8Array(64), hash],
    ] as const) {
      expect(refusal(() => nodeHash(c, left, right))).to.equal(
        'MISUSE: a tree node joins hashes of 32 bytes',
      );
    }
  });
});
