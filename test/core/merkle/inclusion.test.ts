import { expect } from 'chai';
import fc from 'fast-check';
import { base64Decode } from '../../../core/bytes.ts';
import { buildInclusionProof, rootFromInclusion, verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { refusal, refusalOf } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';
import { c, countingTree } from './reference.ts';

interface Probe {
  file: string;
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

const LARGEST = 130;
const tree = countingTree(LARGEST);
const bytes = (text: string | null) => base64Decode(text ?? '');

/** Whether a probe holds; a number that no tree can have counts as refused. */
function holds(probe: Probe): boolean {
  try {
    return verifyInclusion(c, {
      leafHash: bytes(probe.leafHash),
      index: probe.leafIdx,
      size: probe.treeSize,
      proof: (probe.proof ?? []).map(bytes),
      root: bytes(probe.root),
    });
  } catch {
    return false;
  }
}

const flip = (hash: Uint8Array, bit: number): Uint8Array => {
  const out = hash.slice();
  out[(bit >> 3) % out.length]! ^= 1 << (bit & 7);
  return out;
};

describe('core/merkle: inclusion proofs', () => {
  it('decides the published probes as transparency-dev/merkle does', () => {
    const { inclusion } = readVectors<{ inclusion: Probe[] }>('merkle/transparency-dev.json');
    expect(inclusion).to.have.length(98);
    for (const probe of inclusion) expect(holds(probe), probe.file).to.equal(!probe.wantErr);
  });

  it('proves every leaf of every tree up to 130 leaves, with the shortest proof', async () => {
    for (let size = 1; size <= LARGEST; size++) {
      const root = tree.root(0, size);
      for (let index = 0; index < size; index++) {
        const proof = await buildInclusionProof(c, index, size, tree.read);
        expect(proof.length).to.be.at.most(Math.ceil(Math.log2(size)));
        const claim = { leafHash: tree.leaves[index]!, index, size, proof, root };
        expect(verifyInclusion(c, claim), `${index} of ${size}`).to.equal(true);
      }
    }
  });

  it('fails for one bit changed anywhere, another index, another size, a hash more or less', async () => {
    const claims = fc
      .tuple(fc.integer({ min: 2, max: LARGEST }), fc.nat(), fc.nat())
      .map(([size, index, bit]) => ({ size, index: index % size, bit }));
    await fc.assert(
      fc.asyncProperty(claims, async ({ size, index, bit }) => {
        const proof = await buildInclusionProof(c, index, size, tree.read);
        const claim = { leafHash: tree.leaves[index]!, index, size, proof, root: tree.root(0, size) };
        const changed = proof.map((hash, i) => ({ proof: proof.with(i, flip(hash, bit)) }));
        for (const change of [
          ...changed,
          { root: flip(claim.root, bit) },
          { leafHash: flip(claim.leafHash, bit) },
          { index: (index + 1) % size },
          { index: size },
          { proof: proof.slice(1) },
          { proof: proof.slice(0, -1) },
          { proof: [...proof, claim.root] },
          { proof: [claim.leafHash, ...proof] },
          { proof: proof.with(0, proof[0]!.slice(0, 31)) },
          { leafHash: claim.leafHash.slice(1) },
        ]) {
          expect(verifyInclusion(c, { ...claim, ...change }), JSON.stringify(change)).to.equal(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes a proof for the size it was made for only, unless it is the same proof there', async () => {
    for (let size = 2; size < 40; size++) {
      const proof = await buildInclusionProof(c, 0, size, tree.read);
      const at = (n: number) =>
        verifyInclusion(c, { leafHash: tree.leaves[0]!, index: 0, size: n, proof, root: tree.root(0, size) });
      expect(at(size)).to.equal(true);
      expect(at(2 * 2 ** Math.ceil(Math.log2(size)))).to.equal(false);
    }
  });

  it('counts in trees of up to 2^53 - 1 leaves without losing a bit', () => {
    const size = Number.MAX_SAFE_INTEGER;
    const leafHash = tree.leaves[0]!;
    const proof = Array.from({ length: 53 }, () => leafHash);
    for (const index of [0, 2 ** 31, 2 ** 32 + 1, 2 ** 52 - 1]) {
      const root = rootFromInclusion(c, { leafHash, index, size, proof });
      expect(root, String(index)).to.be.instanceOf(Uint8Array);
      expect(rootFromInclusion(c, { leafHash, index, size, proof: proof.slice(1) })).to.equal(undefined);
    }
    // The last leaf of this tree has no sibling at the lowest level.
    expect(rootFromInclusion(c, { leafHash, index: size - 1, size, proof })).to.equal(undefined);
    expect(rootFromInclusion(c, { leafHash, index: size - 1, size, proof: proof.slice(1) })).to.be.instanceOf(
      Uint8Array,
    );
  });

  it('refuses numbers that are no index or size', () => {
    const claim = { leafHash: tree.leaves[0]!, proof: [], root: tree.leaves[0]! };
    expect(refusal(() => verifyInclusion(c, { ...claim, index: 2 ** 53, size: 1 }))).to.equal(
      'RANGE: leaf index is not an integer of 0 to 2^53 - 1: 9007199254740992',
    );
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(() => verifyInclusion(c, { ...claim, index: bad, size: 1 }))).to.match(
        /^RANGE: leaf index/,
      );
      expect(refusal(() => verifyInclusion(c, { ...claim, index: 0, size: bad }))).to.match(
        /^RANGE: tree size/,
      );
    }
    expect(verifyInclusion(c, { ...claim, index: 0, size: 1 })).to.equal(true);
    expect(verifyInclusion(c, { ...claim, index: 0, size: 0 })).to.equal(false);
  });

  it('builds no proof of a leaf that is not there', async () => {
    expect(await refusalOf(buildInclusionProof(c, 5, 5, tree.read))).to.equal(
      'RANGE: a tree of 5 leaves has no leaf 5',
    );
    expect(await refusalOf(buildInclusionProof(c, 0, 0, tree.read))).to.equal(
      'RANGE: a tree of 0 leaves has no leaf 0',
    );
  });

  it('notices a reader that gives fewer hashes than asked for', async () => {
    const short = async () => [];
    expect(await refusalOf(buildInclusionProof(c, 0, 2, short))).to.equal(
      'MISUSE: the reader of tree nodes gave 0 of 1 hashes',
    );
  });
});
