import { expect } from 'chai';
import fc from 'fast-check';
import {
  base64,
  base64Decode,
  base64url,
  base64urlDecode,
  compare,
  concat,
  equal,
  hex,
  hexDecode,
  readUintBE,
  uintBE,
  utf8,
  utf8Decode,
} from '../../core/bytes.ts';
import { expectCoreError } from '../support/expect-error.ts';

const bytes = fc.uint8Array({ maxLength: 80 });

describe('core/bytes', () => {
  // RFC 4648 section 10.
  for (const [text, encoded] of [
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ] as const)
    it(`encodes "${text}" as RFC 4648 does`, () => {
      expect(base64(utf8(text))).to.equal(encoded);
      expect(base64Decode(encoded)).to.deep.equal(utf8(text));
      expect(base64url(utf8(text))).to.equal(encoded.replaceAll('=', ''));
    });

  it('agrees with Buffer on base64, base64url and hex, both ways', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const buffer = Buffer.from(value);
        expect(base64(value)).to.equal(buffer.toString('base64'));
        expect(base64url(value)).to.equal(buffer.toString('base64url'));
        expect(hex(value)).to.equal(buffer.toString('hex'));
        expect(base64Decode(base64(value))).to.deep.equal(value);
        expect(base64urlDecode(base64url(value))).to.deep.equal(value);
        expect(hexDecode(hex(value))).to.deep.equal(value);
      }),
    );
  });

  it('gives every value one spelling only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/), (text) => {
        let decoded: Uint8Array;
        try {
          decoded = base64urlDecode(text);
        } catch {
          return;
        }
        expect(base64url(decoded)).to.equal(text);
      }),
    );
  });

  for (const [what, text, message] of [
    ['padding', 'Zg==', 'foreign character'],
    ['the other alphabet', '+/+/', 'foreign character'],
    ['white space', 'Zm9v\n', 'length'],
    ['an impossible length', 'A', 'impossible length'],
    ['padding bits that are not zero', 'Zh', 'non-zero padding bits'],
    ['padding bits that are not zero, three characters', 'Zm9', 'non-zero padding bits'],
    ['a character beyond ASCII', 'Zmé8', 'foreign character'],
  ] as const)
    it(`refuses base64url with ${what}`, () => {
      expectCoreError(
        () => base64urlDecode(text, 'salt'),
        'ENCODING',
        message === 'length' ? 'salt' : message,
      );
    });

  for (const [what, text, message] of [
    ['without padding', 'Zg', 'length is not a multiple of 4'],
    ['with too much padding', 'Zg======', 'foreign character'],
    ['with padding alone', '====', 'foreign character'],
    ['with padding inside', 'Zg==Zg==', 'foreign character'],
    ['of the other alphabet', '-_-_', 'foreign character'],
    ['with padding bits that are not zero', 'Zh==', 'non-zero padding bits'],
  ] as const)
    it(`refuses base64 ${what}`, () => {
      expectCoreError(() => base64Decode(text), 'ENCODING', message);
    });

  it('refuses hexadecimal in capitals, of odd length, or with a prefix', () => {
    for (const text of ['AB', 'abc', '0x00', ' 00', 'zz'])
      expectCoreError(() => hexDecode(text, 'root'), 'ENCODING', 'root is not lower-case hexadecimal');
  });

  it('reads and writes UTF-8, and refuses what is not well-formed', () => {
    expect(utf8Decode(utf8('借款 €😀'))).to.equal('借款 €😀');
    expect(utf8Decode(hexDecode('efbbbf61'))).to.equal('\ufeffa');
    for (const bad of ['ff', 'c080', 'eda080', 'e282', 'f8888080'])
      expectCoreError(() => utf8Decode(hexDecode(bad), 'note'), 'ENCODING', 'note is not well-formed UTF-8');
  });

  it('joins, compares and orders', () => {
    expect(concat()).to.deep.equal(new Uint8Array(0));
    expect(concat(utf8('a'), new Uint8Array(0), utf8('bc'))).to.deep.equal(utf8('abc'));
    expect(equal(utf8('ab'), utf8('ab'))).to.equal(true);
    expect(equal(utf8('ab'), utf8('ac'))).to.equal(false);
    expect(equal(utf8('ab'), utf8('a'))).to.equal(false);
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compare(a, b))).to.equal(Buffer.compare(a, b));
      }),
    );
  });

  it('writes and reads big-endian integers within their width', () => {
    expect(uintBE(258, 4)).to.deep.equal(Uint8Array.of(0, 0, 1, 2));
    expect(uintBE(0xffffffffffffffffn, 8)).to.deep.equal(new Uint8Array(8).fill(255));
    expect(readUintBE(Uint8Array.of(1, 0))).to.equal(256n);
    expectCoreError(() => uintBE(256, 1), 'RANGE', '256 does not fit in 1 bytes');
    expectCoreError(() => uintBE(-1, 4), 'RANGE', 'does not fit');
  });
});
