import { expect } from 'chai';
import fc from 'fast-check';
import { base64, utf8 } from '../../../core/bytes.ts';
import { buildInclusionProof } from '../../../core/merkle/inclusion.ts';
import { createEd25519Signer, signNote } from '../../../core/note/sign.ts';
import { formatCheckpoint } from '../../../core/tlog/checkpoint.ts';
import type { Policy } from '../../../core/tlog/policy.ts';
import {
  formatTlogProof,
  MAX_PROOF_HASHES,
  parseTlogProof,
  type TlogProof,
  verifyTlogProof,
} from '../../../core/tlog/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { c, countingTree } from '../merkle/reference.ts';

const SIZE = 21;
const tree = countingTree(SIZE);
const log = createEd25519Signer(c, 'example.com/log', new Uint8Array(32).fill(1));
const policy: Policy = { logs: [{ key: log.key }], witnesses: [], groups: [], quorum: 'none' };
const malformed = (why: string) => `FORMAT: the proof of logging is malformed: ${why}`;
const said = (text: string) => refusal(() => parseTlogProof(text));

describe('core/tlog: proofs of logging', () => {
  let checkpoint: string;
  const proofOf = async (index: number): Promise<TlogProof> => ({
    index,
    hashes: await buildInclusionProof(c, index, SIZE, tree.read),
    checkpoint,
  });

  before(async () => {
    const root = tree.root(0, SIZE);
    checkpoint = await signNote(
      formatCheckpoint({ origin: 'example.com/log', size: SIZE, root, extensions: [] }),
      log,
    );
  });

  it('has the form of the specification', async () => {
    const proof = await proofOf(20);
    const lines = formatTlogProof(proof).split('\n');
    expect(lines.slice(0, 2)).to.deep.equal(['c2sp.org/tlog-proof@v1', 'index 20']);
    expect(lines[2]).to.equal(base64(proof.hashes[0]!));
    expect(formatTlogProof(proof).endsWith(`\n\n${checkpoint}`)).to.equal(true);
    const extra = formatTlogProof({ ...proof, extra: utf8('extra information') });
    expect(extra.split('\n').slice(0, 3)).to.deep.equal([
      'c2sp.org/tlog-proof@v1',
      'extra ZXh0cmEgaW5mb3JtYXRpb24=',
      'index 20',
    ]);
  });

  it('reads back what it wrote and verifies it, for every leaf', async () => {
    for (let index = 0; index < SIZE; index++) {
      const proof = await proofOf(index);
      const read = parseTlogProof(formatTlogProof(proof));
      expect(read).to.deep.equal(proof);
      const result = await verifyTlogProof(c, read, tree.leaves[index]!, policy);
      expect([result.included, result.policy.accepted, result.accepted]).to.deep.equal([true, true, true]);
      const other = await verifyTlogProof(c, read, tree.leaves[(index + 1) % SIZE]!, policy);
      expect([other.included, other.policy.accepted, other.accepted]).to.deep.equal([false, true, false]);
    }
  });

  it('needs no hash for the only leaf', async () => {
    const root = tree.leaves[0]!;
    const one = await signNote(
      formatCheckpoint({ origin: 'example.com/log', size: 1, root, extensions: [] }),
      log,
    );
    const text = `c2sp.org/tlog-proof@v1\nindex 0\n\n${one}`;
    expect(formatTlogProof({ index: 0, hashes: [], checkpoint: one })).to.equal(text);
    expect((await verifyTlogProof(c, parseTlogProof(text), root, policy)).accepted).to.equal(true);
  });

  it('accepts no proof whose checkpoint the policy does not', async () => {
    const proof = await proofOf(3);
    const result = await verifyTlogProof(c, proof, tree.leaves[3]!, { ...policy, logs: [] });
    expect([result.included, result.accepted]).to.deep.equal([true, false]);
  });

  it('takes one spelling of the index', async () => {
    const good = formatTlogProof(await proofOf(0));
    for (const index of ['00', '+0', '-0', ' 0', '0 ', '0x0', '']) {
      expect(said(good.replace('index 0', `index ${index}`)), index).to.equal(
        'FORMAT: the index of the proof is not a decimal number without leading zeros',
      );
    }
    expect(said(good.replace('index 0', 'index 9007199254740992'))).to.match(
      /^RANGE: the index of the proof/,
    );
    expect(said(good.replace('index 0', 'index\t0'))).to.equal(malformed('no index line'));
    expect(said(good.replace('index 0', 'Index 0'))).to.equal(malformed('no index line'));
  });

  it('refuses other headers, lines and bytes', async () => {
    const good = formatTlogProof(await proofOf(5));
    const hash = good.split('\n')[2]!;
    expect(said(good)).to.equal('nothing');
    expect(said(good.replace('@v1', '@v2'))).to.equal(
      malformed('its first line is not "c2sp.org/tlog-proof@v1"'),
    );
    expect(said(good.replace('@v1\n', '@v1\r\n'))).to.equal(
      malformed('its first line is not "c2sp.org/tlog-proof@v1"'),
    );
    expect(said(`\n${good}`)).to.equal(malformed('its first line is not "c2sp.org/tlog-proof@v1"'));
    expect(said(good.replace('index 5\n', ''))).to.equal(malformed('no index line'));
    expect(said(good.replace('index 5\n', 'index 5\nindex 5\n'))).to.match(
      /^ENCODING: a hash of the inclusion proof/,
    );
    expect(said(good.replace(hash, `${hash}\r`))).to.match(/^ENCODING: a hash of the inclusion proof/);
    expect(said(good.replace(hash, hash.slice(0, -1)))).to.match(/^ENCODING: a hash of the inclusion proof/);
    expect(said(good.replace(hash, base64(new Uint8Array(33))))).to.equal(
      malformed('a hash has not 32 bytes'),
    );
    expect(said('c2sp.org/tlog-proof@v1\nindex 0\n')).to.equal(
      malformed('no empty line before the checkpoint'),
    );
    expect(said('c2sp.org/tlog-proof@v1\n\nindex 0\n')).to.match(/^FORMAT/);
  });

  it('takes an extra line before the index only, once, with data', async () => {
    const good = formatTlogProof({ ...(await proofOf(5)), extra: Uint8Array.of(1) });
    expect(said(good)).to.equal('nothing');
    expect(said(good.replace('extra AQ==', 'extra AR=='))).to.match(/^ENCODING: the extra data of the proof/);
    expect(said(good.replace('extra AQ==', 'extra '))).to.equal(malformed('an extra line without data'));
    expect(said(good.replace('extra AQ==', 'extra AQ==\nextra AQ=='))).to.equal(malformed('no index line'));
    expect(said(good.replace('extra AQ==\nindex 5', 'index 5\nextra AQ=='))).to.match(/^ENCODING/);
  });

  it('wants a signed checkpoint at its end, and no more than 63 hashes', async () => {
    const proof = await proofOf(5);
    const with_ = (n: number) => ({ ...proof, hashes: Array.from({ length: n }, () => tree.leaves[0]!) });
    expect(refusal(() => formatTlogProof(with_(MAX_PROOF_HASHES)))).to.equal('nothing');
    expect(refusal(() => formatTlogProof(with_(MAX_PROOF_HASHES + 1)))).to.equal(
      malformed('more than 63 hashes'),
    );
    expect(refusal(() => formatTlogProof({ ...proof, checkpoint: 'test checkpoint\n' }))).to.match(
      /^FORMAT: the signed note is malformed/,
    );
    expect(refusal(() => formatTlogProof({ ...proof, checkpoint: `\n${checkpoint}` }))).to.match(/^FORMAT/);
    expect(refusal(() => formatTlogProof({ ...proof, index: -1 }))).to.match(
      /^RANGE: the index of the proof/,
    );
  });

  it('is not accepted after a change of any one character', async () => {
    const good = formatTlogProof(await proofOf(5));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 0x0a, max: 0x7e }), async (at, code) => {
        const changed = good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1);
        if (changed === good) return;
        if (refusal(() => parseTlogProof(changed)) !== 'nothing') return;
        const result = await verifyTlogProof(c, parseTlogProof(changed), tree.leaves[5]!, policy);
        expect(result.accepted, changed).to.equal(false);
      }),
      { numRuns: 300 },
    );
  });
});
