import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { hexDecode, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canon.ts';
import { type Json, parseJson } from '../../core/json.ts';
import { expectCoreError } from '../support/expect-error.ts';

const vectors = new URL('../vectors/jcs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, vectors), 'utf8');

interface NumberVectors {
  readonly appendixB: readonly [string, string][];
  readonly static: readonly string[];
  readonly checksums: readonly { readonly lines: number; readonly bytes: number; readonly sha256: string }[];
}
const numbers = JSON.parse(read('numbers.json')) as NumberVectors;

function double(bits: bigint): number {
  return new Float64Array(new BigUint64Array([bits]).buffer)[0] as number;
}

/** The published sequence: listed values, 2,000 serial ones, then the doubles in a chain of SHA-256 digests. */
function* sequence(): Generator<number> {
  for (const bits of numbers.static) yield double(BigInt(`0x${bits}`));
  for (let i = 0n; i < 2000n; i++) yield double(0x0010000000000000n + i);
  for (let block: Uint8Array = new Uint8Array(32); ; ) {
    block = new Uint8Array(createHash('sha256').update(block).digest());
    const view = new DataView(block.buffer);
    for (let i = 0; i < 4; i++) {
      const value = view.getFloat64(8 * i, true);
      if (value !== 0 && Number.isFinite(value)) yield value;
    }
  }
}

describe('core/canon (RFC 8785)', () => {
  for (const name of ['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])
    it(`reproduces the published vector "${name}"`, () => {
      const canonical = canonicalBytes(parseJson(read(`input/${name}.json`)));
      expect(Buffer.from(canonical).toString()).to.equal(read(`output/${name}.json`));
    });

  for (const [bits, text] of numbers.appendixB)
    it(`writes the double ${bits} of Appendix B as ${text}`, () => {
      expect(canonicalText(double(BigInt(`0x${bits}`)))).to.equal(text);
    });

  for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])
    it(`refuses the double ${bits} of Appendix B`, () => {
      expectCoreError(() => canonicalText([double(BigInt(`0x${bits}`))]), 'CANON', 'has no JSON form');
    });

  it('writes the first 100,000 numbers of the published sequence to the published digests', () => {
    const digest = createHash('sha256');
    const wanted = numbers.checksums.filter(({ lines }) => lines <= 100_000);
    const bits = new BigUint64Array(1);
    const value = new Float64Array(bits.buffer);
    let line = 0;
    const found: string[] = [];
    for (const next of sequence()) {
      value[0] = next;
      digest.update(`${(bits[0] as bigint).toString(16)},${canonicalText(next)}\n`);
      line++;
      if (wanted.some(({ lines }) => lines === line)) found.push(digest.copy().digest('hex'));
      if (line === 100_000) break;
    }
    expect(found).to.deep.equal(wanted.map(({ sha256 }) => sha256));
  });

  it('sorts members by UTF-16 units, not by code points', () => {
    expect(canonicalText({ '\ufb33': 1, '\u{1f600}': 2, '1': 3, '': 4 })).to.equal(
      '{"":4,"1":3,"\u{1f600}":2,"\ufb33":1}',
    );
  });

  it('keeps "__proto__" as a plain member', () => {
    expect(canonicalText(parseJson('{"b":1,"__proto__":{"a":2}}'))).to.equal('{"__proto__":{"a":2},"b":1}');
  });

  it('refuses lone surrogates in values and in names', () => {
    expectCoreError(() => canonicalText('a\ud800'), 'CANON', 'lone surrogate');
    expectCoreError(() => canonicalText({ '\udfff': 1 }), 'CANON', 'lone surrogate');
  });

  it('refuses what is not JSON', () => {
    for (const value of [undefined, 1n, Symbol('x'), () => 0, new Date(0), new Map(), new Uint8Array(1)])
      expectCoreError(() => canonicalText([value as unknown as Json]), 'CANON', 'has no canonical JSON form');
  });

  it('is a fixed point of parsing, and agrees with JSON.parse on the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false } as object), (value) => {
        fc.pre(JSON.stringify(value).isWellFormed());
        const text = canonicalText(value as Json);
        expect(canonicalText(parseJson(text))).to.equal(text);
        expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the UTF-8 bytes of its text', () => {
    expect(canonicalBytes('借')).to.deep.equal(utf8('"借"'));
    expect(canonicalBytes('€')).to.deep.equal(hexDecode('22e282ac22'));
  });
});
