import { expect } from 'chai';
import fc from 'fast-check';
import { hex, hexDecode, utf8 } from '../../../core/bytes.ts';
import {
  bitOctetsOf,
  DerFields,
  integerOf,
  namedBitsOf,
  octetsOf,
  oidOf,
  only,
  smallIntegerOf,
  textOf,
  timeOf,
} from '../../../core/der/fields.ts';
import { decodeOid, encodeOid, OID } from '../../../core/der/oid.ts';
import { contextTag, parseDer, TAG } from '../../../core/der/reader.ts';
import { formatGeneralizedTime, parseTime } from '../../../core/der/time.ts';
import {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
  time,
  tlv,
} from '../../../core/der/writer.ts';
import { expectCoreError } from '../../support/expect-error.ts';

describe('core/der/oid', () => {
  it('agrees with the encodings printed in the specifications', () => {
    expect(hex(encodeOid('1.2.840.113549'))).to.equal('2a864886f70d');
    expect(hex(encodeOid('2.999.3'))).to.equal('883703');
    expect(decodeOid(hexDecode('883703'))).to.equal('2.999.3');
    expect(decodeOid(hexDecode('2b06010505070308'))).to.equal(OID.timeStamping);
  });

  it('holds arcs of 128 bits, as those made from UUIDs are', () => {
    const uuid = '2.25.329800735698586629295641978511506172918';
    expect(decodeOid(encodeOid(uuid))).to.equal(uuid);
    expect(decodeOid(new Uint8Array(20).fill(0x81, 0, 19))).to.equal(undefined);
  });

  it('reads back whatever it writes', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(2), fc.nat(39), arcs, (top, second, rest) => {
        const dotted = [top, second, ...rest].join('.');
        expect(decodeOid(encodeOid(dotted))).to.equal(dotted);
      }),
    );
  });

  for (const bad of ['', '1', '3.1', '1.40', '1.02', '1.2.', '1.-2', 'a.b']) {
    it(`refuses to write "${bad}"`, () => {
      expectCoreError(() => encodeOid(bad), 'RANGE', 'is not an object identifier');
    });
  }
});

describe('core/der/time', () => {
  const utc = (text: string) => parseTime(TAG.utcTime, utf8(text));
  const generalized = (text: string) => parseTime(TAG.generalizedTime, utf8(text));

  it('reads both forms, two-digit years from 1950 to 2049', () => {
    expect(utc('491231235959Z')).to.equal(Date.UTC(2049, 11, 31, 23, 59, 59));
    expect(utc('500101000000Z')).to.equal(Date.UTC(1950, 0));
    expect(generalized('20260715080910.12Z')).to.equal(Date.UTC(2026, 6, 15, 8, 9, 10, 120));
    expect(generalized('20260715080910.123456Z')).to.equal(Date.UTC(2026, 6, 15, 8, 9, 10, 123));
  });

  for (const bad of [
    '20260715080910',
    '20260715080910+0800',
    '202607150809Z',
    '20260715080910.Z',
    '20260715080910.10Z',
    '20260715080910.0Z',
    '20260715080910,5Z',
    '20260231000000Z',
    '20260715240000Z',
    '20260715086000Z',
    '20261231235960Z',
    '20260715080910.1234567891Z',
  ]) {
    it(`refuses the GeneralizedTime "${bad}"`, () => {
      expect(generalized(bad)).to.equal(undefined);
    });
  }

  it('refuses a UTCTime with a fraction or without Z', () => {
    expect(utc('260101000000.5Z')).to.equal(undefined);
    expect(utc('260101000000')).to.equal(undefined);
    expect(utc('261301000000Z')).to.equal(undefined);
  });

  it('writes no zero at the end of a fraction', () => {
    expect(formatGeneralizedTime(Date.UTC(2026, 0, 2, 3, 4, 5, 0))).to.equal('20260102030405Z');
    expect(formatGeneralizedTime(Date.UTC(2026, 0, 2, 3, 4, 5, 120))).to.equal('20260102030405.12Z');
    expect(formatGeneralizedTime(Date.UTC(2026, 0, 2, 3, 4, 5, 1))).to.equal('20260102030405.001Z');
    expectCoreError(() => formatGeneralizedTime(0.5), 'RANGE', 'whole milliseconds');
    expectCoreError(() => formatGeneralizedTime(Number.NaN), 'RANGE', 'whole milliseconds');
    expectCoreError(() => formatGeneralizedTime(Date.UTC(10_000, 0)), 'RANGE', 'years 0 and 9999');
  });

  it('reads back every millisecond that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0), max: Date.UTC(9999, 11) }), (ms) => {
        expect(timeOf(parseDer(generalizedTime(ms)), 'time')).to.equal(ms);
      }),
    );
  });

  it('writes UTCTime up to 2049 and GeneralizedTime from 2050 on, in whole seconds', () => {
    expect(hex(time(Date.UTC(2049, 11, 31, 23, 59, 59, 999)))).to.equal(`170d${hex(utf8('491231235959Z'))}`);
    expect(hex(time(Date.UTC(2050, 0)))).to.equal(`180f${hex(utf8('20500101000000Z'))}`);
    expect(parseDer(time(Date.UTC(1949, 0))).tag).to.equal(TAG.generalizedTime);
  });
});

describe('core/der/writer and fields', () => {
  it('writes integers in their shortest form', () => {
    const cases: [bigint, string][] = [
      [0n, '020100'],
      [127n, '02017f'],
      [128n, '02020080'],
      [-1n, '0201ff'],
      [-128n, '020180'],
      [-129n, '0202ff7f'],
      [1n << 63n, '0209008000000000000000'],
    ];
    for (const [value, expected] of cases) {
      expect(hex(integer(value))).to.equal(expected);
      expect(integerOf(parseDer(integer(value)), 'n')).to.equal(value);
    }
  });

  it('sorts a SET OF by its encodings', () => {
    expect(hex(setOf(integer(300), integer(2), integer(1)))).to.equal('310a0201010201020202012c');
  });

  it('keeps the constructed bit under an IMPLICIT tag', () => {
    expect(hex(implicit(0, sequence()))).to.equal('a000');
    expect(hex(implicit(1, integer(3)))).to.equal('810103');
    expect(hex(explicit(2, boolean(true)))).to.equal('a2030101ff');
  });

  it('writes and reads named bits without trailing zeros', () => {
    expect(hex(namedBits())).to.equal('030100');
    expect(hex(namedBits(0))).to.equal('03020780');
    expect(hex(namedBits(5, 6))).to.equal('03020106');
    expect(hex(namedBits(8))).to.equal('0303070080');
    for (const bits of [[], [0], [5, 6], [1, 8], [25]]) {
      expect(namedBitsOf(parseDer(namedBits(...bits)), 'bits')).to.deep.equal(bits);
    }
    expectCoreError(
      () => namedBitsOf(parseDer(hexDecode('03020700')), 'bits'),
      'FORMAT',
      'bits: trailing zero bits',
    );
  });

  it('demands the types and the number of elements that it was told', () => {
    const node = parseDer(sequence(integer(1), octetString(Uint8Array.of(7)), integer(2)));
    const fields = new DerFields(node, 'Thing');
    expect(smallIntegerOf(fields.take(TAG.integer, 'first'), 'first')).to.equal(1);
    expect(fields.maybe(TAG.boolean)).to.equal(undefined);
    expect(fields.maybeExplicit(0, 'none')).to.equal(undefined);
    expect(octetsOf(fields.take(TAG.octetString, 'second'), 'second')).to.deep.equal(Uint8Array.of(7));
    expectCoreError(() => fields.end(), 'FORMAT', 'Thing: unexpected element');
    expectCoreError(() => fields.take(TAG.oid, 'third'), 'FORMAT', 'Thing.third: unexpected type');
    expectCoreError(() => fields.any('fourth'), 'FORMAT', 'Thing: fourth is missing');
    expectCoreError(() => new DerFields(node, 'Thing', TAG.set), 'FORMAT', 'Thing: unexpected type');
    expectCoreError(() => only(node, 'Thing'), 'FORMAT', 'exactly one value');
  });

  it('refuses a value of another type or size than the one read', () => {
    const nought = parseDer(integer(0));
    expectCoreError(() => oidOf(nought, 'x'), 'FORMAT', 'x: unexpected type');
    expectCoreError(() => octetsOf(nought, 'x'), 'FORMAT', 'x: unexpected type');
    expectCoreError(() => timeOf(nought, 'x'), 'FORMAT', 'x: unexpected type');
    expectCoreError(() => bitOctetsOf(parseDer(namedBits(1)), 'x'), 'FORMAT', 'whole number of octets');
    expect(bitOctetsOf(parseDer(bitString(Uint8Array.of(9))), 'x')).to.deep.equal(Uint8Array.of(9));
    expectCoreError(
      () => smallIntegerOf(parseDer(integer(256)), 'x', 255),
      'FORMAT',
      'not between 0 and 255',
    );
    expectCoreError(() => smallIntegerOf(parseDer(integer(-1)), 'x', 255), 'FORMAT', 'not between 0 and 255');
    const padded = parseDer(tlv(contextTag(0, false), Uint8Array.of(0, 1)));
    expectCoreError(() => integerOf(padded, 'x'), 'FORMAT', 'shortest form');
    expectCoreError(() => integerOf(parseDer(tlv(contextTag(0, true))), 'x'), 'FORMAT', 'unexpected type');
  });

  it('shows text of the string types', () => {
    expect(textOf(parseDer(tlv(TAG.utf8String, utf8('示范'))))).to.equal('示范');
    expect(textOf(parseDer(tlv(TAG.bmpString, hexDecode('793a8303'))))).to.equal('示范');
    expect(textOf(parseDer(tlv(TAG.printableString, utf8('abc'))))).to.equal('abc');
    expect(oidOf(parseDer(oid('1.2.3')), 'x')).to.equal('1.2.3');
  });
});
