import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { portableCrypto as c } from '../../../core/crypto-portable.ts';
import type { Entry } from '../../../core/entry/entry.ts';
import { streamId, successionProblem } from '../../../core/entry/stream.ts';

const blind = new Uint8Array(32).fill(7);
const hash = (n: number) => new Uint8Array(32).fill(n);
const entry = (sequence: number, link: Uint8Array | null): Entry => ({
  version: 1,
  stream: hash(1),
  sequence,
  link,
  received: '2026-03-01T08:00:00.000Z',
  statement: 'a.b.c',
});

describe('core/entry: stream', () => {
  it('hashes label, blinding value and loan', () => {
    const expected = c.sha256(new Uint8Array([...utf8('triseal/stream/v1\n'), ...blind, ...utf8('借-1')]));
    expect(hex(streamId(c, blind, '借-1'))).to.equal(hex(expected));
  });

  it('differs with the loan and with the blinding value', () => {
    const id = hex(streamId(c, blind, 'L1'));
    expect(hex(streamId(c, blind, 'L2'))).not.to.equal(id);
    expect(hex(streamId(c, hash(8), 'L1'))).not.to.equal(id);
  });

  it('refuses a short blinding value, an empty loan and a lone surrogate', () => {
    expect(() => streamId(c, blind.subarray(1), 'L1')).to.throw('a blinding value is 32 bytes');
    expect(() => streamId(c, blind, '')).to.throw('a loan number is a non-empty well-formed string');
    expect(() => streamId(c, blind, '\ud800')).to.throw('a loan number is a non-empty well-formed string');
  });

  it('knows the entry that comes next', () => {
    expect(successionProblem(undefined, entry(1, null))).to.equal(undefined);
    expect(successionProblem({ sequence: 1, leafHash: hash(5) }, entry(2, hash(5)))).to.equal(undefined);
  });

  it('names a gap, a repetition and a wrong link', () => {
    const end = { sequence: 2, leafHash: hash(5) };
    expect(successionProblem(end, entry(4, hash(5)))).to.deep.equal({
      rule: 'sequence',
      message: 'sequence 4 where 3 comes next',
    });
    expect(successionProblem(end, entry(2, hash(5)))?.rule).to.equal('sequence');
    expect(successionProblem(undefined, entry(2, hash(5)))?.rule).to.equal('sequence');
    expect(successionProblem(end, entry(3, hash(6)))).to.deep.equal({
      rule: 'link',
      message: 'the link of sequence 3 is not the leaf hash of its predecessor',
    });
    expect(successionProblem(end, entry(3, null))?.rule).to.equal('link');
    expect(successionProblem(undefined, entry(1, hash(5)))?.rule).to.equal('link');
  });
});
