import { expect } from 'chai';
import type { Hex } from 'viem';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { type Rotation, rotationDigest } from '../../core/chain/statements.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { testKey, testRoot } from '../support/chain.ts';
import {
  contractFixture,
  errorName,
  event,
  failed,
  keys,
  parties,
  sign,
  stranger,
  three,
  threeKeys,
  ZERO,
} from '../support/contract-fixture.ts';

describe('EvidenceAnchor.rotateParty', () => {
  const f = contractFixture();
  const fresh = testKey(500);
  const replacement = addressOfPrivateKey(fresh);
  const others = (party: Party) => PARTIES.filter((p) => p !== party).map((p) => keys[p]);
  const rotate = (
    change: Partial<Rotation> = {},
    signers: readonly [Uint8Array, Uint8Array, Uint8Array] = [keys.bank, keys.commission, fresh],
    signedAs: Partial<Rotation> = change,
  ) => {
    const said = { party: 'user' as Party, replacement: replacement as string, nonce: 0n, ...change };
    const digest = rotationDigest({ ...f.place, log: f.log, ...said, ...signedAs });
    const [a, b, c] = signers.map((key) => sign(key, digest)) as [Hex, Hex, Hex];
    const party = PARTIES.indexOf(said.party);
    return f.contract.call('rotateParty', [
      f.log,
      party,
      said.replacement as Hex,
      BigInt(said.nonce),
      [a, b],
      c,
    ]);
  };

  for (const [i, party] of PARTIES.entries()) {
    it(`replaces the key of ${party} when the other two and the new key agree`, async () => {
      const [a, b] = others(party);
      expect(event(await rotate({ party }, [a!, b!, fresh]))).to.deep.equal([
        {
          name: 'PartyRotated',
          args: { log: f.log, party: i, previous: parties[party], replacement, nonce: 0n },
        },
      ]);
      expect(await f.contract.read('partiesOf', [f.log])).to.deep.equal(three.with(i, replacement));
      expect(await f.contract.read('rotationsOf', [f.log])).to.equal(1n);
      const old = await f.anchor(1, testRoot(1));
      expect(old).to.deep.equal(failed('ForeignSigner', f.log, BigInt(i), parties[party]));
      const now = f.confirm(1, testRoot(1), threeKeys.with(i, fresh));
      expect(event(await f.anchor(1, testRoot(1), now))[0]!.name).to.equal('Sealed');
    });
  }

  it('needs both approvals and the consent, each in its place', async () => {
    const wrong = async (
      signers: readonly [Uint8Array, Uint8Array, Uint8Array],
      expected: string,
      by: Uint8Array,
    ) =>
      expect(await rotate({}, signers)).to.deep.equal(
        failed('UnexpectedSigner', expected, addressOfPrivateKey(by)),
      );
    await wrong([stranger, keys.commission, fresh], parties.bank, stranger);
    await wrong([keys.bank, stranger, fresh], parties.commission, stranger);
    await wrong([keys.bank, keys.commission, stranger], replacement, stranger);
    await wrong([keys.commission, keys.bank, fresh], parties.bank, keys.commission);
    // The party that is replaced cannot stand for one of the other two.
    await wrong([keys.user, keys.commission, fresh], parties.bank, keys.user);
    expect(await f.contract.read('rotationsOf', [f.log])).to.equal(0n);
  });

  it('is bound to its content', async () => {
    for (const signedAs of [{ party: 'bank' as const }, { replacement: parties.bank }, { nonce: 1n }]) {
      expect(errorName(await rotate({}, undefined, signedAs))).to.equal('UnexpectedSigner');
    }
  });

  it('cannot be replayed, nor taken back to a key that was replaced', async () => {
    await rotate();
    expect(await rotate()).to.deep.equal(failed('InvalidNonce', 1n, 0n));
    const back = { replacement: parties.user, nonce: 1n };
    expect(await rotate(back, [keys.bank, keys.commission, keys.user])).to.deep.equal(
      failed('InvalidPartyKey', parties.user),
    );
    const next = testKey(501);
    const onward = { replacement: addressOfPrivateKey(next), nonce: 1n };
    expect(event(await rotate(onward, [keys.bank, keys.commission, next]))[0]!.name).to.equal('PartyRotated');
  });

  it('refuses a key in use, the zero address, a fourth party and an unknown log', async () => {
    for (const key of [...three, ZERO]) {
      expect(await rotate({ replacement: key })).to.deep.equal(failed('InvalidPartyKey', key));
    }
    const args = [replacement, 0n, ['0x', '0x'], '0x'] as const;
    expect(await f.contract.call('rotateParty', [f.log, 3, ...args])).to.deep.equal(
      failed('InvalidParty', 3),
    );
    const unknown = testRoot('no log');
    expect(await f.contract.call('rotateParty', [unknown, 0, ...args])).to.deep.equal(
      failed('UnknownLog', unknown),
    );
  });

  it('keeps what was confirmed before, and lets the new key object', async () => {
    await f.anchor(1, testRoot(1), f.confirm(1, testRoot(1), [keys.user]));
    await rotate();
    expect(await f.standing(1)).to.deep.equal([testRoot(1), 2]);
    const rest = f.confirm(1, testRoot(1), [keys.bank, keys.commission]);
    expect(event(await f.anchor(1, testRoot(1), rest))[0]!.name).to.equal('Sealed');
  });
});
