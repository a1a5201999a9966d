import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hexDecode } from '../../../core/bytes.ts';
import { parseDer, TAG } from '../../../core/der/reader.ts';
import { integer, octetString, sequence, setOf, tlv, utf8String } from '../../../core/der/writer.ts';
import { expectCoreError } from '../../support/expect-error.ts';

const refuse = (hexText: string, message: string) =>
  expectCoreError(() => parseDer(hexDecode(hexText), 'thing'), 'FORMAT', message);

describe('core/der/reader', () => {
  it('reads nested values as views of the input', () => {
    const bytes = sequence(integer(5), octetString(Uint8Array.of(1, 2)));
    const node = parseDer(bytes);
    expect(node.tag).to.equal(TAG.sequence);
    expect(node.children.map(({ tag }) => tag)).to.deep.equal([TAG.integer, TAG.octetString]);
    expect(node.children[1]!.content).to.deep.equal(Uint8Array.of(1, 2));
    expect(node.children[1]!.bytes.buffer).to.equal(bytes.buffer);
  });

  it('says what was being read, why it was refused and where', () => {
    const error = refuse('3003020100ff', 'thing: bytes after the end of the value');
    expect(error.facts).to.deep.equal({ offset: 5 });
    expect(
      refuse('3004020100', 'thing: not strict DER at byte 0: length runs past the end').facts,
    ).to.deep.equal({
      offset: 0,
    });
  });

  const malformed: Record<string, [string, string]> = {
    'nothing at all': ['', 'truncated'],
    'an identifier alone': ['30', 'truncated'],
    'a tag number above 30': ['1f8100', 'tag numbers above 30'],
    'an indefinite length': ['30800000', 'indefinite length'],
    'a long length that fits the short form': ['048100', 'shortest form'],
    'a length with a leading zero': [`0482007f${'00'.repeat(127)}`, 'shortest form'],
    'a length of five octets': ['04850000000001ff', 'length runs past the end'],
    'a length whose octets are missing': ['0482', 'length runs past the end'],
    'a child longer than its parent': ['3003020200', 'length runs past the end'],
    'a BOOLEAN that is 01': ['010101', 'BOOLEAN is neither 00 nor FF'],
    'a BOOLEAN of two octets': ['0102ffff', 'BOOLEAN'],
    'an INTEGER without content': ['0200', 'INTEGER without content'],
    'an INTEGER with a needless 00': ['0202007f', 'shortest form'],
    'an INTEGER with a needless FF': ['0202ff80', 'shortest form'],
    'an ENUMERATED with a needless 00': ['0a020001', 'shortest form'],
    'a BIT STRING without content': ['0300', 'BIT STRING'],
    'a BIT STRING with eight unused bits': ['03020800', 'BIT STRING'],
    'a BIT STRING with unused bits of nothing': ['030101', 'BIT STRING'],
    'a BIT STRING whose unused bits are set': ['03020101', 'unused bits'],
    'a NULL with content': ['050100', 'NULL with content'],
    'an OBJECT IDENTIFIER without content': ['0600', 'OBJECT IDENTIFIER'],
    'an OBJECT IDENTIFIER with a padded arc': ['06028001', 'OBJECT IDENTIFIER'],
    'an OBJECT IDENTIFIER that breaks off': ['06022a80', 'OBJECT IDENTIFIER'],
    'a UTF8String that is not UTF-8': ['0c01ff', 'UTF-8'],
    'a constructed OCTET STRING': ['2403040100', 'constructed form'],
    'a primitive SEQUENCE': ['1000', 'universal type 16 is not used'],
    'a REAL': ['090100', 'universal type 9 is not used'],
    'an end-of-contents mark': ['0000', 'universal type 0 is not used'],
    'a SET OF out of order': ['3106020102020101', 'out of order'],
    'a UTCTime without seconds': [`170b${Buffer.from('2601010000Z').toString('hex')}`, 'malformed time'],
  };
  for (const [name, [bytes, message]] of Object.entries(malformed)) {
    it(`refuses ${name}`, () => {
      refuse(bytes, message);
    });
  }

  it('takes the neighbours of what it refuses', () => {
    for (const good of [
      '0101ff',
      '010100',
      '020100',
      '02020080',
      '0201ff',
      '03020100',
      '030100',
      '0500',
      '06012a',
      '3100',
      '3106020101020102',
      '3106020101020101',
    ]) {
      expect(parseDer(hexDecode(good)).bytes.length, good).to.equal(good.length / 2);
    }
  });

  it('takes lengths on both sides of each step', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      expect(parseDer(octetString(new Uint8Array(length))).content.length).to.equal(length);
    }
  });

  it('stops at its limits: bytes, depth, elements', () => {
    const nest = (depth: number) => {
      let bytes = sequence();
      for (let i = 1; i < depth; i++) bytes = sequence(bytes);
      return bytes;
    };
    expect(parseDer(nest(24)).bytes.length).to.equal(48);
    expectCoreError(() => parseDer(nest(25)), 'FORMAT', 'nested deeper than 24');
    const many = (n: number) => sequence(...Array.from({ length: n }, () => integer(0)));
    expect(parseDer(many(9), 'x', { nodes: 10 }).children.length).to.equal(9);
    expectCoreError(() => parseDer(many(10), 'x', { nodes: 10 }), 'FORMAT', 'more than 10 elements');
    expect(parseDer(octetString(new Uint8Array(8)), 'x', { bytes: 10 }).content.length).to.equal(8);
    expectCoreError(
      () => parseDer(octetString(new Uint8Array(9)), 'x', { bytes: 10 }),
      'FORMAT',
      'longer than 10 bytes',
    );
  });

  it('reads every value back that the writer makes, and no prefix of it', () => {
    const leaf = fc.oneof(
      fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }).map(integer),
      fc.uint8Array({ maxLength: 300 }).map(octetString),
      fc.string({ unit: 'grapheme', maxLength: 40 }).map(utf8String),
    );
    const value = fc
      .array(leaf, { maxLength: 8 })
      .chain((parts) => fc.constantFrom(sequence(...parts), setOf(...parts), tlv(0xa3, ...parts)));
    fc.assert(
      fc.property(value, fc.nat(), (bytes, cut) => {
        expect(parseDer(bytes).bytes).to.deep.equal(bytes);
        expectCoreError(() => parseDer(bytes.subarray(0, cut % bytes.length)), 'FORMAT', '');
        expectCoreError(() => parseDer(concat(bytes, Uint8Array.of(0))), 'FORMAT', 'after the end');
      }),
      { numRuns: 200 },
    );
  });

  it('throws nothing but its own error for arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseDer(bytes);
        } catch (error) {
          expect((error as Error).name).to.equal('CoreError');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
