import { expect } from 'chai';
import { type Hex, hexToBytes, toRlp } from 'viem';
import { concat } from '../../../core/bytes.ts';
import { blockMoment, readHeader, readReceipt, readTransaction } from '../../../core/chain/block.ts';
import { type BlockProof, readBlockProof } from '../../../core/chain/block-proof.ts';
import { fromHex, toHex } from '../../../core/chain/hex.ts';
import { encodeRlpUint } from '../../../core/chain/rlp.ts';
import { provenValue } from '../../../core/chain/trie.ts';
import { blockProofOf } from '../../../core/package/chain-block.ts';
import {
  headerBytes,
  type Raw,
  receiptBytes,
  transactionBytes,
} from '../../../server/adapters/chain-viem/block-bytes.ts';
import { type BlockOptions, makeBlock, trieOf } from '../../support/chain-block.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { readVectors } from '../../support/vectors.ts';

interface Published {
  readonly block: Raw & { readonly transactions?: readonly Raw[] };
  readonly receipts?: readonly Raw[];
}

const published = readVectors<Record<'prague' | 'frontier' | 'qbft', Published>>('chain/blocks.json');
const headerOf = ({ block }: Published) => readHeader(hexToBytes(headerBytes(block)!));

describe('blocks of public and consortium chains', () => {
  it('reads the header of an Ethereum mainnet block under the rules of Prague', () => {
    const header = headerOf(published.prague);
    expect(header.hash).to.equal(published.prague.block.hash);
    expect(header.number).to.equal(24_630_100n);
    expect(blockMoment(header.timestamp)).to.equal('2026-03-10T22:38:35.000Z');
    expect(toHex(header.receiptsRoot)).to.equal(published.prague.block.receiptsRoot);
  });

  it('reads the first transaction of Ethereum mainnet in its block', async () => {
    const { block } = published.frontier;
    const [sent] = block.transactions!;
    const header = headerOf(published.frontier);
    const bytes = transactionBytes(sent!);
    expect(header.hash).to.equal(block.hash);
    expect(readTransaction(hexToBytes(bytes))).to.deep.equal({ hash: sent!.hash, chainId: undefined });
    const { root, proof } = await trieOf([bytes], 0);
    expect(toHex(root)).to.equal(block.transactionsRoot);
    expect(toHex(provenValue(header.transactionsRoot, encodeRlpUint(0), proof)!)).to.equal(bytes);
  });

  it('reads the receipts of a QBFT block, whose hash leaves the seals of the validators out', async () => {
    const { block, receipts } = published.qbft;
    const header = headerOf(published.qbft);
    expect(header.hash).to.equal(block.hash);
    const told = receipts!.map(receiptBytes);
    for (const [place, bytes] of told.entries()) {
      const { root, proof } = await trieOf(told, place);
      expect(toHex(root)).to.equal(block.receiptsRoot);
      expect(toHex(provenValue(header.receiptsRoot, encodeRlpUint(place), proof)!)).to.equal(bytes);
      const { succeeded, logs } = readReceipt(hexToBytes(bytes));
      expect(succeeded).to.equal(true);
      expect(logs.map(({ address }) => address.toLowerCase())).to.deep.equal(
        (receipts![place]!.logs as readonly Raw[]).map(({ address }) => address),
      );
    }
  });

  it('has no header for a block whose hash is over something else', () => {
    for (const { block } of Object.values(published)) {
      expect(headerBytes({ ...block, hash: `0x${'00'.repeat(32)}` })).to.equal(undefined);
      expect(headerBytes({ ...block, gasUsed: '0x1' })).to.equal(undefined);
    }
    expect(headerBytes({ ...published.prague.block, requestsHash: null })).to.equal(undefined);
  });
});

const OPTIONS: BlockOptions = {
  chain: { chainId: 1337, contract: `0x${'11'.repeat(20)}`, log: `0x${'ab'.repeat(32)}` },
  size: 11,
  root: `0x${'cd'.repeat(32)}`,
  time: 1_790_000_000,
};

const proofOf = async (options: Partial<BlockOptions> = {}): Promise<BlockProof> =>
  blockProofOf((await makeBlock({ ...OPTIONS, ...options })).file);

describe('a seal in its block', () => {
  const seal = {
    contract: OPTIONS.chain.contract,
    log: OPTIONS.chain.log,
    size: 11n,
    root: OPTIONS.root,
  };

  for (const others of [
    [0, 0],
    [1, 1],
    [0, 20],
    [129, 1],
  ] as const) {
    it(`is shown after ${others[0]} and before ${others[1]} other transactions`, async () => {
      const shown = readBlockProof(await proofOf({ others }));
      expect(shown).to.deep.include({ transactionIncluded: true, receiptIncluded: true, seals: [seal] });
      expect(shown.transaction.chainId).to.equal(1337n);
      expect(shown.header.number).to.equal(7n);
    });
  }

  it('is none where the transaction was undone, whatever its receipt says', async () => {
    expect(readBlockProof(await proofOf({ status: 0 }))).to.deep.include({
      receiptIncluded: true,
      seals: [],
    });
  });

  it('has the transaction and receipt of one place only', async () => {
    const proof = await proofOf();
    const moved = readBlockProof({ ...proof, index: 0 });
    expect([moved.transactionIncluded, moved.receiptIncluded]).to.deep.equal([false, false]);
  });

  it('does not hold with the receipt or the transaction of another block', async () => {
    const [proof, other] = [await proofOf(), await proofOf({ size: 12 })];
    const { receipt, receiptProof } = other;
    expect(readBlockProof({ ...proof, receipt }).receiptIncluded).to.equal(false);
    expect(readBlockProof({ ...proof, receipt, receiptProof }).receiptIncluded).to.equal(false);
    const elsewhere = await proofOf({ chainId: 1 });
    const { transaction, transactionProof } = elsewhere;
    expect(readBlockProof({ ...proof, transaction, transactionProof }).transactionIncluded).to.equal(false);
  });

  it('takes no event of another name, of other indexing or with data cut off', async () => {
    const proof = await proofOf({ others: [0, 0] });
    const receiptWith = (topics: readonly Hex[], data: Hex) =>
      hexToBytes(
        toRlp(['0x01', '0x01', `0x${'00'.repeat(256)}`, [[seal.contract as Hex, topics as Hex[], data]]]),
      );
    const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
    const [log] = readReceipt(proof.receipt).logs;
    const sealed = toHex(log!.topics[0]!);
    const data = toHex(log!.data);
    const sealsOf = (receipt: Uint8Array) => readBlockProof({ ...proof, receipt }).seals;
    expect(sealsOf(receiptWith([sealed, word('ab'), word('00')], data))).to.have.length(1);
    expect(sealsOf(receiptWith([word('01'), word('ab'), word('00')], data))).to.deep.equal([]);
    expect(sealsOf(receiptWith([sealed, word('ab')], data))).to.deep.equal([]);
    expect(sealsOf(receiptWith([sealed, word('ab'), word('00')], data.slice(0, -2) as Hex))).to.deep.equal(
      [],
    );
    expect(sealsOf(receiptWith([], data))).to.deep.equal([]);
  });

  const refused: readonly (readonly [
    what: string,
    edit: (proof: BlockProof) => Partial<BlockProof>,
    rule: RegExp,
  ])[] = [
    ['a header that is cut off', ({ header }) => ({ header: header.subarray(0, -1) }), /cut off/],
    [
      'a header with a byte behind it',
      ({ header }) => ({ header: concat(header, Uint8Array.of(0)) }),
      /behind its end/,
    ],
    [
      'a header of fourteen fields',
      () => ({ header: hexToBytes(toRlp(new Array(14).fill('0x01'))) }),
      /15 fields/,
    ],
    [
      'a header of thousands',
      () => ({ header: hexToBytes(toRlp(new Array(5_000).fill('0x01'))) }),
      /15 fields/,
    ],
    [
      'a header whose root is no hash',
      () => ({ header: hexToBytes(toRlp(new Array(20).fill('0x01'))) }),
      /32 bytes/,
    ],
    ['a header that is a string', () => ({ header: fromHex('0x83646f67') }), /list as header/],
    [
      'a receipt of before Byzantium',
      () => ({ receipt: receiptOf(`0x${'ab'.repeat(32)}`) }),
      /64 bits as status/,
    ],
    ['a receipt with a status that is none', () => ({ receipt: receiptOf('0x02') }), /status 0 or 1/],
    ['a receipt of five fields', () => ({ receipt: hexToBytes(toRlp(new Array(5).fill('0x'))) }), /4 fields/],
    ['an empty receipt', () => ({ receipt: new Uint8Array() }), /cut off/],
    ['a log of four fields', () => ({ receipt: receiptOf('0x01', [['0x', [], '0x', '0x']]) }), /3 fields/],
    ['a log of nobody', () => ({ receipt: receiptOf('0x01', [['0x', [], '0x']]) }), /20 bytes/],
    [
      'a short topic',
      () => ({ receipt: receiptOf('0x01', [[`0x${'11'.repeat(20)}`, ['0x01'], '0x']]) }),
      /32 bytes/,
    ],
    [
      'a transaction that is cut off',
      ({ transaction }) => ({ transaction: transaction.subarray(0, 40) }),
      /cut off/,
    ],
    [
      'a transaction of eight fields',
      () => ({ transaction: hexToBytes(toRlp(new Array(8).fill('0x'))) }),
      /9 fields/,
    ],
    ['lists within lists', () => ({ receipt: fromHex(`0x${'c1'.repeat(40)}c0`) }), /cut off|deeper/],
  ];
  for (const [what, edit, rule] of refused) {
    it(`refuses ${what}`, async () => {
      const proof = await proofOf();
      expectCoreError(() => readBlockProof({ ...proof, ...edit(proof) }), 'FORMAT', rule);
    });
  }

  it('tells the time of a block in seconds or milliseconds, and no time beyond the calendar', () => {
    expect(blockMoment(0n)).to.equal('1970-01-01T00:00:00.000Z');
    expect(blockMoment(1_790_000_000n)).to.equal('2026-09-21T14:13:20.000Z');
    expect(blockMoment(1_790_000_000_123n)).to.equal('2026-09-21T14:13:20.123Z');
    expect(blockMoment(8_640_000_000_000_000n)).to.equal('+275760-09-13T00:00:00.000Z');
    expect(blockMoment(8_640_000_000_000_001n)).to.equal(undefined);
    expect(blockMoment(2n ** 64n - 1n)).to.equal(undefined);
  });
});

function receiptOf(status: Hex, logs: readonly unknown[] = []): Uint8Array {
  return hexToBytes(toRlp([status, '0x01', `0x${'00'.repeat(256)}`, logs] as Hex[]));
}
