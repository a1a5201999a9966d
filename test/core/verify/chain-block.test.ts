import { expect } from 'chai';
import { utf8, utf8Decode } from '../../../core/bytes.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { type BlockFile, encodeBlock, parseBlock } from '../../../core/package/chain-block.ts';
import { encodeSeal, parseSeal, type SealFile } from '../../../core/package/chain-seal.ts';
import { PATHS } from '../../../core/package/layout.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { type BlockOptions, type MadeBlock, makeBlock } from '../../support/chain-block.ts';
import { buildFixture, c, createWorld, type Fixture, rebag, TIMES } from '../../support/package-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

describe('core/verify block of the seal', () => {
  let fixture: Fixture;
  let file: BlockFile;
  let seal: SealFile;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    file = parseBlock(fixture.files.get(PATHS.block)!);
    seal = parseSeal(fixture.files.get(PATHS.seal)!);
  });

  const verify = (
    changes: Readonly<Record<string, Uint8Array | string | undefined>>,
    trust = fixture.world.trust,
  ) => {
    const files = new Map(fixture.files);
    for (const [path, content] of Object.entries(changes)) {
      if (content === undefined) files.delete(path);
      else files.set(path, typeof content === 'string' ? utf8(content) : content);
    }
    return verifyPackage(c, rebag(files), { trust, at: TIMES.produced });
  };
  const found = async (changes: Parameters<typeof verify>[0]) => failures(await verify(changes));
  const edited = (over: Partial<BlockFile>) => ({ [PATHS.block]: encodeBlock({ ...file, ...over }) });
  /** What a forger can do without any key: a whole other block, and a seal file that names it. */
  const forged = async (over: Partial<BlockOptions>): Promise<Record<string, Uint8Array>> => {
    const made: MadeBlock = await makeBlock({
      chain: fixture.world.trust.chain!,
      size: fixture.size,
      root: toHex(fixture.root),
      time: TIMES.stamped / 1000,
      ...over,
    });
    return {
      [PATHS.block]: encodeBlock(made.file),
      [PATHS.seal]: encodeSeal({ ...seal, transaction: made.transaction }),
    };
  };
  const BLOCK = `${PATHS.block}`;
  const other = { root: `0x${'77'.repeat(32)}` };

  it('shows transaction, receipt and event, and says what that leaves open', async () => {
    const check = checkOf(await verify({}), 'chain-block');
    expect(check).to.include({ outcome: 'passed', code: 'OK', weighs: false });
    const { hash, blockHash, blockTime } = seal.transaction!;
    expect(check.facts).to.deep.equal({ transaction: hash, blockNumber: '7', blockHash, blockTime });
    expect(check.sentence.en).to.contain('Whether the chain holds that block only the chain can tell');
    expect(check.sentence.zh).to.contain('链上是否存在该区块，须在链上查询');
    expect(checkOf(await verify({}), 'chain-seal')).to.include({
      outcome: 'not-checked',
      code: 'BLOCK_NOT_LOOKED_UP',
    });
  });

  it('is not checked in a package of before there were blocks, which still has its verdict of origin', async () => {
    const report = await verify({ [PATHS.block]: undefined });
    expect(checkOf(report, 'chain-block')).to.include({
      outcome: 'not-checked',
      code: 'NOT_IN_PACKAGE',
      subject: BLOCK,
    });
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report).origin).to.equal('passed');
  });

  it('is not checked against a seal that is not there, or trust data without a chain', async () => {
    const unsealed = await verify({ [PATHS.seal]: undefined });
    expect(checkOf(unsealed, 'chain-block')).to.include({
      outcome: 'not-checked',
      code: 'DEPENDS_ON',
      subject: PATHS.seal,
    });
    const chainless = await verify({}, { ...fixture.world.trust, chain: null });
    expect(checkOf(chainless, 'chain-block')).to.include({ outcome: 'not-checked', code: 'NOT_GIVEN' });
  });

  it('counts a block made whole by a forger as what it is: the event must be the trusted contract’s, about this checkpoint', async () => {
    for (const over of [
      other,
      { size: fixture.size + 1 },
      { contract: `0x${'12'.repeat(20)}` },
      { status: 0 },
    ] as const) {
      expect(await found(await forged(over))).to.deep.equal([`chain-block BLOCK_EVENT ${BLOCK}`]);
    }
    const log = { ...fixture.world.trust.chain!, log: `0x${'34'.repeat(32)}` };
    expect(await found(await forged({ chain: log }))).to.deep.equal([`chain-block BLOCK_EVENT ${BLOCK}`]);
  });

  it('names a transaction that was signed for another chain', async () => {
    const report = await verify(await forged({ chainId: 1 }));
    expect(failures(report)).to.deep.equal([`chain-block BLOCK_DIFFERS ${BLOCK}`]);
    const { sentence } = checkOf(report, 'chain-block');
    expect(sentence.en).to.contain('shows another chain id than the seal names: 1 instead of 20260315');
    expect(sentence.zh).to.contain('链标识');
  });

  it('names a block that is another than the one of the seal', async () => {
    const { [PATHS.block]: block } = await forged({ time: TIMES.stamped / 1000 + 1, others: [0, 0] });
    const { findings } = checkOf(await verify({ [PATHS.block]: block }), 'chain-block');
    expect(findings.map(({ code, facts }) => [code, facts.what])).to.deep.equal([
      ['BLOCK_DIFFERS', 'transaction'],
      ['BLOCK_DIFFERS', 'block hash'],
      ['BLOCK_DIFFERS', 'block time'],
    ]);
    const numbered = { ...seal, transaction: { ...seal.transaction!, blockNumber: 8 } };
    const report = await verify({ [PATHS.seal]: encodeSeal(numbered) });
    expect(checkOf(report, 'chain-block').facts).to.include({ blockNumber: '7' });
    expect(failures(report)).to.deep.equal([`chain-block BLOCK_DIFFERS ${BLOCK}`]);
  });

  it('takes a block time of the same moment in another spelling', async () => {
    const spelt = { ...seal.transaction!, blockTime: seal.transaction!.blockTime.replace('.000Z', 'Z') };
    expect(await found({ [PATHS.seal]: encodeSeal({ ...seal, transaction: spelt }) })).to.deep.equal([]);
  });

  it('names a block beside a seal that says it has none', async () => {
    const report = await verify({ [PATHS.seal]: encodeSeal({ ...seal, transaction: null }) });
    expect(failures(report)).to.deep.equal(new Array(4).fill(`chain-block BLOCK_DIFFERS ${BLOCK}`));
  });

  it('names one changed byte of the header by the hash, and of a root by the proof as well', async () => {
    const at = (offset: number) => {
      const digit = file.header[offset] === '0' ? '1' : '0';
      return edited({ header: `${file.header.slice(0, offset)}${digit}${file.header.slice(offset + 1)}` });
    };
    // The prefix of the list has three bytes; the first field after its own prefix is the parent's hash.
    expect(await found(at(2 + 2 * 10))).to.deep.equal([`chain-block BLOCK_DIFFERS ${BLOCK}`]);
    const receiptsRoot = file.header.indexOf(`94${'00'.repeat(20)}`) + 2 * (1 + 20 + 33 + 33 + 5);
    expect(await found(at(receiptsRoot))).to.deep.equal([
      `chain-block BLOCK_DIFFERS ${BLOCK}`,
      `chain-block BLOCK_PROOF ${BLOCK}`,
    ]);
  });

  it('names a foreign receipt, with its own proof or without', async () => {
    const { file: foreign } = await makeBlock({
      chain: fixture.world.trust.chain!,
      size: 999,
      root: other.root,
      time: TIMES.stamped / 1000,
    });
    const { receipt, receiptProof } = foreign;
    for (const over of [{ receipt }, { receipt, receiptProof }]) {
      expect(await found(edited(over))).to.deep.equal([
        `chain-block BLOCK_PROOF ${BLOCK}`,
        `chain-block BLOCK_EVENT ${BLOCK}`,
      ]);
    }
    expect(await found(edited({ receiptProof }))).to.deep.equal([`chain-block BLOCK_PROOF ${BLOCK}`]);
    expect(await found(edited({ index: 0 }))).to.deep.equal(
      new Array(2).fill(`chain-block BLOCK_PROOF ${BLOCK}`),
    );
  });

  const unreadable: readonly (readonly [what: string, over: () => Partial<BlockFile>, rule: string])[] = [
    ['a header that is cut off', () => ({ header: file.header.slice(0, -2) }), 'is cut off'],
    ['a receipt with bytes behind it', () => ({ receipt: `${file.receipt}00` }), 'has bytes behind its end'],
    ['lists within lists', () => ({ receipt: nested(40) }), 'deeper than 16'],
    ['a proof that is no RLP', () => ({ receiptProof: ['0x83'] }), ''],
  ];
  for (const [what, over, rule] of unreadable) {
    it(`names ${what}`, async () => {
      const report = await verify(edited(over()));
      if (rule === '') return expect(failures(report)).to.deep.equal([`chain-block BLOCK_PROOF ${BLOCK}`]);
      expect(failures(report)).to.deep.equal([`chain-block BLOCK_FORMAT ${BLOCK}`]);
      expect(checkOf(report, 'chain-block').facts.rule).to.contain(rule);
    });
  }

  describe('block.json', () => {
    it('has one spelling', async () => {
      const text = utf8Decode(fixture.files.get(PATHS.block)!);
      for (const spelt of [
        text.replace('{', '{ '),
        text.replace('"version":1', '"version":1,"work":"1"'),
        text.replace('"index":1', '"index":1.0'),
        text.replace('"index":1', '"index":1,"index":1'),
        text.replace('"header":"0x', '"header":"0X'),
      ]) {
        expect(spelt).not.to.equal(text);
        expect(await found({ [PATHS.block]: spelt })).to.deep.equal([`chain-block BLOCK_FORMAT ${BLOCK}`]);
      }
    });

    it('passes with no character changed', async () => {
      const bytes = fixture.files.get(PATHS.block)!;
      // A prime apart, so that every part of the file is met, at even and at odd digits.
      for (let at = 1; at < bytes.length; at += 61) {
        const changed = Uint8Array.from(bytes);
        changed[at] = changed[at] === 0x30 ? 0x31 : 0x30;
        const report = await verify({ [PATHS.block]: changed });
        expect(checkOf(report, 'chain-block').outcome, `at ${at}`).to.equal('failed');
      }
    });

    it('keeps its bounds', () => {
      const big = `0x${'00'.repeat(131_072)}`;
      const refused: readonly (readonly [over: object, rule: RegExp])[] = [
        [{ version: 2 }, /has version 1/],
        [{ index: -1 }, /place in the block/],
        [{ index: 2 ** 32 }, /place in the block/],
        [{ index: '1' }, /place in the block/],
        [{ header: '0x' }, /131072 bytes/],
        [{ header: '0xabc' }, /131072 bytes/],
        [{ header: '0xAB' }, /131072 bytes/],
        [{ header: 7 }, /131072 bytes/],
        [{ receipt: `${big}00` }, /131072 bytes/],
        [{ transactionProof: [] }, /1 to 16 nodes/],
        [{ receiptProof: new Array(17).fill('0x00') }, /1 to 16 nodes/],
        [{ receiptProof: [null] }, /131072 bytes/],
      ];
      for (const [over, rule] of refused) {
        expect(refusal(() => encodeBlock({ ...file, ...over } as BlockFile))).to.match(rule);
      }
      expect(parseBlock(encodeBlock({ ...file, receipt: big })).receipt).to.equal(big);
    });
  });
});

function nested(depth: number): string {
  let bytes = 'c0';
  for (let i = 1; i < depth; i++) bytes = (192 + bytes.length / 2).toString(16) + bytes;
  return `0x${bytes}`;
}
