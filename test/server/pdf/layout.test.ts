/** Pages: nothing beside the margins, heads repeated, fonts cut to what was set, text found again, the same bytes for the same model. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { create } from 'qrcode';
import type { Block, DocumentModel, Text } from '../../../core/document/block.ts';
import { chinaText, utcText } from '../../../core/document/time.ts';
import { extractAttachment } from '../../../core/pdf/attachment.ts';
import { receiptPage } from '../../../core/receipt/page.ts';
import { loadSample } from '../../../samples/index.ts';
import { type Fonts, loadFonts } from '../../../server/pdf/fonts.ts';
import { legible } from '../../../server/pdf/legible.ts';
import { layOut, renderPdf } from '../../../server/pdf/render.ts';
import { buildReportPdf } from '../../../server/pdf/report.ts';
import { A4, type Sheet } from '../../../server/pdf/sheet.ts';
import { hasProgram } from '../../foreign/tools.ts';
import { buildFixture, c, createWorld, type Fixture, type World } from '../../support/package-fixture.ts';
import { earlyReceipt, sealedReceipt } from '../../support/receipt-fixture.ts';
import { modelOf } from '../../support/report-model.ts';
import { filingsOf, packageOf } from '../../support/sample-package.ts';

const both = (zh: string, en = zh): Text => ({ zh, en });
const URL = 'https://evidence.example.org/r/01KA-7JWT-RWFN-A9MF-JF1G-NQV7-GH8Z';

function documentOf(...blocks: Block[]): DocumentModel {
  return {
    title: both('文件', 'Document'),
    mark: 'mark',
    made: '2026-03-15T12:00:00.000Z',
    author: 'TriSeal',
    sections: [{ id: 'one', title: both('一', 'One'), blocks }],
  };
}

/** Texts that reach over an edge, and lines of text that overlap another. */
function faults(sheet: Sheet): string[] {
  const { width, margin } = A4;
  return sheet.pages.flatMap((ops, page) => {
    const texts = ops.flatMap((op) => (op.kind === 'text' ? [op] : []));
    const outside = texts.filter(
      ({ x, y, text, style }) =>
        x < margin - 1 ||
        x + sheet.width(text, style) > width - margin + 1 ||
        y < 28 ||
        y > A4.height - margin,
    );
    const overlapping = texts.filter((one, i) =>
      texts.some(
        (other, j) =>
          j > i &&
          Math.abs(one.y - other.y) < 3 &&
          one.x < other.x + sheet.width(other.text, other.style) - 0.5 &&
          other.x < one.x + sheet.width(one.text, one.style) - 0.5,
      ),
    );
    return [...outside, ...overlapping].map(({ text }) => `page ${page + 1}: ${text}`);
  });
}

describe('server/pdf layout', () => {
  let fonts: Fonts;
  let world: World;
  let fixture: Fixture;
  before(async () => {
    fonts = await loadFonts();
    world = await createWorld();
    fixture = await buildFixture(world);
  });
  const texts = ({ pages }: Sheet, page: number) =>
    pages[page]!.flatMap((op) => (op.kind === 'text' ? [op.text] : []));

  it('repeats the head of a table on each page, and keeps rows whole', () => {
    const rows = Array.from({ length: 90 }, (_, i) => [`${i}`, both(`第${i}项存证`, `item ${i}`)]);
    const columns = [
      { title: both('序号', 'No.'), share: 1 },
      { title: both('名称', 'Name'), share: 4 },
    ];
    const { sheet } = layOut(documentOf({ kind: 'table', columns, rows }), fonts);
    expect(sheet.pages.length).to.be.greaterThan(2);
    sheet.pages.forEach((_, page) => {
      const on = texts(sheet, page);
      expect(on).to.include('序号');
      for (const text of on.filter((one) => /^第\d+项/.test(one)))
        expect(on, text).to.include(text.replace(/^第(\d+)项.*/, 'item $1'));
    });
    expect(faults(sheet)).to.deep.equal([]);
  });

  it('parts a row that no page could hold, and a word that no line could', () => {
    const columns = [
      { title: both('甲'), share: 1 },
      { title: both('乙'), share: 1 },
    ];
    const { sheet } = layOut(
      documentOf({ kind: 'table', columns, rows: [['长文'.repeat(4000), 'ab'.repeat(500)]] }),
      fonts,
    );
    expect(sheet.pages.length).to.be.greaterThan(1);
    expect(faults(sheet)).to.deep.equal([]);
    const all = sheet.pages.flatMap((_, page) => texts(sheet, page)).join('');
    expect(all.match(/长/g)).to.have.length(4000);
  });

  it('keeps within the margins whatever it is given', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 80 });
    const words = fc.oneof(word, fc.record({ zh: word, en: word }));
    const column = fc.record({
      title: fc.record({ zh: word, en: word }),
      share: fc.integer({ min: 1, max: 5 }),
    });
    const table = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.record({
        kind: fc.constant('table' as const),
        columns: fc.array(column, { minLength: n, maxLength: n }),
        rows: fc.array(fc.array(words, { minLength: n, maxLength: n }), { maxLength: 12 }),
      }),
    );
    const pairs = fc.record({
      kind: fc.constant('pairs' as const),
      rows: fc.array(fc.record({ label: fc.record({ zh: word, en: word }), value: words }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(table, pairs), { maxLength: 4 }), (blocks) => {
        expect(faults(layOut(documentOf(...blocks), fonts).sheet)).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
  });

  it('draws the modules of the QR code, each where it belongs', () => {
    const rows = [{ label: both('编号', 'Number'), value: 'x' }];
    const card: Block = { kind: 'code-card', content: URL, caption: both('扫码', 'scan'), rows };
    const { sheet } = layOut(documentOf(card), fonts);
    const boxes = sheet.pages[0]!.flatMap((op) => (op.kind === 'box' ? [op] : []));
    const left = Math.min(...boxes.map(({ x }) => x));
    const top = Math.max(...boxes.map(({ y, height }) => y + height));
    const { modules } = create(URL, { errorCorrectionLevel: 'M' });
    // The finder patterns at the left begin with seven dark modules.
    const size = boxes.find(({ x, y, height }) => x === left && y + height === top)!.width / 7;
    const wrong: string[] = [];
    for (let row = 0; row < modules.size; row++)
      for (let column = 0; column < modules.size; column++) {
        const [x, y] = [left + (column + 0.5) * size, top - (row + 0.5) * size];
        const dark = boxes.some(
          (box) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
        );
        if (dark !== (modules.get(row, column) === 1)) wrong.push(`${row},${column}`);
      }
    expect(wrong).to.deep.equal([]);
  });

  it('names what cannot be shown: rare characters, controls, marks of direction', () => {
    const { regular } = fonts;
    expect(legible('李\u{20B9F}明', regular)).to.equal('李[U+20B9F]明');
    expect(legible('a\u202Eb\u0000c\nd', regular)).to.equal('a[U+202E]b[U+0000]c\nd');
    expect(legible('e\u0301', regular)).to.equal('é');
  });

  it('tells a moment in UTC and UTC+8, and leaves out thousandths of a whole second', () => {
    expect(utcText('2026-03-15T23:30:00.000Z')).to.equal('2026-03-15 23:30:00 UTC');
    expect(chinaText('2026-03-15T23:30:00.250Z')).to.equal('2026-03-16 07:30:00.250 UTC+8');
    expect(chinaText('2026-03-16T07:30:00+08:00')).to.equal('2026-03-16 07:30:00 UTC+8');
  });

  it('sets receipts of every stage on at most two pages, without a fault', async () => {
    const long = await buildFixture(world, { record: () => ({ loan: 'LN-'.padEnd(128, '9') }) });
    const receipts = [
      sealedReceipt(fixture),
      sealedReceipt(fixture, 1),
      sealedReceipt(long),
      await earlyReceipt(fixture),
      await earlyReceipt(fixture, ['bank', 'user']),
      { ...sealedReceipt(fixture), record: null, trust: null },
    ];
    for (const receipt of receipts) {
      const { sheet } = layOut(receiptPage(c, { receipt, checkUrl: URL }), fonts);
      expect(sheet.pages.length).to.be.lessThan(3);
      expect(faults(sheet)).to.deep.equal([]);
    }
  });

  it('says of an early receipt that it stays valid, and of an erased one that its content is not disclosed', async () => {
    const textOf = (receipt: ReturnType<typeof sealedReceipt>) =>
      JSON.stringify(receiptPage(c, { receipt, checkUrl: URL }));
    expect(textOf(await earlyReceipt(fixture)))
      .to.include('本凭证仍然有效')
      .and.include('this one stays valid');
    expect(textOf(sealedReceipt(fixture))).to.not.include('仍然有效');
    expect(textOf({ ...sealedReceipt(fixture), record: null }))
      .to.include('未披露')
      .and.not.include('XJ-2026');
  });

  describe('of reports', () => {
    it('sets both sample loans without a fault, the result on one page', async () => {
      for (const name of ['sound-loan', 'defective-loan'] as const) {
        const sample = await loadSample(name);
        const model = await modelOf(await packageOf(world, sample.loan, filingsOf(sample)));
        const { sheet, bookmarks } = layOut(model.document, fonts);
        expect(faults(sheet), name).to.deep.equal([]);
        expect(bookmarks[1]!.page, 'the second section begins the second page').to.equal(1);
        for (const { outcome, group } of model.report.verdicts)
          expect(texts(sheet, 0).join('\n'), group).to.match(outcome === 'failed' ? /未通过/ : /通过/);
        expect(texts(sheet, 0).join('')).to.include('内容本身是否真实不在核验范围之内');
      }
    });

    it('gives the same bytes for the same model, and carries the machine-readable report', async () => {
      const model = await modelOf(fixture, { verifier: { sha256: 'cd'.repeat(32) } });
      const [one, two] = [await buildReportPdf(model, fonts), await buildReportPdf(model)];
      expect(Buffer.from(one).equals(Buffer.from(two))).to.equal(true);
      const inside = Buffer.from(extractAttachment(one, 'report.json')!).toString();
      expect(JSON.parse(inside)).to.deep.equal(JSON.parse(JSON.stringify(model.report)));
    });

    it('shows checks and tables that it has never heard of', async () => {
      const model = await modelOf(fixture);
      const report = {
        ...model.report,
        tables: [
          ...model.report.tables,
          {
            id: 'something-new',
            group: 'legal' as const,
            title: both('新的表格', 'A new table'),
            columns: [{ id: 'a', title: both('甲', 'A'), kind: 'text' as const }],
            rows: [[both('某事', 'something')]],
            omitted: 0,
          },
        ],
        checks: [{ ...model.report.checks[0]!, id: 'new-check', title: both('新核验', 'New check') }],
      };
      const text = JSON.stringify((await modelOf(fixture, { report })).document);
      expect(text).to.include('新的表格').and.include('new-check').and.include('某事');
    });

    it('prints no sensitive personal data, and says so', async () => {
      const sample = await loadSample('sound-loan');
      const { document } = await modelOf(await packageOf(world, sample.loan, filingsOf(sample)));
      const text = JSON.stringify(document);
      const numbers = sample.items
        .flatMap(({ fields }) => [fields.id_number, fields.card_number])
        .filter(Boolean);
      expect(numbers.length).to.be.greaterThan(0);
      for (const number of numbers) expect(text).to.not.include(String(number));
      expect(text).to.include('敏感个人信息');
    });
  });

  describe('as poppler reads it (skipped without pdftotext, pdffonts and pdfinfo)', () => {
    const directory = mkdtempSync(join(tmpdir(), 'triseal-layout-'));
    after(() => rmSync(directory, { recursive: true, force: true }));

    it('finds the text again, digests whole, and knows title, language and fonts', async function () {
      if (!hasProgram('pdftotext', '-v')) this.skip();
      const file = join(directory, 'receipt.pdf');
      const receipt = sealedReceipt(fixture);
      writeFileSync(file, await renderPdf(receiptPage(c, { receipt, checkUrl: URL }), fonts));
      const text = execFileSync('pdftotext', ['-layout', file, '-']).toString();
      const [item] = fixture.parts.items.slice(1);
      if (item === undefined || !('record' in item.content)) throw new Error('no record');
      for (const expected of [
        '存证凭证',
        'XJ-2026-000123',
        '还款回单-2.pdf',
        item.content.documents[0]!.sha256,
        item.content.documents[0]!.sm3,
        '2026-03-15 20:00:02 UTC+8',
      ])
        expect(text).to.include(expected);
      const fontsInside = execFileSync('pdffonts', [file]).toString().split('\n').slice(2, -1);
      for (const line of fontsInside) expect(line).to.match(/NotoSansSC.*TrueType.*Identity-H\s+yes/);
      const info = execFileSync('pdfinfo', [file]).toString();
      expect(info).to.include('存证凭证 Evidence receipt');
    });
  });
});
