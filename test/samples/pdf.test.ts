import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { paper, rows, text, title } from '../../samples/documents/paper.ts';
import { NOTICE } from '../../samples/pdf/model.ts';
import { renderPaper } from '../../samples/pdf/render.ts';
import { loadFonts } from '../../server/pdf/fonts.ts';
import { breakLines } from '../../server/pdf/line-breaking.ts';

/** Han characters two units wide, all others one. */
const measure = (line: string) =>
  [...line].reduce((sum, one) => sum + (one.charCodeAt(0) > 0x2000 ? 2 : 1), 0);

describe('samples/pdf line breaking', () => {
  it('breaks between Han characters and keeps within the width', () => {
    expect(breakLines('个人消费借款合同', 8, measure)).to.deep.equal(['个人消费', '借款合同']);
  });

  it('begins no line with closing punctuation and ends none with opening', () => {
    expect(breakLines('个人消费，借款', 8, measure)).to.deep.equal(['个人消', '费，借款']);
    expect(breakLines('个人消《借款》', 8, measure)).to.deep.equal(['个人消', '《借款》']);
  });

  it('keeps words and numbers whole, unless they are wider than the line', () => {
    expect(breakLines('本金50000.00元', 10, measure)).to.deep.equal(['本金', '50000.00元']);
    expect(breakLines('abcdefgh', 3, measure)).to.deep.equal(['abc', 'def', 'gh']);
  });

  it('keeps forced line breaks and empty lines', () => {
    expect(breakLines('一\n\n二', 8, measure)).to.deep.equal(['一', '', '二']);
  });
});

describe('samples/pdf rendering (skipped without pdftotext and pdffonts of poppler)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'triseal-paper-'));
  const file = join(directory, 'paper.pdf');

  before(async function () {
    if (spawnSync('pdftotext', ['-v']).error !== undefined) this.skip();
    const long = Array.from({ length: 60 }, (_, i) =>
      text(`第${i}段　借款人应当按期足额归还借款本金和利息。`),
    );
    const sample = paper('HT-XJD-2024-0000042', '2024-09-09T19:43:20+08:00', [
      title('个人消费借款合同'),
      rows(['合同编号', 'HT-XJD-2024-0000042'], ['电子邮箱', 'borrower-42@example.com']),
      ...long,
    ]);
    writeFileSync(file, await renderPaper(sample, await loadFonts()));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps all text searchable, digits beside Latin letters included', () => {
    const found = execFileSync('pdftotext', ['-layout', file, '-']).toString();
    expect(found).to.include('个人消费借款合同');
    expect(found).to.include('HT-XJD-2024-0000042');
    expect(found).to.include('borrower-42@example.com');
    for (let i = 0; i < 60; i++) expect(found).to.include(`第${i}段`);
  });

  it('numbers its pages and says on each that it is invented', () => {
    const pages = execFileSync('pdftotext', ['-layout', file, '-']).toString().split('\f').slice(0, -1);
    expect(pages.length).to.be.greaterThan(1);
    pages.forEach((page, index) => {
      expect(page).to.include(NOTICE);
      expect(page).to.match(new RegExp(`第 ${index + 1} 页 / 共 ${pages.length} 页`));
    });
  });

  it('carries its fonts with it', () => {
    const fonts = execFileSync('pdffonts', [file]).toString().split('\n').slice(2, -1);
    expect(fonts).to.have.length(2);
    for (const line of fonts) expect(line).to.match(/NotoSansSC.*TrueType.*Identity-H\s+yes/);
  });
});
