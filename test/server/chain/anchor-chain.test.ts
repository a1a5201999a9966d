import { expect } from 'chai';
import { createPublicClient, http } from 'viem';
import { addressOfPrivateKey } from '../../../core/chain/address.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { signDigest } from '../../../core/chain/signature.ts';
import { OBJECTION_REASONS, objectionDigest, rotationDigest } from '../../../core/chain/statements.ts';
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
