import { generateKeyPairSync, type KeyObject, sign as nodeSign, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex, hexDecode, utf8 } from '../../core/bytes.ts';
import type { Crypto, SignatureAlgorithm } from '../../core/crypto.ts';
import { digest } from '../../core/crypto.ts';
import { portableCrypto } from '../../core/crypto-portable.ts';
import { isOneSequence, publicKeyPoint, spkiOf } from '../../core/spki.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';

const implementations: readonly Crypto[] = [portableCrypto, createNodeCrypto()];
const message = utf8('TriSeal 三方存证');

interface Sample {
  readonly alg: SignatureAlgorithm;
  readonly spki: Uint8Array;
  readonly signature: Uint8Array;
}

const der = (key: KeyObject) => new Uint8Array(key.export({ type: 'spki', format: 'der' }));

function ecSample(alg: 'ES256' | 'ES384', namedCurve: string, hash: string): Sample {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const signature = nodeSign(hash, message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return { alg, spki: der(publicKey), signature: new Uint8Array(signature) };
}

function rsaSamples(): Sample[] {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return (['RS256', 'RS384', 'RS512'] as const).map((alg) => ({
    alg,
    spki: der(publicKey),
    signature: new Uint8Array(nodeSign(`sha${alg.slice(2)}`, message, privateKey)),
  }));
}

function edSample(): Sample {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    alg: 'EdDSA',
    spki: der(publicKey),
    signature: new Uint8Array(nodeSign(null, message, privateKey)),
  };
}

const samples: readonly Sample[] = [
  ecSample('ES256', 'P-256', 'sha256'),
  ecSample('ES384', 'P-384', 'sha384'),
  edSample(),
  ...rsaSamples(),
];

/** The same signature with s replaced by n - s. */
function otherS(signature: Uint8Array): Uint8Array {
  const n = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const s = n - BigInt(`0x${hex(signature.subarray(32))}`);
  return concat(signature.subarray(0, 32), hexDecode(s.toString(16).padStart(64, '0')));
}

const { Point } = ed25519;
/** A point of order 8. */
const torsion = Point.fromBytes(
  hexDecode('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
);
const order = Point.Fn.ORDER;

function challenge(r: Uint8Array, key: Uint8Array): bigint {
  const digest = portableCrypto.sha512(concat(r, key, message)).reverse();
  return BigInt(`0x${hex(digest)}`) % order;
}

/** Signatures made so that they hold with the cofactor, one with a torsion part in R and one with a torsion part in the key. */
const mixedOrder = [0n, 1n].map((inKey) => {
  const [secret, nonce] = [12345n, 67890n];
  const key = Point.BASE.multiply(secret)
    .add(inKey === 1n ? torsion : Point.ZERO)
    .toBytes();
  const r = Point.BASE.multiply(nonce)
    .add(inKey === 0n ? torsion : Point.ZERO)
    .toBytes();
  const s = (nonce + challenge(r, key) * secret) % order;
  const bytes = hexDecode(s.toString(16).padStart(64, '0')).reverse();
  return { key, signature: concat(r, bytes) };
});

const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

for (const c of implementations)
  describe(`core/crypto, ${c.name} implementation`, () => {
    // FIPS 180-4 examples and GB/T 32905 for "abc".
    it('hashes "abc" to the published digests', () => {
      const abc = utf8('abc');
      expect(hex(c.sha256(abc))).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      expect(hex(c.sm3(abc))).to.equal('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
      expect(hex(c.sha384(abc))).to.match(/^cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163/);
      expect(hex(c.sha512(abc))).to.match(/^ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2/);
      expect(digest(c, 'sm3', abc)).to.deep.equal(c.sm3(abc));
      expect(digest(c, 'sha-256', abc)).to.deep.equal(c.sha256(abc));
    });

    for (const { alg, spki, signature } of samples) {
      it(`${alg}: accepts a good signature`, async () => {
        expect(await c.verify(alg, spki, message, signature)).to.equal(true);
      });

      it(`${alg}: refuses a changed message, signature or key`, async () => {
        expect(await c.verify(alg, spki, flip(message, 3), signature)).to.equal(false);
        expect(await c.verify(alg, spki, message, flip(signature, signature.length - 1))).to.equal(false);
        expect(await c.verify(alg, flip(spki, spki.length - 8), message, signature)).to.equal(false);
      });

      it(`${alg}: refuses malformed signatures and keys without throwing`, async () => {
        for (const bad of [new Uint8Array(0), signature.subarray(1), concat(signature, Uint8Array.of(0))])
          expect(await c.verify(alg, spki, message, bad)).to.equal(false);
        for (const bad of [new Uint8Array(0), spki.subarray(1), concat(spki, Uint8Array.of(0)), utf8('key')])
          expect(await c.verify(alg, bad, message, signature)).to.equal(false);
        expect(await c.verify(alg, spki, message, new Uint8Array(signature.length))).to.equal(false);
      });

      it(`${alg}: refuses every other algorithm for this key`, async () => {
        for (const other of ['ES256', 'ES384', 'EdDSA', 'RS256', 'RS384', 'RS512'] as const)
          if (other !== alg) expect(await c.verify(other, spki, message, signature), other).to.equal(false);
      });
    }

    it('ES256: takes a high s, as RFC 7518 sets no rule on it, but no DER signature', async () => {
      const { spki, signature } = samples[0] as Sample;
      expect(await c.verify('ES256', spki, message, otherS(signature))).to.equal(true);
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const asn1 = new Uint8Array(nodeSign('sha256', message, privateKey));
      expect(await c.verify('ES256', der(publicKey), message, asn1)).to.equal(false);
    });

    // RFC 8032 section 7.1, test 2.
    it('Ed25519: accepts the vector of RFC 8032 and refuses it for another message', async () => {
      const key = hexDecode('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
      const signature = hexDecode(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      );
      expect(await c.verifyEd25519(key, Uint8Array.of(0x72), signature)).to.equal(true);
      expect(await c.verifyEd25519(key, Uint8Array.of(0x73), signature)).to.equal(false);
      expect(await c.verifyEd25519(key.subarray(1), Uint8Array.of(0x72), signature)).to.equal(false);
    });

    it('Ed25519: refuses keys of small and of mixed order, whatever they verify', async () => {
      const identity = hexDecode(`01${'00'.repeat(31)}`);
      const forged = concat(identity, new Uint8Array(32));
      expect(await c.verifyEd25519(identity, message, forged), 'small order').to.equal(false);
      for (const { key, signature } of mixedOrder) {
        expect(ed25519.verify(signature, message, key, { zip215: true }), 'by ZIP 215').to.equal(true);
        expect(await c.verifyEd25519(key, message, signature), 'mixed order').to.equal(false);
      }
    });

    it('ML-DSA-44: accepts a good signature, refuses a changed one and a short key', async () => {
      const { publicKey, secretKey } = ml_dsa44.keygen(new Uint8Array(32).fill(7));
      const signature = ml_dsa44.sign(message, secretKey);
      expect(await c.verifyMlDsa44(publicKey, message, signature)).to.equal(true);
      expect(await c.verifyMlDsa44(publicKey, message, flip(signature, 9))).to.equal(false);
      expect(await c.verifyMlDsa44(publicKey.subarray(1), message, signature)).to.equal(false);
      expect(await c.verifyMlDsa44(publicKey, message, signature.subarray(1))).to.equal(false);
    });
  });

describe('core/crypto, both implementations', () => {
  const [portable, native] = implementations as [Crypto, Crypto];

  it('hash alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const name of ['sha256', 'sha384', 'sha512', 'sm3'] as const)
          expect(hex(portable[name](bytes)), name).to.equal(hex(native[name](bytes)));
      }),
      { numRuns: 60 },
    );
  });

  it('judge mutilated signatures alike', async () => {
    for (const { alg, spki, signature } of samples.slice(0, 3))
      for (let i = 0; i < 12; i++) {
        const at = (randomBytes(1)[0] as number) % signature.length;
        const changed = flip(signature, at);
        const verdicts = await Promise.all(
          [portable, native].map((c) => c.verify(alg, spki, message, changed)),
        );
        expect(verdicts, `${alg} byte ${at}`).to.deep.equal([false, false]);
      }
  });

  it('keep no more keys than the cache holds, and still verify', async () => {
    const small = createNodeCrypto();
    for (let i = 0; i < 1030; i++) await small.verifyEd25519(randomBytes(32), message, new Uint8Array(64));
    const { alg, spki, signature } = samples[2] as Sample;
    expect(await small.verify(alg, spki, message, signature)).to.equal(true);
  });
});

describe('core/spki', () => {
  it('takes the point out of a SubjectPublicKeyInfo and puts it back', () => {
    for (const { alg, spki } of samples.slice(0, 3)) {
      const key = publicKeyPoint(spki);
      expect(key?.alg).to.equal(alg);
      expect(key && spkiOf(key)).to.deep.equal(spki);
    }
  });

  it('tells one DER sequence from anything else', () => {
    for (const { spki } of samples) {
      expect(isOneSequence(spki)).to.equal(true);
      expect(isOneSequence(concat(spki, Uint8Array.of(0)))).to.equal(false);
      expect(isOneSequence(spki.subarray(0, -1))).to.equal(false);
    }
    for (const bad of ['', '30', '3080', '308100', '31020000', '3082000100', '30830000010000', '3081'])
      expect(isOneSequence(hexDecode(bad)), bad).to.equal(false);
    expect(isOneSequence(hexDecode('3000'))).to.equal(true);
  });

  it('knows no RSA, no other curve, no truncated frame', () => {
    expect(publicKeyPoint((samples[3] as Sample).spki)).to.equal(undefined);
    const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    expect(publicKeyPoint(der(other.publicKey))).to.equal(undefined);
    expect(publicKeyPoint((samples[0] as Sample).spki.subarray(0, 90))).to.equal(undefined);
  });
});
