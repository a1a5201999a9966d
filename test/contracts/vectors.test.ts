import { expect } from 'chai';
import type { Hex } from 'viem';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { fromHex } from '../../core/chain/hex.ts';
import { chainVectors } from '../support/chain-vectors.ts';
import { contractFixture, event, failed } from '../support/contract-fixture.ts';

describe('EvidenceAnchor and the shared vectors', () => {
  const f = contractFixture();
  const vectors = chainVectors();
  const { signatures: agreed } = vectors.openLog;
  const named = [vectors.parties.bank, vectors.parties.user, vectors.parties.commission] as const;

  before(async () => {
    expect(f.chain.contract).to.equal(vectors.contract);
    const consents = [agreed.bank!, agreed.user!, agreed.commission!] as const;
    const outcome = await f.contract.call('openLog', [vectors.originHash, named as never, consents]);
    expect((event(outcome)[0]!.args as { log: Hex }).log).to.equal(vectors.log);
  });

  it('have the contract’s domain separator', async () => {
    expect(await f.contract.read('domainSeparator')).to.equal(vectors.domainSeparator);
  });

  for (const [name, signature] of Object.entries(vectors.malformed)) {
    it(`are refused: ${name}`, async () => {
      const { size, root, signatures } = vectors.confirmations[0]!;
      const outcome = f.contract.call('anchor', [
        vectors.log,
        BigInt(size),
        root,
        [signatures.user!, signature],
      ]);
      expect(await outcome).to.deep.equal(failed('MalformedSignature', 1n));
    });
  }

  it('are taken: confirmations, objection and rotation', async () => {
    for (const { size, root, signatures } of vectors.confirmations) {
      const args = [vectors.log, BigInt(size), root, Object.values(signatures)] as const;
      expect(event(await f.contract.call('anchor', args))[0]!.name).to.equal('Sealed');
    }
    const { size, root, evidence, reason, signatures } = vectors.objection;
    const objection = [vectors.log, BigInt(size), root, evidence, reason, signatures.user!] as const;
    expect(event(await f.contract.call('object', objection))[0]!.name).to.equal('Objected');
    const { replacement, nonce, signatures: by } = vectors.rotation;
    const rotation = [
      vectors.log,
      1,
      replacement,
      BigInt(nonce),
      [by.bank!, by.commission!],
      by.replacement!,
    ];
    expect(event(await f.contract.call('rotateParty', rotation as never))[0]!.name).to.equal('PartyRotated');
    expect(addressOfPrivateKey(fromHex(vectors.keys.replacement))).to.equal(replacement);
  });
});
