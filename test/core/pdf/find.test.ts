import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../../../core/bytes.ts';
import { findText, findTextBefore } from '../../../core/pdf/find.ts';

describe('core/pdf find', () => {
  it('finds what the text of the bytes has, from the front and from the back', () => {
    const few = fc.stringMatching(/^[ab]{0,40}$/);
    fc.assert(
      fc.property(few, fc.stringMatching(/^[ab]{1,4}$/), fc.nat(50), (text, wanted, from) => {
        expect(findText(utf8(text), wanted, from)).to.equal(
          from > text.length ? -1 : text.indexOf(wanted, from),
        );
        expect(findTextBefore(utf8(text), wanted, from)).to.equal(text.lastIndexOf(wanted, from));
        expect(findTextBefore(utf8(text), wanted)).to.equal(text.lastIndexOf(wanted));
      }),
    );
  });

  it('finds nothing in nothing, and nothing that is cut off', () => {
    expect(findText(new Uint8Array(), 'a')).to.equal(-1);
    expect(findTextBefore(new Uint8Array(), 'a')).to.equal(-1);
    expect(findText(utf8('xab'), 'abc')).to.equal(-1);
    expect(findTextBefore(utf8('xab'), 'abc')).to.equal(-1);
  });
});
