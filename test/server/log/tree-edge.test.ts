import { expect } from 'chai';
import fc from 'fast-check';
import { hex, utf8 } from '../../../core/bytes.ts';
import { buildInclusionProof } from '../../../core/merkle/inclusion.ts';
import { leafHash, rootOfLeaves } from '../../../core/merkle/tree.ts';
import { tilesOf } from '../../../core/tlog/tile-path.ts';
import { edgeOf, extendEdge, partialWidths, type TreeEdge } from '../../../server/log/tree-edge.ts';
import { crypto } from '../../support/log-batches.ts';

const EMPTY: TreeEdge = { frontier: { size: 0, hashes: [] }, tiles: [] };
const leaf = (i: number) => leafHash(crypto, utf8(`leaf ${i}`));
const leaves = Array.from({ length: 1400 }, (_, i) => leaf(i));

/** Proof by definition: from all leaves. */
const provenFromAll = (index: number, size: number) =>
  buildInclusionProof(crypto, index, size, async (nodes) =>
    nodes.map(({ level, index: at }) =>
      rootOfLeaves(crypto, leaves.slice(at * 2 ** level, (at + 1) * 2 ** level)),
    ),
  );

describe('the edge of the tree in memory', () => {
  it('yields root, proofs and full tiles of any sequence of batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        async (sizes) => {
          let edge = EMPTY;
          const tiles: string[] = [];
          for (const count of sizes.slice(0, 4)) {
            const from = edge.frontier.size;
            const grown = extendEdge(crypto, edge, leaves.slice(from, from + count));
            edge = grown.edge;
            const size = from + count;
            expect(hex(grown.root)).to.equal(hex(rootOfLeaves(crypto, leaves.slice(0, size))));
            for (const index of new Set([from, from + Math.floor(count / 2), size - 1])) {
              const proof = grown.prove(index).map(hex);
              expect(proof, `${index} of ${size}`).to.deep.equal((await provenFromAll(index, size)).map(hex));
            }
            for (const tile of grown.fullTiles) {
              tiles.push(`${tile.level}/${tile.index}`);
              const start = tile.index * 256 ** (tile.level + 1);
              const under = leaves.slice(start, start + 256 ** (tile.level + 1));
              expect(hex(tile.root)).to.equal(hex(rootOfLeaves(crypto, under)));
              expect(tile.hashes).to.have.length(8192);
            }
          }
          const full = tilesOf(edge.frontier.size).filter(({ width }) => width === 256);
          expect(tiles.sort()).to.deep.equal(full.map(({ level, index }) => `${level}/${index}`).sort());
        },
      ),
      { numRuns: 25 },
    );
  });

  it('proves every leaf of a batch that starts and ends anywhere', async () => {
    for (const [from, count] of [
      [0, 1],
      [1, 1],
      [7, 9],
      [255, 2],
      [256, 1],
      [511, 130],
    ] as const) {
      const before = from === 0 ? EMPTY : extendEdge(crypto, EMPTY, leaves.slice(0, from)).edge;
      const grown = extendEdge(crypto, before, leaves.slice(from, from + count));
      for (let index = from; index < from + count; index++) {
        const expected = (await provenFromAll(index, from + count)).map(hex);
        expect(grown.prove(index).map(hex), `${index} of ${from + count}`).to.deep.equal(expected);
      }
    }
  });

  it('makes tiles of tiles: 65,536 leaves fill the first tile of level 1', () => {
    const many = Array.from({ length: 65_536 + 300 }, (_, i) => leaves[i % leaves.length]!);
    const { fullTiles, edge } = extendEdge(crypto, EMPTY, many);
    expect(fullTiles.filter(({ level }) => level === 0)).to.have.length(257);
    expect(fullTiles.filter(({ level }) => level === 1).map(({ index }) => index)).to.deep.equal([0]);
    expect(edge.tiles.map((tile) => tile.length)).to.deep.equal([44, 1, 1]);
    expect(partialWidths(65_836)).to.deep.equal([44, 1, 1]);
  });

  it('is the same again when it is read from its partial tiles', () => {
    for (const size of [1, 2, 255, 256, 257, 700, 1024]) {
      const { edge } = extendEdge(crypto, EMPTY, leaves.slice(0, size));
      const widths = partialWidths(size);
      const again = edgeOf(
        crypto,
        size,
        widths.map((_, level) => edge.tiles[level] ?? []),
      );
      expect(again.frontier.hashes.map(hex)).to.deep.equal(edge.frontier.hashes.map(hex));
      expect(again.tiles.map((tile) => tile.length)).to.deep.equal(widths);
    }
  });
});
