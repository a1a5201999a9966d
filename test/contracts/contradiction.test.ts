import { expect } from 'chai';
import type { Hex } from 'viem';
import { PARTIES, type Party } from '../../core/party.ts';
import { testRoot } from '../support/chain.ts';
import { contractFixture, event, failed, keys, parties } from '../support/contract-fixture.ts';

describe('EvidenceAnchor.anchor, another root for a size', () => {
  const f = contractFixture();
  const contradicted = (party: Party, standingRoot: Hex, otherRoot: Hex, size = 5n) => ({
    name: 'Contradicted',
    args: { log: f.log, size, party: parties[party], standingRoot, otherRoot },
  });

  it('never replaces a sealed one: each signer is recorded', async () => {
    await f.anchor(5, testRoot('a'));
    expect(event(await f.anchor(5, testRoot('b')))).to.deep.equal(
      PARTIES.map((party) => contradicted(party, testRoot('a'), testRoot('b'))),
    );
    expect(await f.standing(5)).to.deep.equal([testRoot('a'), 7]);
    expect(await f.contract.read('sealedSize', [f.log])).to.equal(5n);
  });

  it('never replaces one that a single party confirmed', async () => {
    await f.anchor(5, testRoot('a'), f.confirm(5, testRoot('a'), [keys.bank]));
    const outcome = await f.anchor(5, testRoot('b'), f.confirm(5, testRoot('b'), [keys.user]));
    expect(event(outcome)).to.deep.equal([contradicted('user', testRoot('a'), testRoot('b'))]);
    expect(await f.standing(5)).to.deep.equal([testRoot('a'), 1]);
    const rest = f.confirm(5, testRoot('a'), [keys.user, keys.commission]);
    expect(event(await f.anchor(5, testRoot('a'), rest))[0]!.name).to.equal('Sealed');
  });

  it('is recorded below the last seal too, where a root stands', async () => {
    await f.anchor(5, testRoot('a'));
    await f.anchor(9, testRoot(9));
    const outcome = await f.anchor(5, testRoot('b'), f.confirm(5, testRoot('b'), [keys.commission]));
    expect(event(outcome)).to.deep.equal([contradicted('commission', testRoot('a'), testRoot('b'))]);
  });

  it('is recorded once for a party and root', async () => {
    await f.anchor(5, testRoot('a'));
    await f.anchor(5, testRoot('b'), f.confirm(5, testRoot('b'), [keys.bank]));
    expect(await f.anchor(5, testRoot('b'), f.confirm(5, testRoot('b'), [keys.bank]))).to.deep.equal(
      failed('AlreadyContradicted', f.log, 5n, testRoot('b')),
    );
    const more = await f.anchor(5, testRoot('b'), f.confirm(5, testRoot('b'), [keys.bank, keys.user]));
    expect(event(more)).to.deep.equal([contradicted('user', testRoot('a'), testRoot('b'))]);
    const third = await f.anchor(5, testRoot('c'), f.confirm(5, testRoot('c'), [keys.bank]));
    expect(event(third)).to.deep.equal([contradicted('bank', testRoot('a'), testRoot('c'))]);
  });
});
