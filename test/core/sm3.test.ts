import { createHash, getHashes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex, utf8 } from '../../core/bytes.ts';
import { Sm3, sm3 } from '../../core/sm3.ts';

interface Vectors {
  readonly standard: readonly { readonly text: string; readonly sm3: string }[];
  readonly boundaries: readonly { readonly length: number; readonly sm3: string }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../vectors/sm3/vectors.json', import.meta.url), 'utf8'),
) as Vectors;

describe('core/sm3 (GB/T 32905)', () => {
  for (const { text, sm3: digest } of vectors.standard)
    it(`hashes the standard's example of ${text.length} characters`, () => {
      expect(hex(sm3(utf8(text)))).to.equal(digest);
    });

  for (const { length, sm3: digest } of vectors.boundaries)
    it(`pads a message of ${length} bytes`, () => {
      expect(hex(sm3(Uint8Array.from({ length }, (_, i) => i % 251)))).to.equal(digest);
    });

  it('agrees with OpenSSL in node:crypto on any bytes (skipped where OpenSSL lacks SM3)', function () {
    if (!getHashes().includes('sm3')) this.skip();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (message) => {
        expect(hex(sm3(message))).to.equal(createHash('sm3').update(message).digest('hex'));
      }),
      { numRuns: 200 },
    );
  });

  it('hashes pieces of any length as it hashes the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
        const hash = new Sm3();
        for (const piece of pieces) hash.update(piece);
        expect(hex(hash.digest())).to.equal(hex(sm3(concat(...pieces))));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves its input alone', () => {
    const message = Uint8Array.of(1, 2, 3);
    sm3(message);
    expect(message).to.deep.equal(Uint8Array.of(1, 2, 3));
  });
});
