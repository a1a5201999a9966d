/** Random bytes drawn in blocks: of the length asked for, never the same twice, never zeros left over from a drawn block. */
import { expect } from 'chai';
import { hex } from '../../../core/bytes.ts';
import { createRandom } from '../../../server/adapters/random-node.ts';

describe('adapters: random', () => {
  it('gives the length asked for, over the ends of blocks and above a block', () => {
    const random = createRandom();
    for (const length of [0, 1, 16, 32, 1023, 1024, 1025, 4096, 5000]) {
      for (let i = 0; i < 5; i++) expect(random.bytes(length)).to.have.length(length);
    }
  });

  it('never repeats a value', () => {
    const random = createRandom();
    const seen = new Set(Array.from({ length: 5000 }, () => hex(random.bytes(16))));
    expect(seen.size).to.equal(5000);
    expect(seen.has('0'.repeat(32))).to.equal(false);
  });

  it('gives memory of its own: changing a value changes no other', () => {
    const random = createRandom();
    const first = random.bytes(32);
    const second = random.bytes(32);
    const before = hex(second);
    first.fill(255);
    expect(hex(second)).to.equal(before);
    expect(first.buffer.byteLength).to.equal(32);
  });
});
