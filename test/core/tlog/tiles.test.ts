import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex } from '../../../core/bytes.ts';
import { buildConsistencyProof, verifyConsistency } from '../../../core/merkle/consistency.ts';
import { buildInclusionProof, verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { type NodeId, readRoot } from '../../../core/merkle/node.ts';
import { nodeHash, rootOfLeaves } from '../../../core/merkle/tree.ts';
import {
  decodeEntryBundle,
  encodeEntryBundle,
  entriesPath,
  MAX_ENTRY_SIZE,
  parseTilePath,
  type TileId,
  type TileReader,
  tileNodeReader,
  tilePath,
  tilesBetween,
  tilesOf,
  tileWidth,
} from '../../../core/tlog/tiles.ts';
import { refusal, refusalOf } from '../../support/refusal.ts';
import { c } from '../merkle/reference.ts';

const said = (path: string) => refusal(() => parseTilePath(path));

describe('core/tlog: tile paths', () => {
  it('encodes indices as the specification does, both ways', () => {
    for (const [path, level, index, width] of [
      ['tile/0/x001/x234/067', 0, 1_234_067, 256],
      ['tile/0/000', 0, 0, 256],
      ['tile/1/000.p/1', 1, 0, 1],
      ['tile/0/273.p/112', 0, 273, 112],
      ['tile/63/999.p/255', 63, 999, 255],
      ['tile/2/x001/000', 2, 1000, 256],
      ['tile/0/x009/x007/x199/x254/x740/991', 0, Number.MAX_SAFE_INTEGER, 256],
    ] as const) {
      expect(tilePath(level, index, width)).to.equal(path);
      expect(parseTilePath(path)).to.deep.equal({ level, index, width });
    }
    expect(entriesPath(1_234_067, 3)).to.equal('tile/entries/x001/x234/067.p/3');
    expect(parseTilePath('tile/entries/x001/x234/067.p/3')).to.deep.equal({
      level: 'entries',
      index: 1_234_067,
      width: 3,
    });
    expect(entriesPath(0)).to.equal('tile/entries/000');
  });

  it('accepts one path for each tile', () => {
    for (const path of [
      '',
      '/tile/0/000',
      'tile/0/0',
      'tile/0/00',
      'tile/0/0000',
      'tile/00/000',
      'tile/+1/000',
      'tile/100/000',
      'tile/data/000',
      'tile/0/001/000',
      'tile/0/x001/x000',
      'tile/0/x01/000',
      'tile/0/000/',
      'tile/0/000.p',
      'tile/0/000.p/',
      'tile/0/000.p/01',
      'tile/0/000.p/0',
      'tile/0/000.p/1000',
      'tile/0/000?x',
      'tile/0/../000',
      'tile/0/\u0660\u0660\u0660',
      'tile/0/000\n',
    ]) {
      expect(said(path), path).to.equal('FORMAT: the path of a tile is malformed');
    }
    expect(said('tile/64/000')).to.equal('FORMAT: the level of a tile is at most 63');
    expect(said('tile/0/000.p/256')).to.equal('FORMAT: a partial tile is narrower than 256');
    expect(said('tile/0/x000/001')).to.equal('FORMAT: the path of a tile has a needless element');
    expect(said('tile/0/x009/x007/x199/x254/x740/992')).to.match(/^RANGE: tile index/);
  });

  it('makes no path for what is no tile', () => {
    expect(refusal(() => tilePath(64, 0))).to.equal('RANGE: the level of a tile is 0 to 63, not 64');
    expect(refusal(() => tilePath(-1, 0))).to.match(/^RANGE/);
    expect(refusal(() => tilePath(0, -1))).to.match(/^RANGE: tile index/);
    expect(refusal(() => tilePath(0, 2 ** 53))).to.match(/^RANGE: tile index/);
    for (const width of [0, 257, 1.5, -1]) {
      expect(refusal(() => entriesPath(0, width))).to.equal(
        `RANGE: the width of a tile is 1 to 256, not ${width}`,
      );
    }
  });

  it('lists the tiles of a tree of 70,000 leaves as the specification does', () => {
    const tiles = tilesOf(70_000);
    const of = (level: number) => tiles.filter((tile) => tile.level === level);
    expect(of(0).filter(({ width }) => width === 256)).to.have.length(273);
    expect(of(0).at(-1)).to.deep.equal({ level: 0, index: 273, width: 112 });
    expect(of(1)).to.deep.equal([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
    ]);
    expect(of(2)).to.deep.equal([{ level: 2, index: 0, width: 1 }]);
    expect(tiles).to.have.length(277);
    expect(tilesOf(256)).to.deep.equal([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(tilesOf(0)).to.deep.equal([]);
  });

  it('lists the tiles that growth adds or widens', () => {
    expect(tilesBetween(255, 257)).to.deep.equal([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 1 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(tilesBetween(256, 257)).to.deep.equal([{ level: 0, index: 1, width: 1 }]);
    expect(tilesBetween(7, 7)).to.deep.equal([]);
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(2000), (size, added) => {
        const before = new Set(tilesOf(size).map((tile) => JSON.stringify(tile)));
        const fresh = tilesOf(size + added).filter((tile) => !before.has(JSON.stringify(tile)));
        expect(tilesBetween(size, size + added)).to.deep.equal(fresh);
        for (const { level, index, width } of fresh)
          expect(tileWidth(level, index, size + added)).to.equal(width);
      }),
      { numRuns: 30 },
    );
  });

  it('knows how wide a tile is', () => {
    expect([tileWidth(0, 273, 70_000), tileWidth(0, 274, 70_000), tileWidth(1, 1, 70_000)]).to.deep.equal([
      112, 0, 17,
    ]);
    expect(tileWidth(6, 0, Number.MAX_SAFE_INTEGER)).to.equal(31);
    expect(tileWidth(7, 0, Number.MAX_SAFE_INTEGER)).to.equal(0);
  });
});

describe('core/tlog: entry bundles', () => {
  it('puts two bytes of length in front of each entry, both ways', () => {
    const entries = [
      new Uint8Array(0),
      Uint8Array.of(7),
      new Uint8Array(300).fill(1),
      new Uint8Array(MAX_ENTRY_SIZE),
    ];
    const bundle = encodeEntryBundle(entries);
    expect(hex(bundle.slice(0, 7))).to.equal('0000000107012c');
    expect(decodeEntryBundle(bundle)).to.deep.equal(entries);
    expect(decodeEntryBundle(bundle, 4)).to.deep.equal(entries);
  });

  it('holds 1 to 256 entries of at most 65,535 bytes', () => {
    const many = (n: number) => Array.from({ length: n }, () => Uint8Array.of(1));
    expect(decodeEntryBundle(encodeEntryBundle(many(256)), 256)).to.have.length(256);
    expect(refusal(() => encodeEntryBundle(many(257)))).to.match(/^RANGE: the width of a tile/);
    expect(refusal(() => encodeEntryBundle([]))).to.match(/^RANGE: the width of a tile/);
    expect(refusal(() => encodeEntryBundle([new Uint8Array(MAX_ENTRY_SIZE + 1)]))).to.equal(
      'RANGE: an entry has at most 65535 bytes, not 65536',
    );
    const tooMany = concat(encodeEntryBundle(many(256)), encodeEntryBundle(many(1)));
    expect(refusal(() => decodeEntryBundle(tooMany))).to.equal(
      'FORMAT: the entry bundle has more than 256 entries',
    );
  });

  it('refuses a bundle cut anywhere but between entries, and another number of entries', () => {
    const bundle = encodeEntryBundle([Uint8Array.of(1, 2, 3), new Uint8Array(256), Uint8Array.of(4)]);
    const whole = new Set([5, 263, 266]);
    for (let length = 1; length <= bundle.length; length++) {
      const cut = refusal(() => decodeEntryBundle(bundle.slice(0, length)));
      expect(cut, String(length)).to.equal(
        whole.has(length) ? 'nothing' : 'FORMAT: the entry bundle is truncated',
      );
    }
    expect(refusal(() => decodeEntryBundle(bundle, 2))).to.equal(
      'FORMAT: the entry bundle has 3 entries instead of 2',
    );
    expect(refusal(() => decodeEntryBundle(bundle, 4))).to.equal(
      'FORMAT: the entry bundle has 3 entries instead of 4',
    );
    expect(refusal(() => decodeEntryBundle(new Uint8Array(0)))).to.equal(
      'FORMAT: the entry bundle has 0 entries instead of at least one',
    );
  });
});

describe('core/tlog: nodes out of tiles', () => {
  /** Over 65,536 leaves, so that there are three levels of tiles. Leaves repeat to keep the tree cheap. */
  const SIZE = 66_000;
  const rows: Uint8Array[][] = [];
  const asked: TileId[] = [];
  const readTile: TileReader = async (tile) => {
    asked.push(tile);
    return concat(...rows[8 * tile.level]!.slice(256 * tile.index, 256 * tile.index + tile.width));
  };

  before(() => {
    rows.push(Array.from({ length: SIZE }, (_, i) => c.sha256(Uint8Array.of(i >> 8, i & 255))));
    for (let row = rows[0]!; row.length > 1; ) {
      row = Array.from({ length: Math.floor(row.length / 2) }, (_, i) =>
        nodeHash(c, row[2 * i]!, row[2 * i + 1]!),
      );
      rows.push(row);
    }
  });

  beforeEach(() => {
    asked.length = 0;
  });

  it('finds every node inside a tile, at every height', async () => {
    const read = tileNodeReader(c, SIZE, readTile);
    const nodes: NodeId[] = rows.flatMap((row, level) => [
      { level, index: 0 },
      { level, index: row.length - 1 },
      { level, index: Math.floor(row.length / 3) },
    ]);
    const hashes = await read(nodes);
    nodes.forEach(({ level, index }, i) => {
      expect(hex(hashes[i]!), `${level}/${index}`).to.equal(hex(rows[level]![index]!));
    });
  });

  it('builds proofs that verify, at sizes with partial tiles of every level', async () => {
    const sizes = [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_793, SIZE];
    for (const size of sizes) {
      const read = tileNodeReader(c, size, readTile);
      const root = rootOfLeaves(c, rows[0]!.slice(0, size));
      expect(hex(await readRoot(c, size, read))).to.equal(hex(root));
      for (const index of new Set([0, size >> 1, size - 1])) {
        const proof = await buildInclusionProof(c, index, size, read);
        expect(verifyInclusion(c, { leafHash: rows[0]![index]!, index, size, proof, root })).to.equal(true);
      }
      const oldSize = Math.ceil(size / 3);
      const proof = await buildConsistencyProof(c, oldSize, size, read);
      const oldRoot = rootOfLeaves(c, rows[0]!.slice(0, oldSize));
      expect(verifyConsistency(c, { oldSize, newSize: size, oldRoot, newRoot: root, proof })).to.equal(true);
    }
  });

  it('asks for each tile once, with its width at the size of the tree', async () => {
    await buildInclusionProof(c, 300, SIZE, tileNodeReader(c, SIZE, readTile));
    const seen = asked.map(({ level, index }) => `${level}/${index}`);
    expect(new Set(seen).size).to.equal(seen.length);
    for (const { level, index, width } of asked) expect(width).to.equal(tileWidth(level, index, SIZE));
    const known = new Set(tilesOf(SIZE).map((tile) => JSON.stringify(tile)));
    expect(asked.every((tile) => known.has(JSON.stringify(tile)))).to.equal(true);
  });

  it('takes a fuller tile for a partial one, and no shorter one', async () => {
    const full: TileReader = ({ level, index }) => readTile({ level, index, width: 256 });
    const node = [{ level: 0, index: 4 }];
    expect(await tileNodeReader(c, 10, full)(node)).to.deep.equal([rows[0]![4]]);
    const short: TileReader = async (tile) => (await readTile(tile)).slice(32);
    expect(await refusalOf(tileNodeReader(c, 10, short)(node))).to.equal(
      'FORMAT: a tile of width 10 has 320 bytes',
    );
    const ragged: TileReader = async (tile) => concat(await readTile(tile), Uint8Array.of(1));
    expect(await refusalOf(tileNodeReader(c, 10, ragged)(node))).to.equal(
      'FORMAT: a tile of width 10 has 320 bytes',
    );
  });

  it('refuses nodes that are not complete in the tree, and passes on what the reader throws', async () => {
    const read = tileNodeReader(c, 10, readTile);
    expect(await refusalOf(read([{ level: 2, index: 2 }]))).to.equal(
      'RANGE: a tree of 10 leaves has no complete node 2 at level 2',
    );
    expect(await refusalOf(read([{ level: 0, index: 10 }]))).to.match(/^RANGE/);
    expect(await refusalOf(read([{ level: 60, index: 0 }]))).to.match(/^RANGE/);
    const failing = tileNodeReader(c, 10, () => Promise.reject(new Error('disk')));
    const failure = await failing([{ level: 0, index: 0 }]).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).with.property('message', 'disk');
  });
});
