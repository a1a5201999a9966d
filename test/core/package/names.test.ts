import { expect } from 'chai';
import { pathProblem, safeFileName, segmentProblem } from '../../../core/package/names.ts';

describe('core/package names', () => {
  it('allows what every system stores', () => {
    for (const name of ['借款合同.pdf', 'a b&c#d+e.txt', 'record.sd-jwt', 'é.txt', '😀.png']) {
      expect(segmentProblem(name), name).to.equal(undefined);
    }
    expect(pathProblem('data/items/0001-CONTRACT/借款合同.pdf')).to.equal(undefined);
  });

  it('bounds segments and paths in bytes, at the limit and one over', () => {
    expect(segmentProblem('x'.repeat(160))).to.equal(undefined);
    expect(segmentProblem('x'.repeat(161))).to.include('160 bytes');
    expect(segmentProblem('合'.repeat(53))).to.equal(undefined);
    expect(segmentProblem('合'.repeat(54))).to.include('160 bytes');
    const path = (n: number) => `${'x'.repeat(150)}/${'y'.repeat(150)}/${'z'.repeat(n)}`;
    expect(pathProblem(path(98))).to.equal(undefined);
    expect(pathProblem(path(99))).to.include('400 bytes');
  });

  const cases: [string, string][] = [
    ['借款合同.pdf', '借款合同.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\loans\\contract.pdf', 'contract.pdf'],
    ['100%.pdf', '100_.pdf'],
    ['con.txt', '_con.txt'],
    ['  spaced. ', 'spaced'],
    ['...', 'document.bin'],
    ['', 'document.bin'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['abc\u202efdp.exe', 'abc_fdp.exe'],
    ['\ud800.txt', '\ufffd.txt'],
  ];
  for (const [name, safe] of cases) {
    it(`makes ${JSON.stringify(name)} safe as ${JSON.stringify(safe)}`, () => {
      expect(safeFileName(name, new Set())).to.equal(safe);
    });
  }

  it('keeps names apart, case ignored', () => {
    const taken = new Set<string>();
    expect(safeFileName('a.pdf', taken)).to.equal('a.pdf');
    expect(safeFileName('A.PDF', taken)).to.equal('A-2.PDF');
    expect(safeFileName('a.pdf', taken)).to.equal('a-3.pdf');
  });

  it('cuts long names, keeps the extension and stays within the rules', () => {
    const taken = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const safe = safeFileName(`${'合'.repeat(200)}.pdf`, taken);
      expect(segmentProblem(safe), safe).to.equal(undefined);
      expect(safe).to.match(/\.pdf$/);
    }
    expect(taken.size).to.equal(12);
    expect(segmentProblem(safeFileName(`a.${'x'.repeat(400)}`, taken))).to.equal(undefined);
  });
});
