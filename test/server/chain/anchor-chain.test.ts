import { expect } from 'chai';
import { createPublicClient, createTestClient, http } from 'viem';
import { addressOfPrivateKey } from '../../../core/chain/address.ts';
import { blockMoment } from '../../../core/chain/block.ts';
import { readBlockProof } from '../../../core/chain/block-proof.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { signDigest } from '../../../core/chain/signature.ts';
import { OBJECTION_REASONS, objectionDigest, rotationDigest } from '../../../core/chain/statements.ts';
import { type BlockFile, blockProofOf, encodeBlock, parseBlock } from '../../../core/package/chain-block.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import type { ChainConnection } from '../../../server/adapters/chain-viem/client.ts';
import type { AnchorChain, ChainAddress } from '../../../server/ports/chain.ts';
import {
  confirmations,
  startTestChain,
  type TestChain,
  testKey,
  testParties,
  testRoot,
} from '../../support/chain.ts';
import { eventually } from '../../support/eventually.ts';
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts';
import { serviceError } from '../../support/service-error.ts';

const keys = testParties(1);
const ORIGIN = 'triseal.local/chain-adapter';

describe('AnchorChain over JSON-RPC', () => {
  let test: TestChain;
  let address: ChainAddress;
  let chain: AnchorChain;
  let logs = 0;

  const on = (options: Partial<ChainConnection> = {}, at = address) =>
    createAnchorChain({ ...test.connection, ...options, address: at });
  const signed = (size: number, root: string, parties?: Parameters<typeof confirmations>[4]) =>
    confirmations(keys, address, size, root, parties);
  const transactionCount = () =>
    createPublicClient({ transport: http(test.url) }).getTransactionCount({
      address: addressOfPrivateKey(testKey(1_000_000)),
    });

  before(async () => {
    test = await startTestChain();
  });
  after(() => test.stop());
  beforeEach(async () => {
    address = await test.open(keys, `${ORIGIN}/${logs++}`);
    chain = on();
  });

  describe('anchor', () => {
    it('seals a size with three confirmations in one transaction', async () => {
      const root = testRoot(1);
      expect(await chain.state(7)).to.deep.equal({ root: undefined, confirmedBy: [], sealed: false });
      const before = await transactionCount();
      const receipt = await chain.anchor(7, root, signed(7, root));
      expect(await transactionCount()).to.equal(before + 1);
      expect(receipt).to.include({ sealed: true, contradicted: false });
      expect(Math.abs(Date.parse(receipt!.blockTime) - Date.now())).to.be.lessThan(60_000);
      expect(await chain.state(7)).to.deep.equal({
        root,
        confirmedBy: ['bank', 'user', 'commission'],
        sealed: true,
      });
      expect(await chain.sealedSize()).to.equal(7);
      expect(await chain.sealOf(7)).to.deep.equal(receipt);
    });

    it('adds confirmations up that come one by one', async () => {
      const root = testRoot(2);
      const first = await chain.anchor(3, root, signed(3, root, ['user']));
      expect(first?.sealed).to.equal(false);
      expect((await chain.state(3)).confirmedBy).to.deep.equal(['user']);
      expect(await chain.sealOf(3)).to.equal(undefined);
      await chain.anchor(3, root, signed(3, root, ['bank']));
      expect((await chain.state(3)).confirmedBy).to.deep.equal(['bank', 'user']);
      expect((await chain.anchor(3, root, signed(3, root, ['commission'])))?.sealed).to.equal(true);
    });

    it('recognises what is there already and sends nothing', async () => {
      const root = testRoot(3);
      await chain.anchor(5, root, signed(5, root, ['bank', 'user']));
      const before = await transactionCount();
      expect(await chain.anchor(5, root, signed(5, root, ['bank']))).to.equal(undefined);
      expect(await transactionCount()).to.equal(before);
      const seal = await chain.anchor(5, root, signed(5, root));
      const again = await on(test.sender(1)).anchor(5, root, signed(5, root, ['commission']));
      expect(again).to.deep.equal(seal);
    });

    it('takes two parties sending the same seal at once', async () => {
      const root = testRoot(4);
      const [a, b] = await Promise.all([
        on(test.sender(2)).anchor(9, root, signed(9, root)),
        on(test.sender(3)).anchor(9, root, signed(9, root)),
      ]);
      expect(a).to.deep.equal(b);
      expect(a?.sealed).to.equal(true);
    });

    it('queues calls of one sender: each has its transaction, none is lost', async () => {
      const sizes = [1, 2, 3, 4, 5, 6, 7, 8];
      const receipts = await Promise.all(
        sizes.map((size) => chain.anchor(size, testRoot(size), signed(size, testRoot(size)))),
      );
      expect(receipts.every((r) => r?.sealed)).to.equal(true);
      expect(new Set(receipts.map((r) => r?.transaction)).size).to.equal(sizes.length);
      expect(await chain.sealedSize()).to.equal(8);
    });

    it('reports a contradiction and leaves the standing root', async () => {
      await chain.anchor(6, testRoot('a'), signed(6, testRoot('a')));
      const receipt = await chain.anchor(6, testRoot('b'), signed(6, testRoot('b'), ['bank']));
      expect(receipt).to.include({ sealed: false, contradicted: true });
      expect((await chain.state(6)).root).to.equal(testRoot('a'));
      const repeated = await serviceError(chain.anchor(6, testRoot('b'), signed(6, testRoot('b'), ['bank'])));
      expect(repeated.code).to.equal('CHAIN_REJECTED');
      expect(repeated.facts.reason).to.equal('AlreadyContradicted');
    });

    it('refuses a size behind the last seal with the contract’s own reason and values', async () => {
      await chain.anchor(10, testRoot(10), signed(10, testRoot(10)));
      const error = await serviceError(chain.anchor(9, testRoot(9), signed(9, testRoot(9))));
      expect(error.code).to.equal('CHAIN_REJECTED');
      expect(error.message).to.equal('the chain refuses: SizeNotGrowing');
      expect(error.facts).to.deep.equal({ reason: 'SizeNotGrowing', values: [address.log, '9', '10'] });
    });

    it('refuses a foreign or mangled signature before it is sent', async () => {
      const root = testRoot(1);
      const before = await transactionCount();
      const foreign = confirmations(testParties(99), address, 1, root, ['bank']);
      expect((await serviceError(chain.anchor(1, root, foreign))).facts.reason).to.equal('ForeignSigner');
      const other = signed(2, root, ['bank']);
      expect((await serviceError(chain.anchor(1, root, other))).facts.reason).to.equal('ForeignSigner');
      expect((await serviceError(chain.anchor(1, root, ['0x12']))).facts.reason).to.equal('ForeignSigner');
      expect(await transactionCount()).to.equal(before);
    });
  });

  describe('transactions', () => {
    for (const [transactions, type] of [
      ['legacy', 'legacy'],
      ['eip1559', 'eip1559'],
      ['auto', 'eip1559'],
    ] as const) {
      it(`are ${type} when asked for ${transactions}, with a gas price of zero`, async () => {
        const receipt = await on({ transactions }).anchor(1, testRoot(1), signed(1, testRoot(1)));
        const client = createPublicClient({ transport: http(test.url) });
        const sent = await client.getTransaction({ hash: receipt!.transaction as `0x${string}` });
        expect(sent.type).to.equal(type);
        expect(sent.gasPrice).to.equal(0n);
      });
    }
  });

  describe('sealOf', () => {
    for (const logRange of [1, 2, 1000]) {
      it(`finds each seal in ranges of ${logRange} block(s), past empty blocks`, async () => {
        const receipts = [];
        for (const size of [2, 4, 8]) {
          receipts.push(await chain.anchor(size, testRoot(size), signed(size, testRoot(size))));
          await test.open(testParties(50), `${ORIGIN}/filler/${logRange}/${size}`);
        }
        const reader = on({ logRange });
        expect(await reader.sealOf(2)).to.deep.equal(receipts[0]);
        expect(await reader.sealOf(4)).to.deep.equal(receipts[1]);
        expect(await reader.sealOf(8)).to.deep.equal(receipts[2]);
        expect(await reader.sealOf(3)).to.equal(undefined);
      });
    }
  });

  describe('blockOf', () => {
    const sealed = async (size: number) =>
      (await chain.anchor(size, testRoot(size), signed(size, testRoot(size))))!;
    const shownOf = (file: BlockFile | undefined) =>
      readBlockProof(blockProofOf(parseBlock(encodeBlock(file!))));

    it('shows the transaction that sealed, its receipt and its event in the block', async () => {
      const receipt = await sealed(7);
      const { header, transaction, transactionIncluded, receiptIncluded, seals } = shownOf(
        await chain.blockOf(receipt),
      );
      expect(header.hash).to.equal(receipt.blockHash);
      expect(Number(header.number)).to.equal(receipt.blockNumber);
      expect(blockMoment(header.timestamp)).to.equal(receipt.blockTime);
      expect(transaction).to.deep.equal({ hash: receipt.transaction, chainId: BigInt(address.chainId) });
      expect([transactionIncluded, receiptIncluded]).to.deep.equal([true, true]);
      const { contract, log } = address;
      expect(seals).to.deep.equal([{ contract, log, size: 7n, root: testRoot(7) }]);
    });

    it('shows a legacy transaction as well', async () => {
      chain = on({ transactions: 'legacy' });
      const receipt = await sealed(2);
      expect(shownOf(await chain.blockOf(receipt)).transaction.chainId).to.equal(BigInt(address.chainId));
    });

    it('shows each of several seals of one block', async () => {
      const logs = [
        address,
        await test.open(keys, `${ORIGIN}/block/a`),
        await test.open(keys, `${ORIGIN}/block/b`),
      ];
      const rpc = createTestClient({ mode: 'anvil', transport: http(test.url) });
      await rpc.setAutomine(false);
      try {
        const root = testRoot('shared');
        const sent = logs.map((at, i) =>
          createAnchorChain({ ...test.sender(200 + i), address: at }).anchor(
            4,
            root,
            confirmations(keys, at, 4, root),
          ),
        );
        const pool = () => rpc.getTxpoolStatus();
        await eventually(async () => (await pool()).pending === 3, 'three transactions in the pool');
        await rpc.mine({ blocks: 1 });
        const receipts = await Promise.all(sent);
        expect(new Set(receipts.map((one) => one!.blockHash)).size).to.equal(1);
        for (const [i, receipt] of receipts.entries()) {
          const { seals, transactionIncluded, receiptIncluded } = shownOf(await chain.blockOf(receipt!));
          expect([transactionIncluded, receiptIncluded]).to.deep.equal([true, true]);
          expect(seals.map(({ log }) => log)).to.deep.equal([logs[i]!.log]);
        }
      } finally {
        await rpc.setAutomine(true);
      }
    });

    it('shows nothing of a block that is not there, or not that one', async () => {
      const receipt = await sealed(3);
      const none = `0x${'00'.repeat(32)}`;
      expect(await chain.blockOf({ ...receipt, blockNumber: 1_000_000 })).to.equal(undefined);
      expect(await chain.blockOf({ ...receipt, blockHash: none })).to.equal(undefined);
      expect(await chain.blockOf({ ...receipt, transaction: none })).to.equal(undefined);
    });

    describe('of an engine of its own kind', () => {
      let proxy: RpcProxy;
      beforeEach(async () => {
        proxy = await startRpcProxy(test.url);
      });
      afterEach(() => proxy.stop());
      const altered = async (method: string, change: (result: Record<string, unknown>) => unknown) => {
        const receipt = await sealed(5);
        proxy.alter = (request, result) =>
          request.method === method ? change(result as Record<string, unknown>) : result;
        return on({ rpcUrl: proxy.url }).blockOf(receipt);
      };

      it('is the same where blocks and receipts carry further members', async () => {
        expect(
          await altered('eth_getBlockByNumber', (block) => ({ ...block, sealerList: [], size: '0x1' })),
        ).to.be.an('object');
      });

      it('shows nothing where the hash of a block is over something else', async () => {
        expect(await altered('eth_getBlockByNumber', (block) => ({ ...block, extraData: '0x01' }))).to.equal(
          undefined,
        );
      });

      it('shows nothing where members are missing, or of a kind that is not known', async () => {
        expect(await altered('eth_getBlockByNumber', ({ hash }) => ({ hash }))).to.equal(undefined);
        const deposit = (block: Record<string, unknown>) => ({
          ...block,
          transactions: (block.transactions as object[]).map((one) => ({ ...one, type: '0x7e' })),
        });
        expect(await altered('eth_getBlockByNumber', deposit)).to.equal(undefined);
        expect(await altered('eth_getTransactionReceipt', ({ status, ...rest }) => rest)).to.equal(undefined);
      });

      it('shows nothing where the receipt is not the one that the block holds', async () => {
        const changed = (receipt: Record<string, unknown>) => ({ ...receipt, cumulativeGasUsed: '0x1' });
        expect(await altered('eth_getTransactionReceipt', changed)).to.equal(undefined);
      });

      it('says that the chain is unavailable when it is', async () => {
        const receipt = await sealed(6);
        proxy.intervene = ({ method }) => (method === 'eth_getTransactionReceipt' ? 'refuse' : undefined);
        const error = await serviceError(on({ rpcUrl: proxy.url }).blockOf(receipt));
        expect(error.code).to.equal('CHAIN_UNAVAILABLE');
      });
    });
  });

  describe('object', () => {
    const objection = () => ({
      size: 4,
      root: testRoot('seen'),
      evidence: testRoot('evidence'),
      reason: OBJECTION_REASONS.fork,
    });
    const sign = (size = 4) =>
      toHex(signDigest(keys.user, objectionDigest({ ...address, ...objection(), size })));

    it('records an objection once', async () => {
      expect(await chain.object(objection(), sign())).to.include({ sealed: false, contradicted: false });
      expect(await chain.object(objection(), sign())).to.equal(undefined);
      expect(await chain.objections()).to.deep.equal([
        { ...objection(), party: addressOfPrivateKey(keys.user) },
      ]);
      expect(await chain.objections(1)).to.deep.equal([]);
    });

    it('refuses one that nobody of the three signed', async () => {
      const error = await serviceError(chain.object(objection(), sign(5)));
      expect(error.code).to.equal('CHAIN_REJECTED');
      expect(error.facts.reason).to.equal('ForeignSigner');
      expect(await chain.objections()).to.deep.equal([]);
    });
  });

  describe('rotate', () => {
    const replacementKey = testKey(4711);
    const replacement = addressOfPrivateKey(replacementKey);
    const rotation = (nonce: number) => {
      const digest = rotationDigest({ ...address, party: 'user', replacement, nonce });
      const by = (key: Uint8Array) => toHex(signDigest(key, digest));
      return {
        party: 'user' as const,
        replacement,
        nonce,
        approvals: [by(keys.bank), by(keys.commission)] as const,
        consent: by(replacementKey),
      };
    };

    it('replaces a key; confirmations need the new one from then on', async () => {
      expect(await chain.rotations()).to.equal(0);
      await chain.rotate(rotation(0));
      expect(await chain.rotations()).to.equal(1);
      expect((await chain.parties()).user).to.equal(replacement);
      const root = testRoot(1);
      const old = await serviceError(chain.anchor(1, root, signed(1, root)));
      expect(old.facts.reason).to.equal('ForeignSigner');
      const now = confirmations({ ...keys, user: replacementKey }, address, 1, root);
      expect((await chain.anchor(1, root, now))?.sealed).to.equal(true);
    });

    it('refuses a rotation signed for another place in the history', async () => {
      const error = await serviceError(chain.rotate(rotation(3)));
      expect(error.facts).to.deep.equal({ reason: 'InvalidNonce', values: ['0', '3'] });
    });
  });
});
