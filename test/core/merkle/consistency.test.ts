import { expect } from 'chai';
import fc from 'fast-check';
import { base64Decode } from '../../../core/bytes.ts';
import { buildConsistencyProof, verifyConsistency } from '../../../core/merkle/consistency.ts';
import { refusal, refusalOf } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';
import { c, countingTree, referenceTree } from './reference.ts';

interface Probe {
  file: string;
  size1: number;
  size2: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  wantErr: boolean;
}

const LARGEST = 130;
const tree = countingTree(LARGEST);
const bytes = (text: string | null) => base64Decode(text ?? '');
const flip = (hash: Uint8Array, bit: number): Uint8Array => {
  const out = hash.slice();
  out[(bit >> 3) % out.length]! ^= 1 << (bit & 7);
  return out;
};

function holds(probe: Probe): boolean {
  try {
    return verifyConsistency(c, {
      oldSize: probe.size1,
      newSize: probe.size2,
      oldRoot: bytes(probe.root1),
      newRoot: bytes(probe.root2),
      proof: (probe.proof ?? []).map(bytes),
    });
  } catch {
    return false;
  }
}

describe('core/merkle: consistency proofs', () => {
  it('decides the published probes as transparency-dev/merkle does, but wants hashes of 32 bytes', () => {
    const { consistency } = readVectors<{ consistency: Probe[] }>('merkle/transparency-dev.json');
    expect(consistency).to.have.length(98);
    for (const probe of consistency) {
      // Some probes have the words "don't care" for roots.
      const hashes = [probe.root1, probe.root2].every((root) => bytes(root).length === 32);
      expect(holds(probe), probe.file).to.equal(hashes && !probe.wantErr);
    }
  });

  it('proves every pair of sizes up to 130', async () => {
    for (let newSize = 0; newSize <= LARGEST; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = await buildConsistencyProof(c, oldSize, newSize, tree.read);
        const claim = {
          oldSize,
          newSize,
          oldRoot: tree.root(0, oldSize),
          newRoot: tree.root(0, newSize),
          proof,
        };
        expect(verifyConsistency(c, claim), `${oldSize} in ${newSize}`).to.equal(true);
      }
    }
  });

  it('fails for one bit changed anywhere, another size, a hash more or less', async () => {
    const pairs = fc
      .tuple(fc.integer({ min: 2, max: LARGEST }), fc.nat(), fc.nat())
      .map(([newSize, old, bit]) => ({ newSize, oldSize: 1 + (old % (newSize - 1)), bit }));
    await fc.assert(
      fc.asyncProperty(pairs, async ({ newSize, oldSize, bit }) => {
        const proof = await buildConsistencyProof(c, oldSize, newSize, tree.read);
        const claim = {
          oldSize,
          newSize,
          oldRoot: tree.root(0, oldSize),
          newRoot: tree.root(0, newSize),
          proof,
        };
        for (const change of [
          ...proof.map((hash, i) => ({ proof: proof.with(i, flip(hash, bit)) })),
          { oldRoot: flip(claim.oldRoot, bit) },
          { newRoot: flip(claim.newRoot, bit) },
          { oldRoot: claim.newRoot, newRoot: claim.oldRoot },
          { oldSize: newSize, newSize: oldSize },
          { oldSize: newSize },
          { newSize: oldSize },
          { proof: proof.slice(1) },
          { proof: proof.slice(0, -1) },
          { proof: [...proof, claim.newRoot] },
          { proof: [claim.oldRoot, ...proof] },
          { proof: proof.with(0, proof[0]!.slice(0, 31)) },
        ]) {
          expect(verifyConsistency(c, { ...claim, ...change }), JSON.stringify(change)).to.equal(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not accept a tree in which an old leaf was replaced', async () => {
    const forged = referenceTree(Array.from({ length: 8 }, (_, i) => Uint8Array.of(i === 3 ? 99 : i)));
    const proof = await buildConsistencyProof(c, 5, 8, forged.read);
    const claim = { oldSize: 5, newSize: 8, oldRoot: forged.root(0, 5), newRoot: forged.root(0, 8), proof };
    expect(verifyConsistency(c, claim)).to.equal(true);
    expect(verifyConsistency(c, { ...claim, oldRoot: tree.root(0, 5) })).to.equal(false);
  });

  it('asks for an empty proof and equal roots between trees of one size', () => {
    const [root, other] = [tree.root(0, 7), tree.root(0, 8)];
    const claim = { oldSize: 7, newSize: 7, oldRoot: root, newRoot: root, proof: [] };
    expect(verifyConsistency(c, claim)).to.equal(true);
    expect(verifyConsistency(c, { ...claim, newRoot: other })).to.equal(false);
    expect(verifyConsistency(c, { ...claim, proof: [root] })).to.equal(false);
  });

  it('lets the empty tree be a prefix by an empty proof and with its own root only', () => {
    const [empty, root] = [tree.root(0, 0), tree.root(0, 4)];
    const claim = { oldSize: 0, newSize: 4, oldRoot: empty, newRoot: root, proof: [] };
    expect(verifyConsistency(c, claim)).to.equal(true);
    expect(verifyConsistency(c, { ...claim, proof: [root] })).to.equal(false);
    expect(verifyConsistency(c, { ...claim, oldRoot: root })).to.equal(false);
    expect(verifyConsistency(c, { ...claim, newSize: 0, newRoot: empty })).to.equal(true);
    expect(verifyConsistency(c, { ...claim, newSize: 0 })).to.equal(false);
  });

  it('refuses sizes that are none, and to prove a tree that shrinks', async () => {
    const root = tree.root(0, 1);
    const claim = { oldSize: 1, newSize: 1, oldRoot: root, newRoot: root, proof: [] };
    expect(refusal(() => verifyConsistency(c, { ...claim, newSize: 2 ** 53 }))).to.equal(
      'RANGE: tree size is not an integer of 0 to 2^53 - 1: 9007199254740992',
    );
    expect(refusal(() => verifyConsistency(c, { ...claim, oldSize: -1 }))).to.match(/^RANGE: subtree end/);
    expect(await refusalOf(buildConsistencyProof(c, 6, 5, tree.read))).to.equal(
      'RANGE: [0, 6) is no subtree of a tree of 5 leaves',
    );
  });
});
