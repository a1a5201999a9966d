import { expect } from 'chai';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { objectionDigest } from '../../core/chain/statements.ts';
import { testRoot } from '../support/chain.ts';
import {
  contractFixture,
  errorName,
  event,
  failed,
  keys,
  parties,
  sign,
  stranger,
  ZERO_WORD,
} from '../support/contract-fixture.ts';

describe('EvidenceAnchor.object', () => {
  const f = contractFixture();
  const said = { size: 4n, root: testRoot('seen'), evidence: testRoot('kept'), reason: 1 };
  const object = (
    change: Partial<typeof said> = {},
    key = keys.user,
    signedAs: Partial<typeof said> = change,
  ) => {
    const content = { ...said, ...change };
    const signature = sign(key, objectionDigest({ ...f.place, log: f.log, ...said, ...signedAs }));
    const { size, root, evidence, reason } = content;
    return f.contract.call('object', [f.log, size, root, evidence, reason, signature]);
  };

  it('is recorded with the party, and changes nothing else', async () => {
    expect(event(await object())).to.deep.equal([
      { name: 'Objected', args: { log: f.log, party: parties.user, ...said } },
    ]);
    expect(await f.contract.read('objectionCount', [f.log])).to.equal(1n);
    expect(await f.contract.read('objectionAt', [f.log, 0n])).to.deep.equal({ ...said, party: parties.user });
    expect(await f.standing(4)).to.deep.equal([ZERO_WORD, 0]);
    expect(event(await f.anchor(4, testRoot('seen')))[0]!.name).to.equal('Sealed');
  });

  it('is recorded once for each party and content, in order', async () => {
    await object();
    expect(await object()).to.deep.equal(failed('AlreadyObjected', f.log, 4n, parties.user));
    await object({}, keys.bank);
    await object({ reason: 2 });
    await object({ size: 5n });
    const found = [];
    for (let i = 0n; i < 4n; i++) found.push(await f.contract.read('objectionAt', [f.log, i]));
    expect(found.map((o) => (o as { party: string }).party)).to.deep.equal([
      parties.user,
      parties.bank,
      parties.user,
      parties.user,
    ]);
  });

  it('needs a current party’s signature over the very content', async () => {
    expect(await object({}, stranger)).to.deep.equal(
      failed('ForeignSigner', f.log, 0n, addressOfPrivateKey(stranger)),
    );
    for (const signedAs of [{ size: 5n }, { root: testRoot(0) }, { evidence: testRoot(0) }, { reason: 2 }]) {
      expect(errorName(await object({}, keys.user, signedAs))).to.equal('ForeignSigner');
    }
  });

  it('needs a size, a reason and an open log', async () => {
    expect(await object({ size: 0n })).to.deep.equal(failed('SizeOutOfRange', 0n));
    expect(await object({ reason: 0 })).to.deep.equal(failed('InvalidReason', 0));
    const unknown = testRoot('no log');
    const { size, root, evidence, reason } = said;
    expect(await f.contract.call('object', [unknown, size, root, evidence, reason, '0x'])).to.deep.equal(
      failed('UnknownLog', unknown),
    );
  });
});
