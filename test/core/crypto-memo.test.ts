import { expect } from 'chai';
import type { Crypto } from '../../core/crypto.ts';
import { rememberingCrypto } from '../../core/crypto-memo.ts';
import { portableCrypto } from '../../core/crypto-portable.ts';

describe('crypto-memo', () => {
  const calls: string[] = [];
  const counting: Crypto = {
    ...portableCrypto,
    verify: async (alg, spki, message, signature) => {
      calls.push(`${alg} ${spki[0]} ${message[0]} ${signature[0]}`);
      return signature[0] === 1;
    },
  };
  const bytes = (first: number) => Uint8Array.of(first);
  beforeEach(() => calls.splice(0));

  it('asks once for the same key, message and bytes of signature, and gives the same verdict', async () => {
    const c = rememberingCrypto(counting);
    const [key, message, good, bad] = [bytes(9), bytes(8), bytes(1), bytes(2)];
    for (let i = 0; i < 3; i++) {
      expect(await c.verify('ES256', key, message, good.slice())).to.equal(true);
      expect(await c.verify('ES256', key, message, bad)).to.equal(false);
    }
    expect(calls).to.deep.equal(['ES256 9 8 1', 'ES256 9 8 2']);
  });

  it('asks anew for another key or message, equal or not, for another signature and algorithm', async () => {
    const c = rememberingCrypto(counting);
    const [key, message, signature] = [bytes(9), bytes(8), bytes(1)];
    await c.verify('ES256', key, message, signature);
    await c.verify('EdDSA', key, message, signature);
    await c.verify('ES256', bytes(9), message, signature);
    await c.verify('ES256', key, bytes(8), signature);
    await c.verify('ES256', key, message, bytes(2));
    await c.verify('ES256', key, message, Uint8Array.of(1, 0));
    expect(calls).to.have.length(6);
  });
});
