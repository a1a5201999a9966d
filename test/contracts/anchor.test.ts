import { expect } from 'chai';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { testRoot } from '../support/chain.ts';
import {
  contractFixture,
  errorName,
  event,
  failed,
  keys,
  stranger,
  ZERO_WORD,
} from '../support/contract-fixture.ts';

describe('EvidenceAnchor.anchor', () => {
  const f = contractFixture();
  it('seals a root that all three confirmed in one transaction', async () => {
    const outcome = await f.anchor(4, testRoot(4));
    const [, openedIn] = [outcome, await f.contract.read('lastSeal', [f.log])];
    const { block } = outcome as { block: number };
    expect(event(outcome)[0]).to.deep.include({ name: 'Sealed' });
    expect(event(outcome)).to.have.length(1);
    expect(openedIn).to.deep.equal([4n, BigInt(block)]);
    expect(await f.standing(4)).to.deep.equal([testRoot(4), 7]);
    expect(await f.contract.read('sealedSize', [f.log])).to.equal(4n);
  });

  it('leads from each seal to the block of the one before', async () => {
    const [, first] = (await f.contract.read('lastSeal', [f.log])) as [bigint, bigint];
    const one = await f.anchor(1, testRoot(1));
    const two = await f.anchor(2, testRoot(2));
    expect(event(one)).to.deep.equal([
      { name: 'Sealed', args: { log: f.log, size: 1n, root: testRoot(1), previousBlock: first } },
    ]);
    expect((event(two)[0]!.args as { previousBlock: bigint }).previousBlock).to.equal(
      BigInt((one as { block: number }).block),
    );
  });

  it('takes the signatures in any order', async () => {
    const outcome = await f.anchor(1, testRoot(1), f.confirm(1, testRoot(1)).reverse());
    expect(event(outcome)[0]!.name).to.equal('Sealed');
  });

  const orders: readonly (readonly Party[])[] = [
    ['bank', 'user', 'commission'],
    ['commission', 'bank', 'user'],
    ['user', 'commission', 'bank'],
  ];
  for (const order of orders) {
    it(`adds up single confirmations: ${order.join(', ')}`, async () => {
      let mask = 0;
      for (const [i, party] of order.entries()) {
        mask |= 1 << PARTIES.indexOf(party);
        const [told] = event(await f.anchor(3, testRoot(3), f.confirm(3, testRoot(3), [keys[party]])));
        if (i < 2) {
          expect(told).to.deep.equal({
            name: 'Confirmed',
            args: { log: f.log, size: 3n, root: testRoot(3), confirmed: mask },
          });
          expect(await f.contract.read('sealedSize', [f.log])).to.equal(0n);
        } else expect(told!.name).to.equal('Sealed');
        expect(await f.standing(3)).to.deep.equal([testRoot(3), mask]);
      }
    });
  }

  it('counts a party once, however often it signs', async () => {
    const twice = f.confirm(1, testRoot(1), [keys.bank, keys.bank, keys.bank]);
    const [told] = event(await f.anchor(1, testRoot(1), twice));
    expect(told).to.deep.include({ name: 'Confirmed' });
    expect(await f.standing(1)).to.deep.equal([testRoot(1), 1]);
  });

  it('ignores a known confirmation beside a new one and refuses it alone', async () => {
    await f.anchor(1, testRoot(1), f.confirm(1, testRoot(1), [keys.bank]));
    expect(await f.anchor(1, testRoot(1), f.confirm(1, testRoot(1), [keys.bank]))).to.deep.equal(
      failed('AlreadyConfirmed', f.log, 1n, 1),
    );
    await f.anchor(1, testRoot(1), f.confirm(1, testRoot(1), [keys.bank, keys.user]));
    expect(await f.standing(1)).to.deep.equal([testRoot(1), 3]);
    expect(event(await f.anchor(1, testRoot(1)))[0]!.name).to.equal('Sealed');
    expect(await f.anchor(1, testRoot(1))).to.deep.equal(failed('AlreadyConfirmed', f.log, 1n, 7));
  });

  it('refuses a log that was never opened', async () => {
    const unknown = testRoot('no log');
    expect(
      await f.contract.call('anchor', [unknown, 1n, testRoot(1), f.confirm(1, testRoot(1))]),
    ).to.deep.equal(failed('UnknownLog', unknown));
  });

  it('refuses size zero and one beyond what JSON holds; takes the ends of the range', async () => {
    const tooLarge = 2n ** 53n;
    expect(await f.contract.call('anchor', [f.log, 0n, testRoot(1), ['0x']])).to.deep.equal(
      failed('SizeOutOfRange', 0n),
    );
    expect(await f.contract.call('anchor', [f.log, tooLarge, testRoot(1), ['0x']])).to.deep.equal(
      failed('SizeOutOfRange', tooLarge),
    );
    expect(event(await f.anchor(1, testRoot(1)))[0]!.name).to.equal('Sealed');
    expect(event(await f.anchor(Number.MAX_SAFE_INTEGER, testRoot(2)))[0]!.name).to.equal('Sealed');
    expect(await f.contract.read('sealedSize', [f.log])).to.equal(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it('refuses an empty root and an empty list of signatures', async () => {
    const empty = ZERO_WORD;
    expect(await f.anchor(1, empty)).to.deep.equal(failed('ZeroRoot'));
    expect(await f.anchor(1, testRoot(1), [])).to.deep.equal(failed('NoSignatures'));
  });

  it('refuses a size that does not grow', async () => {
    await f.anchor(5, testRoot(5));
    for (const size of [1, 4]) {
      expect(await f.anchor(size, testRoot(size))).to.deep.equal(
        failed('SizeNotGrowing', f.log, BigInt(size), 5n),
      );
    }
    expect(event(await f.anchor(6, testRoot(6)))[0]!.name).to.equal('Sealed');
  });

  it('refuses to complete a size that a larger seal has overtaken', async () => {
    await f.anchor(3, testRoot(3), f.confirm(3, testRoot(3), [keys.bank]));
    await f.anchor(5, testRoot(5));
    expect(await f.anchor(3, testRoot(3))).to.deep.equal(failed('SizeNotGrowing', f.log, 3n, 5n));
    expect(await f.standing(3)).to.deep.equal([testRoot(3), 1]);
  });

  it('refuses a foreign signer among good ones and changes nothing', async () => {
    const signatures = f.confirm(1, testRoot(1), [keys.bank, keys.user, stranger]);
    expect(await f.anchor(1, testRoot(1), signatures)).to.deep.equal(
      failed('ForeignSigner', f.log, 2n, addressOfPrivateKey(stranger)),
    );
    expect(await f.standing(1)).to.deep.equal([ZERO_WORD, 0]);
  });

  it('refuses a signature over another size or root', async () => {
    for (const signatures of [f.confirm(2, testRoot(1)), f.confirm(1, testRoot(2))]) {
      expect(errorName(await f.anchor(1, testRoot(1), signatures))).to.equal('ForeignSigner');
    }
  });

  it('anchors at a constant cost, whatever the number of entries', async () => {
    const costs: number[] = [];
    for (const size of [1, 10, 100, 1_000, 10_000, 100_000, 100_001, 2 ** 40]) {
      const outcome = await f.anchor(size, testRoot(size));
      costs.push((outcome as { gas: number }).gas);
    }
    expect(Math.max(...costs) / Math.min(...costs)).to.be.at.most(1.01);
    expect(Math.max(...costs)).to.be.at.most(76_000);
  });
});
