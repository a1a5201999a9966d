import { expect } from 'chai';
import fc from 'fast-check';
import { type Hex, numberToHex, toRlp } from 'viem';
import { hex, utf8 } from '../../../core/bytes.ts';
import { fromHex } from '../../../core/chain/hex.ts';
import {
  decodeRlp,
  encodeRlpUint,
  type RlpItem,
  rlpBytes,
  rlpList,
  rlpUint,
} from '../../../core/chain/rlp.ts';
import { expectCoreError } from '../../support/expect-error.ts';

type Plain = string | readonly Plain[];

const plain = (item: RlpItem): Plain => (item instanceof Uint8Array ? `0x${hex(item)}` : item.map(plain));
const text = (word: string) => `0x${hex(utf8(word))}`;
const decoded = (bytes: string) => plain(decodeRlp(fromHex(bytes)));

describe('RLP', () => {
  it('reads the examples of the specification', () => {
    expect(decoded('0x83646f67')).to.equal(text('dog'));
    expect(decoded('0xc88363617483646f67')).to.deep.equal([text('cat'), text('dog')]);
    expect(decoded('0x80')).to.equal('0x');
    expect(decoded('0xc0')).to.deep.equal([]);
    expect(decoded('0x0f')).to.equal('0x0f');
    expect(decoded('0x820400')).to.equal('0x0400');
    expect(decoded('0xc7c0c1c0c3c0c1c0')).to.deep.equal([[], [[]], [[], [[]]]]);
    const lorem = 'Lorem ipsum dolor sit amet, consectetur adipisicing elit';
    expect(decoded(`0xb838${hex(utf8(lorem))}`)).to.equal(text(lorem));
  });

  const item = fc.letrec<{ item: Plain }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 6 },
      fc.uint8Array({ maxLength: 80 }).map((bytes): Plain => `0x${hex(bytes)}`),
      fc.array(tie('item'), { maxLength: 5 }),
    ),
  })).item;

  it('reads what viem writes', () => {
    fc.assert(
      fc.property(item, (value) => {
        expect(decoded(toRlp(value as Hex))).to.deep.equal(value);
      }),
    );
  });

  it('has one spelling: what it reads, viem writes just so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        let value: Plain;
        try {
          value = plain(decodeRlp(bytes));
        } catch {
          return;
        }
        expect(toRlp(value as Hex)).to.equal(`0x${hex(bytes)}`);
      }),
      { numRuns: 2_000 },
    );
  });

  const refused: readonly (readonly [what: string, bytes: string, rule: RegExp])[] = [
    ['nothing', '0x', /cut off/],
    ['a string that is cut off', '0x83646f', /cut off/],
    ['a list that is cut off', '0xc883636174', /cut off/],
    ['a length that is cut off', '0xb9', /cut off/],
    ['an item that reaches beyond its list', '0xc283646f', /cut off/],
    ['bytes behind the end', '0x83646f6700', /behind its end/],
    ['a single byte in two', '0x8100', /single byte/],
    ['a short length as a long one', '0xb80161', /short length/],
    ['a length with leading zeros', `0xb90038${'61'.repeat(56)}`, /one spelling/],
    ['a length of more than four bytes', '0xbf8000000000000001ab', /one spelling/],
    ['a length beyond all bytes', '0xbbffffffff', /cut off/],
  ];
  for (const [what, bytes, rule] of refused) {
    it(`refuses ${what}`, () => {
      expectCoreError(() => decodeRlp(fromHex(bytes)), 'FORMAT', rule);
    });
  }

  it('reads lists within lists up to sixteen deep, and refuses one more', () => {
    expect(decodeRlp(fromHex(nested(16)))).to.be.an('array');
    expectCoreError(() => decodeRlp(fromHex(nested(17))), 'FORMAT', /deeper than 16/);
  });

  it('gives up on a hundred thousand lists within lists without a fault', () => {
    const prefixes = Buffer.alloc(400_000);
    for (let at = 0; at < prefixes.length; at += 4)
      prefixes.writeUInt32BE(0xfa000000 + (prefixes.length - at - 4), at);
    expectCoreError(() => decodeRlp(prefixes), 'FORMAT', /deeper than 16/);
  });

  it('takes numbers of one spelling and at most 64 bits', () => {
    expect(rlpUint(decodeRlp(fromHex('0x88ffffffffffffffff')), 'n')).to.equal(2n ** 64n - 1n);
    expect(rlpUint(decodeRlp(fromHex('0x80')), 'n')).to.equal(0n);
    for (const bytes of ['0x00', '0x820001', '0x89010000000000000000']) {
      expectCoreError(() => rlpUint(decodeRlp(fromHex(bytes)), 'n'), 'FORMAT', /at most 64 bits as n/);
    }
    expectCoreError(() => rlpUint(decodeRlp(fromHex('0xc0')), 'n'), 'FORMAT', /bytes as n/);
  });

  it('tells bytes from lists, and lengths apart', () => {
    expectCoreError(() => rlpList(decodeRlp(fromHex('0x80')), 'logs'), 'FORMAT', /a list as logs/);
    expectCoreError(() => rlpBytes(decodeRlp(fromHex('0x61')), 'hash', 32), 'FORMAT', /32 bytes as hash/);
    expectCoreError(() => rlpBytes(undefined, 'hash'), 'FORMAT', /bytes as hash/);
  });

  it('writes the keys of the tries as viem does', () => {
    for (const n of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 0xffff_ffff]) {
      const written = toRlp(n === 0 ? '0x' : numberToHex(n));
      expect(`0x${hex(encodeRlpUint(n))}`).to.equal(written);
    }
  });
});

function nested(depth: number): Hex {
  let bytes = 'c0';
  for (let i = 1; i < depth; i++) bytes = (192 + bytes.length / 2).toString(16) + bytes;
  return `0x${bytes}`;
}
