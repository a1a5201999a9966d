import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { base64Decode, hex } from '../../../core/bytes.ts';
import { buildInclusionProof, verifyInclusion } from '../../../core/merkle/inclusion.ts';
import {
  buildSubtreeConsistencyProof,
  isSubtree,
  type SubtreeClaim,
  verifySubtreeConsistency,
} from '../../../core/merkle/subtree.ts';
import { rootOfLeaves } from '../../../core/merkle/tree.ts';
import { refusalOf } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';
import { c, countingTree, referenceTree } from './reference.ts';

interface Probe {
  file: string;
  start: number;
  end: number;
  size: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  wantErr: boolean;
}

const vectors = readVectors<{
  largestTree: number;
  hashes: string;
  inclusionProofs: string;
  consistencyProofs: string;
  valid: [number, number][];
  invalid: [number, number][];
}>('merkle/subtree-accumulated.json');
const LARGEST = vectors.largestTree;
const tree = countingTree(LARGEST);
const bytes = (text: string | null) => base64Decode(text ?? '');
const spaced = (hashes: readonly Uint8Array[]) => hashes.map((hash) => ` ${hex(hash)}`).join('');

function holds(probe: Probe): boolean {
  try {
    const { start, end, size } = probe;
    const proof = (probe.proof ?? []).map(bytes);
    const [subtreeRoot, root] = [bytes(probe.root1), bytes(probe.root2)];
    return verifySubtreeConsistency(c, { start, end, size, subtreeRoot, root, proof });
  } catch {
    return false;
  }
}

function* subtrees(size: number): Generator<[start: number, end: number]> {
  for (let end = 0; end <= size; end++) {
    for (let start = 0; start <= end; start++) if (isSubtree(start, end)) yield [start, end];
  }
}

/** The ways in which the draft's appendix wants a good proof spoilt. */
function spoilt(claim: SubtreeClaim): Partial<SubtreeClaim>[] {
  const { proof, subtreeRoot, root } = claim;
  const flipped = (hash: Uint8Array) => hash.with(31, hash[31]! ^ 1);
  const changes: Partial<SubtreeClaim>[] = [
    { proof: [...proof, root] },
    { subtreeRoot: flipped(subtreeRoot) },
    { subtreeRoot: subtreeRoot.slice(1) },
  ];
  if (claim.end > claim.start) changes.push({ root: flipped(root) });
  if (proof.length > 0) {
    changes.push({ proof: proof.slice(0, -1) });
    changes.push({ proof: proof.with(-1, proof.at(-1)!.slice(0, 31)) });
    changes.push({ proof: proof.with(-1, Uint8Array.of(...proof.at(-1)!, 0)) });
  }
  return changes;
}

describe('core/merkle: subtrees', () => {
  it('hashes every subtree of trees up to 130 leaves as the draft does', () => {
    const rolling = createHash('sha256');
    for (const [start, end] of subtrees(LARGEST)) {
      rolling.update(`[${start}, ${end}) ${hex(rootOfLeaves(c, tree.leaves.slice(start, end)))}\n`);
    }
    expect(rolling.digest('hex')).to.equal(vectors.hashes);
  });

  it('proves every leaf of every subtree as the draft does', async () => {
    const rolling = createHash('sha256');
    for (const [start, end] of subtrees(LARGEST)) {
      const part = referenceTree(Array.from({ length: end - start }, (_, i) => Uint8Array.of(start + i)));
      for (let index = start; index < end; index++) {
        const at = { index: index - start, size: end - start };
        const proof = await buildInclusionProof(c, at.index, at.size, part.read);
        rolling.update(`${index} [${start}, ${end})${spaced(proof)}\n`);
        const claim = { leafHash: tree.leaves[index]!, ...at, proof, root: tree.root(start, end) };
        expect(verifyInclusion(c, claim)).to.equal(true);
      }
    }
    expect(rolling.digest('hex')).to.equal(vectors.inclusionProofs);
  });

  it('proves every subtree of every tree as the draft does, and refuses each proof when spoilt', async function () {
    this.timeout(60_000);
    const rolling = createHash('sha256');
    for (let size = 0; size <= LARGEST; size++) {
      for (const [start, end] of subtrees(size)) {
        const proof = await buildSubtreeConsistencyProof(c, start, end, size, tree.read);
        rolling.update(`[${start}, ${end}) ${size}${spaced(proof)}\n`);
        const [subtreeRoot, root] = [tree.root(start, end), tree.root(0, size)];
        const claim = { start, end, size, subtreeRoot, root, proof };
        expect(verifySubtreeConsistency(c, claim), `[${start}, ${end}) of ${size}`).to.equal(true);
        // Every spoilt proof of every tree would take minutes; a stride through them meets all shapes.
        if ((start + 3 * end + 7 * size) % 11 !== 0) continue;
        for (const change of spoilt(claim)) {
          expect(verifySubtreeConsistency(c, { ...claim, ...change })).to.equal(false);
        }
      }
    }
    expect(rolling.digest('hex')).to.equal(vectors.consistencyProofs);
  });

  it('decides the published probes as transparency-dev/merkle does, but wants hashes of 32 bytes', () => {
    const { subtreeConsistency } = readVectors<{ subtreeConsistency: Probe[] }>(
      'merkle/transparency-dev.json',
    );
    expect(subtreeConsistency).to.have.length(118);
    for (const probe of subtreeConsistency) {
      // Some probes have the words "don't care" for roots.
      const hashes = [probe.root1, probe.root2].every((root) => bytes(root).length === 32);
      expect(holds(probe), probe.file).to.equal(hashes && !probe.wantErr);
    }
  });

  it('knows which ranges are subtrees, in large trees too', () => {
    for (const [start, end] of vectors.valid) expect(isSubtree(start, end), `${start} ${end}`).to.equal(true);
    for (const [start, end] of vectors.invalid)
      expect(isSubtree(start, end), `${start} ${end}`).to.equal(false);
    expect(isSubtree(0, Number.MAX_SAFE_INTEGER)).to.equal(true);
    expect(isSubtree(1, Number.MAX_SAFE_INTEGER)).to.equal(false);
    expect(isSubtree(8, 7)).to.equal(false);
  });

  it('proves and accepts nothing of a range that is no subtree', async () => {
    const [subtreeRoot, root] = [tree.root(1, 3), tree.root(0, 8)];
    const claim = { start: 1, end: 3, size: 8, subtreeRoot, root, proof: [] };
    expect(verifySubtreeConsistency(c, claim)).to.equal(false);
    expect(verifySubtreeConsistency(c, { ...claim, start: 8, end: 16 })).to.equal(false);
    expect(await refusalOf(buildSubtreeConsistencyProof(c, 1, 3, 8, tree.read))).to.equal(
      'RANGE: [1, 3) is no subtree of a tree of 8 leaves',
    );
    expect(await refusalOf(buildSubtreeConsistencyProof(c, 8, 16, 15, tree.read))).to.equal(
      'RANGE: [8, 16) is no subtree of a tree of 15 leaves',
    );
  });
});
