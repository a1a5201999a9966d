/** The ledger page's own judgement: three copies of one log, and every way in which one can differ. */
import { expect } from 'chai';
import { hex } from '../../core/bytes.ts';
import { portableCrypto as c } from '../../core/crypto-portable.ts';
import { rootOfLeaves } from '../../core/merkle/tree.ts';
import { createEd25519Signer } from '../../core/note/sign.ts';
import type { Party } from '../../core/party.ts';
import { compareCopies, type PartyCopy } from '../../portal/ledger/compare.ts';
import {
  AT,
  type Copy,
  copyOf,
  leaves,
  ORIGIN,
  POLICY,
  seed,
  serving,
  sources,
} from '../support/ledger-copies.ts';

const states = async (copies: Partial<Record<Party, Copy>>) =>
  (await compareCopies(c, serving(copies), ORIGIN, POLICY, sources)).map(({ state }: PartyCopy) => state);

describe('portal/ledger comparison', () => {
  it('finds one log in three copies of different length', async () => {
    const copies = {
      bank: await copyOf('bank', leaves(13)),
      user: await copyOf('user', leaves(7)),
      commission: await copyOf('commission', leaves(13)),
    };
    const found = await compareCopies(c, serving(copies), ORIGIN, POLICY, sources);
    expect(found.map(({ state }) => state)).to.deep.equal(['consistent', 'consistent', 'consistent']);
    expect(found[1]).to.include({ party: 'user', size: 7, at: AT });
  });

  it('sees a fork, at the same length and at another', async () => {
    const bank = await copyOf('bank', leaves(13));
    for (const length of [13, 9]) {
      const user = await copyOf('user', leaves(length, 'other'));
      const found = await compareCopies(c, serving({ bank, user }), ORIGIN, POLICY, sources);
      expect(found.map(({ state }) => state)).to.deep.equal(['consistent', 'inconsistent', 'unreachable']);
      expect(found[1], 'both checkpoints are at hand').to.deep.include({
        note: user.note,
        against: { party: 'bank', note: bank.note },
      });
    }
  });

  it('catches a node that shows one checkpoint and holds another tree', async () => {
    const bank = await copyOf('bank', leaves(13));
    const user = await copyOf('user', leaves(7, 'other'), leaves(7));
    const found = await compareCopies(c, serving({ bank, user }), ORIGIN, POLICY, sources);
    expect(found.map(({ state }) => state)).to.deep.equal(['consistent', 'inconsistent', 'unreachable']);
    expect(found[1]!.against).to.deep.equal({
      servedRoot: hex(rootOfLeaves(c, leaves(7, 'other'))),
    });
  });

  it('takes no checkpoint that the party, or the log, did not sign', async () => {
    const bank = await copyOf('bank', leaves(5));
    const lent = { note: bank.note, leaves: leaves(5) };
    const impostor = createEd25519Signer(c, ORIGIN, seed('impostor'));
    const commission = await copyOf('commission', leaves(5), leaves(5), impostor);
    expect(await states({ bank, user: lent, commission })).to.deep.equal([
      'consistent',
      'badSignature',
      'badSignature',
    ]);
  });

  it('says which cannot be reached, and goes on with the rest', async () => {
    expect(await states({})).to.deep.equal(['unreachable', 'unreachable', 'unreachable']);
    expect(await states({ user: await copyOf('user', leaves(3)) })).to.deep.equal([
      'unreachable',
      'consistent',
      'unreachable',
    ]);
  });
});
