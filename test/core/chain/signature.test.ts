import { expect } from 'chai';
import fc from 'fast-check';
import { serializeSignature } from 'viem';
import { sign } from 'viem/accounts';
import { addressOfPrivateKey } from '../../../core/chain/address.ts';
import { fromHex, toHex } from '../../../core/chain/hex.ts';
import { recoverSigner, signDigest } from '../../../core/chain/signature.ts';
import { chainVectors } from '../../support/chain-vectors.ts';
import { expectCoreError } from '../../support/expect-error.ts';

const vectors = chainVectors();
const { digest, signatures } = vectors.confirmations[0]!;
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const privateKey = bytes32.filter((key) => key.some((b) => b !== 0) && key[0] !== 255);

describe('recoverable signatures', () => {
  it('recover to their signer, from bytes and from 0x-hex', () => {
    expect(recoverSigner(fromHex(digest), signatures.bank!)).to.equal(vectors.parties.bank);
    expect(recoverSigner(fromHex(digest), fromHex(signatures.user!))).to.equal(vectors.parties.user);
  });

  for (const [name, signature] of Object.entries(vectors.malformed)) {
    it(`are of nobody: ${name}`, () => {
      expect(recoverSigner(fromHex(digest), signature)).to.equal(undefined);
      expect(recoverSigner(fromHex(digest), fromHex(signature))).to.equal(undefined);
    });
  }

  it('are of nobody when they are no hexadecimal, or upper case, or the digest is none', () => {
    for (const text of ['', '0x', 'zz', signatures.bank!.slice(2), signatures.bank!.toUpperCase()]) {
      expect(recoverSigner(fromHex(digest), text)).to.equal(undefined);
    }
    expect(recoverSigner(fromHex(digest).subarray(1), signatures.bank!)).to.equal(undefined);
  });

  it('recover to a stranger after any change of the digest', () => {
    for (let bit = 0; bit < 256; bit += 17) {
      const changed = fromHex(digest);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(recoverSigner(changed, signatures.bank!)).not.to.equal(vectors.parties.bank);
    }
  });

  it('never recover to the signer after any change of themselves', () => {
    for (let bit = 0; bit < 65 * 8; bit += 13) {
      const changed = fromHex(signatures.bank!);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(recoverSigner(fromHex(digest), changed)).not.to.equal(vectors.parties.bank);
    }
  });

  it('are the ones that viem makes, for any key and digest', async () => {
    await fc.assert(
      fc.asyncProperty(privateKey, bytes32, async (key, hash) => {
        const ours = signDigest(key, hash);
        const theirs = await sign({ hash: toHex(hash), privateKey: toHex(key) });
        expect(toHex(ours)).to.equal(serializeSignature(theirs));
        expect(recoverSigner(hash, ours)).to.equal(addressOfPrivateKey(key));
      }),
      { numRuns: 25 },
    );
  });

  it('never throw for hostile bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 40 }), (signature, hash) => {
        const signer = recoverSigner(hash, signature);
        expect(signer === undefined || /^0x[0-9a-fA-F]{40}$/.test(signer)).to.equal(true);
      }),
    );
  });

  it('are made with a key of the curve over 32 bytes only', () => {
    const message = 'signing takes a private key of secp256k1 and a digest of 32 bytes';
    const key = fromHex(vectors.keys.bank);
    expectCoreError(() => signDigest(new Uint8Array(32), fromHex(digest)), 'RANGE', message);
    expectCoreError(() => signDigest(key, new Uint8Array(31)), 'RANGE', message);
    expectCoreError(() => signDigest(key.subarray(1), fromHex(digest)), 'RANGE', message);
  });
});
