import { expect } from 'chai';
import type { Hex } from 'viem';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { toHex } from '../../core/chain/hex.ts';
import { logId } from '../../core/chain/statements.ts';
import { portableCrypto } from '../../core/crypto-portable.ts';
import { PARTIES } from '../../core/party.ts';
import {
  contractFixture,
  errorName,
  event,
  failed,
  parties,
  stranger,
  three,
  threeKeys,
  ZERO,
} from '../support/contract-fixture.ts';

describe('EvidenceAnchor.openLog', () => {
  const f = contractFixture();
  let hash: Hex;
  beforeEach(() => {
    hash = f.freshOrigin();
  });

  it('opens a log under the id that core computes, and says who takes part', async () => {
    const origin = 'triseal.local/opening';
    const digest = toHex(portableCrypto.sha256(new TextEncoder().encode(origin)));
    const id = logId(portableCrypto, origin, parties);
    expect(await f.contract.read('partiesOf', [id])).to.deep.equal([ZERO, ZERO, ZERO]);
    const outcome = await f.contract.call('openLog', [digest, three, f.consent(digest)]);
    expect(event(outcome)).to.deep.equal([
      { name: 'LogOpened', args: { log: id, originHash: digest, ...parties } },
    ]);
    expect(await f.contract.read('partiesOf', [id])).to.deep.equal(three);
    expect(await f.contract.read('sealedSize', [id])).to.equal(0n);
    expect(await f.contract.read('lastSeal', [id])).to.deep.equal([
      0n,
      BigInt((outcome as { block: number }).block),
    ]);
  });

  it('refuses to open a log twice', async () => {
    const again = f.originHash;
    expect(await f.contract.call('openLog', [again, three, f.consent(again)])).to.deep.equal(
      failed('LogAlreadyOpen', f.log),
    );
  });

  for (const [i, party] of PARTIES.entries()) {
    it(`needs the consent of ${party}`, async () => {
      const signatures = f.consent(hash, threeKeys.with(i, stranger));
      expect(await f.contract.call('openLog', [hash, three, signatures])).to.deep.equal(
        failed('UnexpectedSigner', parties[party], addressOfPrivateKey(stranger)),
      );
      const without = f.consent(hash).with(i, '0x') as [Hex, Hex, Hex];
      expect(await f.contract.call('openLog', [hash, three, without])).to.deep.equal(
        failed('MalformedSignature', BigInt(i)),
      );
    });

    it(`refuses the zero address for ${party}`, async () => {
      const names = three.with(i, ZERO) as unknown as typeof three;
      expect(await f.contract.call('openLog', [hash, names, f.consent(hash)])).to.deep.equal(
        failed('InvalidPartyKey', ZERO),
      );
    });
  }

  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    it(`refuses one key for the parties ${i} and ${j}`, async () => {
      const names = three.with(j, three[i]) as unknown as typeof three;
      expect(await f.contract.call('openLog', [hash, names, f.consent(hash)])).to.deep.equal(
        failed('InvalidPartyKey', three[i]),
      );
    });
  }

  it('refuses a consent given for another origin', async () => {
    const outcome = await f.contract.call('openLog', [hash, three, f.consent(f.originHash)]);
    expect(errorName(outcome)).to.equal('UnexpectedSigner');
  });
});
