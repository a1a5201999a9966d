import { expect } from 'chai';
import type { Hex } from 'viem';
import { toHex } from '../../core/chain/hex.ts';
import { confirmationDigest, objectionDigest, openLogDigest } from '../../core/chain/statements.ts';
import { domainSeparator } from '../../core/chain/typed-data.ts';
import { deployEvidenceAnchor } from '../../server/adapters/chain-viem/deploy.ts';
import { testRoot } from '../support/chain.ts';
import { createCaller, type Outcome } from '../support/contract-caller.ts';
import {
  contractFixture,
  errorName,
  event,
  keys,
  parties,
  sign,
  three,
  threeKeys,
} from '../support/contract-fixture.ts';

describe('EvidenceAnchor.anchor, replayed', () => {
  const f = contractFixture();
  const foreign = async (outcome: Promise<Outcome>) => {
    expect(errorName(await outcome)).to.equal('ForeignSigner');
  };

  it('on another log of the same parties is refused', async () => {
    const signatures = f.confirm(1, testRoot(1));
    const hash = f.freshOrigin();
    const [told] = event(await f.contract.call('openLog', [hash, three, f.consent(hash)]));
    await foreign(f.contract.call('anchor', [(told!.args as { log: Hex }).log, 1n, testRoot(1), signatures]));
  });

  it('on another contract is refused', async () => {
    const other = await deployEvidenceAnchor(f.chain.connection);
    const twin = createCaller(f.chain.url, other.contract);
    const hash = f.originHash;
    const digest = openLogDigest({ ...f.place, contract: other.contract, originHash: hash, parties });
    const agreed = threeKeys.map((key) => sign(key, digest)) as [Hex, Hex, Hex];
    const [told] = event(await twin.call('openLog', [hash, three, agreed]));
    expect((told!.args as { log: Hex }).log).to.equal(f.log);
    await foreign(twin.call('anchor', [f.log, 1n, testRoot(1), f.confirm(1, testRoot(1))]));
  });

  it('on another chain id is refused, and what is signed for that one is taken there', async () => {
    const here = f.chain.anvil.chainId;
    const signatures = f.confirm(1, testRoot(1));
    const there = threeKeys.map((key) =>
      sign(key, confirmationDigest({ ...f.place, chainId: 4242, log: f.log, size: 1, root: testRoot(1) })),
    );
    await foreign(f.anchor(1, testRoot(1), there));
    await f.contract.rpc('anvil_setChainId', [4242]);
    try {
      expect(await f.contract.read('domainSeparator')).to.equal(
        toHex(domainSeparator({ chainId: 4242, contract: f.chain.contract })),
      );
      await foreign(f.anchor(1, testRoot(1), signatures));
      expect(event(await f.anchor(1, testRoot(1), there))[0]!.name).to.equal('Sealed');
    } finally {
      await f.contract.rpc('anvil_setChainId', [here]);
    }
  });

  it('of an objection as a confirmation is refused', async () => {
    const digest = objectionDigest({
      ...f.place,
      log: f.log,
      size: 1,
      root: testRoot(1),
      evidence: testRoot(2),
      reason: 1,
    });
    await foreign(f.anchor(1, testRoot(1), [sign(keys.bank, digest)]));
  });
});
