import { expect } from 'chai';
import fc from 'fast-check';
import { getAddress } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { hex } from '../../../core/bytes.ts';
import {
  addressOfPrivateKey,
  checksumAddress,
  formatAddress,
  parseAddress,
} from '../../../core/chain/address.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { readVectors } from '../../support/vectors.ts';

const published = Object.values(readVectors<Record<string, string[]>>('chain/addresses.json')).flat();

describe('addresses', () => {
  it('have the checksums that ERC-55 publishes', () => {
    expect(published).to.have.length(8);
    for (const address of published) {
      expect(checksumAddress(address.toLowerCase())).to.equal(address);
      expect(checksumAddress(address)).to.equal(address);
      expect(formatAddress(parseAddress(address))).to.equal(address);
    }
  });

  it('refuse a wrong checksum and name the right one', () => {
    const error = expectCoreError(
      () => parseAddress('0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'contract'),
      'ENCODING',
      'contract has a wrong EIP-55 checksum',
    );
    expect(error.facts.expected).to.equal('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
  });

  it('refuse other spellings and lengths', () => {
    const lower = published[0]!.toLowerCase();
    expectCoreError(() => parseAddress(lower.slice(2)), 'ENCODING', 'address does not start with 0x');
    expectCoreError(() => parseAddress(`0X${lower.slice(2)}`), 'ENCODING', /checksum/);
    expectCoreError(() => parseAddress(lower.slice(0, -2)), 'RANGE', 'an address is 20 bytes long, not 19');
    expectCoreError(() => parseAddress(`${lower}00`), 'RANGE', 'an address is 20 bytes long, not 21');
    expectCoreError(() => parseAddress(`${lower.slice(0, -1)}g`), 'ENCODING', 'not lower-case hexadecimal');
    expectCoreError(() => parseAddress(''), 'ENCODING', 'does not start with 0x');
  });

  it('agree with viem for any 20 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        expect(formatAddress(bytes)).to.equal(getAddress(`0x${hex(bytes)}`));
      }),
    );
  });

  it('of private keys agree with viem', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 255n }), (n) => {
        const key = `0x${n.toString(16).padStart(64, '0')}` as const;
        const bytes = Uint8Array.from(Buffer.from(key.slice(2), 'hex'));
        expect(addressOfPrivateKey(bytes)).to.equal(privateKeyToAddress(toHex(bytes)));
      }),
      { numRuns: 20 },
    );
  });

  it('exist for keys of the curve only', () => {
    for (const key of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(31).fill(1)]) {
      expectCoreError(() => addressOfPrivateKey(key), 'RANGE', 'not a private key of secp256k1');
    }
  });
});
