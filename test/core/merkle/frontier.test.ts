import { expect } from 'chai';
import fc from 'fast-check';
import { hex } from '../../../core/bytes.ts';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  readFrontier,
  type TreeNode,
} from '../../../core/merkle/frontier.ts';
import { readRoot } from '../../../core/merkle/node.ts';
import { refusal } from '../../support/refusal.ts';
import { c, countingTree } from './reference.ts';

const LARGEST = 600;
const tree = countingTree(LARGEST);

/** Appends the tree's leaves in batches of these sizes. */
function appendAll(batches: readonly number[]): { frontier: Frontier; nodes: TreeNode[] } {
  let frontier = EMPTY_FRONTIER;
  const nodes: TreeNode[] = [];
  for (const batch of batches) {
    const done = appendLeaves(c, frontier, tree.leaves.slice(frontier.size, frontier.size + batch));
    frontier = done.frontier;
    nodes.push(...done.nodes);
  }
  return { frontier, nodes };
}

describe('core/merkle: frontier', () => {
  it('has the root of the tree after every leaf', () => {
    let frontier = EMPTY_FRONTIER;
    expect(hex(frontierRoot(c, frontier))).to.equal(hex(tree.root(0, 0)));
    for (const [i, leaf] of tree.leaves.entries()) {
      frontier = appendLeaves(c, frontier, [leaf]).frontier;
      expect(hex(frontierRoot(c, frontier)), String(i)).to.equal(hex(tree.root(0, i + 1)));
    }
  });

  it('does not depend on how the leaves are batched, and completes each subtree once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 8 }), (batches) => {
        const { frontier, nodes } = appendAll(batches);
        const size = batches.reduce((a, b) => a + b, 0);
        expect(frontier.size).to.equal(size);
        expect(hex(frontierRoot(c, frontier))).to.equal(hex(tree.root(0, size)));
        const seen = new Set(nodes.map(({ level, index }) => `${level}/${index}`));
        let expected = 0;
        for (let width = 1; width <= size; width *= 2) expected += Math.floor(size / width);
        expect([seen.size, nodes.length]).to.deep.equal([expected, expected]);
        for (const { level, index, hash } of nodes) {
          expect(hex(hash)).to.equal(hex(tree.root(index * 2 ** level, (index + 1) * 2 ** level)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lists completed subtrees level by level, indices rising', () => {
    const { nodes } = appendLeaves(c, appendAll([3]).frontier, tree.leaves.slice(3, 8));
    expect(nodes.map(({ level, index }) => `${level}/${index}`)).to.deep.equal([
      '0/3',
      '0/4',
      '0/5',
      '0/6',
      '0/7',
      '1/1',
      '1/2',
      '1/3',
      '2/0',
      '2/1',
      '3/0',
    ]);
  });

  it('keeps one hash for each bit of the size, and leaves its input alone', () => {
    const before = appendAll([7]).frontier;
    const kept = before.hashes.map(hex);
    const after = appendLeaves(c, before, tree.leaves.slice(7, 12)).frontier;
    expect([before.size, before.hashes.map(hex)]).to.deep.equal([7, kept]);
    expect([after.size, after.hashes.length]).to.deep.equal([12, 2]);
    expect(appendLeaves(c, before, [])).to.deep.equal({ frontier: before, nodes: [] });
  });

  it('is taken up again from a stored tree', async () => {
    for (const size of [0, 1, 255, 256, 257, 600]) {
      const stored = await readFrontier(size, tree.read);
      expect(stored).to.deep.equal(appendAll([size]).frontier);
      expect(hex(await readRoot(c, size, tree.read))).to.equal(hex(tree.root(0, size)));
    }
  });

  it('refuses leaf hashes of another length and a tree beyond 2^53 - 1', () => {
    expect(refusal(() => appendLeaves(c, EMPTY_FRONTIER, [new Uint8Array(31)]))).to.equal(
      'MISUSE: a leaf hash has 32 bytes',
    );
    const full: Frontier = {
      size: Number.MAX_SAFE_INTEGER,
      hashes: Array.from({ length: 53 }, () => tree.leaves[0]!),
    };
    expect(frontierRoot(c, full)).to.have.length(32);
    expect(refusal(() => appendLeaves(c, full, [tree.leaves[0]!]))).to.match(/^RANGE: tree size is not/);
  });
});
