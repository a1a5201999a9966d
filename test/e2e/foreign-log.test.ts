/**
 * Our log under programs that others wrote, and their log under ours: golang.org/x/mod/sumdb (notes, trees, tiles), transparency-dev/formats
 * (cosignatures, proofs of logging) and filippo.io/mldsa, in a small Go program under `test/engines/foreign-log/`. Where Go is missing, or its
 * modules cannot be had, each test says so by its own name.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { base64, base64Decode, concat, utf8 } from '../../core/bytes.ts';
import { buildConsistencyProof, verifyConsistency } from '../../core/merkle/consistency.ts';
import { appendLeaves, EMPTY_FRONTIER, frontierRoot } from '../../core/merkle/frontier.ts';
import { buildInclusionProof, verifyInclusion } from '../../core/merkle/inclusion.ts';
import { readRoot } from '../../core/merkle/node.ts';
import { leafHash } from '../../core/merkle/tree.ts';
import { addSignatures, parseNote } from '../../core/note/note.ts';
import {
  createEd25519Cosigner,
  createEd25519Signer,
  createMlDsa44Cosigner,
  signNote,
} from '../../core/note/sign.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { formatVkey, parseVkey } from '../../core/note/vkey.ts';
import { formatCheckpoint, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '../../core/tlog/proof.ts';
import { tileNodeReader, tilePath, tilesOf } from '../../core/tlog/tiles.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';

interface Inclusion {
  index: number;
  size: number;
  proof: string[] | null;
}

interface Prefix {
  oldSize: number;
  newSize: number;
  proof: string[] | null;
}

interface Answer {
  checks: Record<string, string>;
  foreign: {
    vkeys: string[];
    note: string;
    inclusion: Inclusion[];
    consistent: Prefix[];
    tlogProof: string;
    publicKey: string;
    signature: string;
  };
}

const PROGRAM = fileURLToPath(new URL('../engines/foreign-log', import.meta.url));
const ORIGIN = 'triseal.local/demo-bank';
const SIZE = 70_000;
const c = createNodeCrypto();
const seed = (n: number) => new Uint8Array(32).fill(n);
const log = createEd25519Signer(c, ORIGIN, seed(1));
const cosigners = [
  createEd25519Cosigner(c, 'bank/mirror', seed(2)),
  createMlDsa44Cosigner(c, 'bank/mirror', seed(3)),
  createEd25519Cosigner(c, '委员会/mirror', seed(4)),
  createMlDsa44Cosigner(c, '委员会/mirror', seed(5), (n) => new Uint8Array(n).fill(6)),
];
const foreignSeed = seed(7);
const foreignSigner = createMlDsa44Cosigner(c, 'foreign.example/w', foreignSeed);
const message = utf8('the same bytes for both');

const entries = Array.from({ length: SIZE }, (_, i) => utf8(`entry ${i % 1000}`));
const sizes = [1, 2, 3, 255, 256, 257, 65_536, 65_537, SIZE];

/** Hashes of complete subtrees at the levels of tiles, as a log stores them. */
function tileRows(): { rows: Uint8Array[][]; root: Uint8Array } {
  const rows: Uint8Array[][] = [[], [], []];
  let frontier = EMPTY_FRONTIER;
  for (let at = 0; at < SIZE; at += 1000) {
    const leaves = entries.slice(at, at + 1000).map((entry) => leafHash(c, entry));
    const done = appendLeaves(c, frontier, leaves);
    for (const { level, hash } of done.nodes) if (level % 8 === 0) rows[level / 8]!.push(hash);
    frontier = done.frontier;
  }
  return { rows, root: frontierRoot(c, frontier) };
}

const go = (args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync('go', args, {
    cwd: PROGRAM,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
  });

describe('our log and foreign programs (needs Go and three Go modules)', function () {
  this.timeout(240_000);
  const { rows, root } = tileRows();
  const readTile = async ({ level, index, width }: { level: number; index: number; width: number }) =>
    concat(...rows[level]!.slice(256 * index, 256 * index + width));
  const reader = (size: number) => tileNodeReader(c, size, readTile);
  const bytes = (list: string[] | null) => (list ?? []).map((item) => base64Decode(item));
  let dir: string | undefined;
  let note: string;
  let inclusion: Inclusion[];
  let consistent: Prefix[];
  let answer: Answer;

  async function ourLog(): Promise<void> {
    const text = formatCheckpoint({ origin: ORIGIN, size: SIZE, root, extensions: [] });
    const signatures = await Promise.all(
      cosigners.map((signer, i) => cosign(text, signer, 1_764_000_000 + i)),
    );
    note = addSignatures(await signNote(text, log), signatures);
    inclusion = [];
    consistent = [];
    for (const size of sizes) {
      for (const index of new Set([0, Math.floor(size / 3), size - 1])) {
        const proof = await buildInclusionProof(c, index, size, reader(size));
        inclusion.push({ index, size, proof: proof.map(base64) });
      }
      for (const oldSize of sizes.filter((old) => old <= size)) {
        const proof = await buildConsistencyProof(c, oldSize, size, reader(size));
        consistent.push({ oldSize, newSize: size, proof: proof.map(base64) });
      }
    }
  }

  async function ask(program: string): Promise<Answer> {
    const hashes = await buildInclusionProof(c, 12_345, SIZE, reader(SIZE));
    const tiles = await Promise.all(
      tilesOf(SIZE).map(async (tile) => [
        tilePath(tile.level, tile.index, tile.width),
        base64(await readTile(tile)),
      ]),
    );
    const input = JSON.stringify({
      origin: ORIGIN,
      logVkey: formatVkey(log.key),
      cosigners: cosigners.map(({ key }) => formatVkey(key)),
      note,
      leaves: entries.map(base64),
      inclusion,
      consistent,
      tlogProof: formatTlogProof({ index: 12_345, hashes, checkpoint: note }),
      tiles: Object.fromEntries(tiles),
      seed: base64(foreignSeed),
      message: base64(message),
    });
    const run = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    expect(run.status, run.stderr).to.equal(0);
    return JSON.parse(run.stdout) as Answer;
  }

  before(async function () {
    // Without Go, or with modules out of reach, there is nothing to compare with; a program that does not build is a failure.
    if (go(['version']).status !== 0 || go(['mod', 'download']).status !== 0) this.skip();
    dir = mkdtempSync(join(tmpdir(), 'triseal-foreign-'));
    const program = join(dir, 'foreign-log');
    const built = go(['build', '-trimpath', '-o', program, '.']);
    expect(built.status, built.stderr).to.equal(0);
    await ourLog();
    answer = await ask(program);
  });

  after(() => {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  });

  for (const [check, what] of [
    ['note', 'find our log signature and all our cosignatures valid, with the key ids of our keys'],
    ['checkpoint', 'read our checkpoint'],
    ['root', 'compute our root from the entries alone'],
    ['inclusion', 'accept our inclusion proofs'],
    ['consistency', 'accept our consistency proofs'],
    ['tlog-proof', 'accept our proof of logging and write it back byte for byte'],
    ['tiles', 'authenticate every leaf through our tiles, and miss none'],
  ] as const) {
    it(`they ${what}`, () => {
      expect(answer.checks[check]).to.equal('');
    });
  }

  it('they make the same inclusion and consistency proofs, hash for hash', () => {
    const known = (list: readonly { proof: string[] | null }[]) =>
      list.map((item) => ({ ...item, proof: item.proof ?? [] }));
    expect(known(answer.foreign.inclusion)).to.deep.equal(inclusion);
    expect(known(answer.foreign.consistent)).to.deep.equal(consistent);
  });

  it('we accept their note with its Ed25519 and ML-DSA-44 cosignatures', async () => {
    const keys = answer.foreign.vkeys.map(parseVkey);
    const result = await verifyNote(c, parseNote(answer.foreign.note), keys);
    expect(result).to.deep.include({ failed: [], unknown: 0, accepted: true });
    expect(result.verified.map(({ key }) => key.type)).to.deep.equal([1, 4, 6]);
    expect(result.verified.slice(1).every(({ timestamp }) => timestamp! > 1_700_000_000)).to.equal(true);
    expect(parseSignedCheckpoint(answer.foreign.note).checkpoint).to.deep.equal({
      origin: ORIGIN,
      size: SIZE,
      root,
      extensions: [],
    });
  });

  it('we accept their proofs, and their proof of logging under a policy of their keys', async () => {
    for (const { index, size, proof } of answer.foreign.inclusion) {
      const claim = { leafHash: leafHash(c, entries[index]!), index, size, proof: bytes(proof) };
      expect(verifyInclusion(c, { ...claim, root: await readRoot(c, size, reader(size)) })).to.equal(true);
    }
    for (const { oldSize, newSize, proof } of answer.foreign.consistent) {
      const roots = {
        oldRoot: await readRoot(c, oldSize, reader(oldSize)),
        newRoot: await readRoot(c, newSize, reader(newSize)),
      };
      expect(verifyConsistency(c, { oldSize, newSize, ...roots, proof: bytes(proof) })).to.equal(true);
    }
    const [logKey, ...witnesses] = answer.foreign.vkeys.map(parseVkey);
    const policy = {
      logs: [{ key: logKey! }],
      witnesses: witnesses.map((key) => ({ name: `w${key.type}`, key })),
      groups: [{ name: 'both', threshold: 2, members: ['w4', 'w6'] }],
      quorum: 'both',
    };
    const proof = parseTlogProof(answer.foreign.tlogProof);
    expect(proof.extra).to.deep.equal(utf8('extra'));
    const result = await verifyTlogProof(c, proof, leafHash(c, entries[SIZE - 1]!), policy);
    expect(result.accepted).to.equal(true);
  });

  it('both make one ML-DSA-44 key of a seed and one deterministic signature of a message', async () => {
    expect(answer.foreign.publicKey).to.equal(base64(foreignSigner.key.publicKey));
    expect(answer.foreign.signature).to.equal(base64(await foreignSigner.sign(message)));
  });
});
