import { expect } from 'chai';
import { utf8 } from '../../core/bytes.ts';
import { kindOfSubject } from '../../core/verify/subject.ts';

describe('verify/subject', () => {
  const cases: readonly [string, Uint8Array, string | undefined][] = [
    ['a package', utf8('PK\u0003\u0004...'), 'package'],
    ['a package with damaged first bytes', utf8(`xx...PK\u0005\u0006${'\0'.repeat(18)}`), 'package'],
    ['a receipt', utf8(' \n{"v":1}'), 'receipt'],
    ['a tlog-proof', utf8('c2sp.org/tlog-proof@v1\nindex 1\n'), 'tlog-proof'],
    ['a tlog-proof of another version', utf8('c2sp.org/tlog-proof@v2\nindex 1\n'), undefined],
    ['a tlog-proof that is not UTF-8', Uint8Array.of(...utf8('c2sp.org/tlog-proof@v1\n'), 0xff), undefined],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), undefined],
    ['nothing', new Uint8Array(0), undefined],
  ];
  for (const [what, bytes, kind] of cases) {
    it(`takes ${what} for ${kind ?? 'none of its own'}`, () => {
      expect(kindOfSubject(bytes)).to.equal(kind);
    });
  }
});
