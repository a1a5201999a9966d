/** Files out of PDFs: what this project attached is found, and nothing is taken for it. */
import { expect } from 'chai';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { utf8 } from '../../../core/bytes.ts';
import { extractAttachment } from '../../../core/pdf/attachment.ts';
import { verifyPdfSignature } from '../../../core/pdf/signature.ts';
import { type Attachment, attach } from '../../../server/pdf/attachment.ts';
import { nodeCrypto as c } from '../../support/pki.ts';

const DATE = new Date('2026-03-15T12:00:00Z');
const file = (name: string, text: string): Attachment => ({
  name,
  mediaType: 'application/json',
  description: '附件',
  bytes: utf8(text),
  relation: 'Data',
});

async function pdfWith(...attachments: Attachment[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.addPage([200, 200]);
  attach(pdf, attachments, DATE);
  return pdf.save({ useObjectStreams: false });
}

describe('core/pdf attachment', () => {
  it('finds each file by its name, byte for byte', async () => {
    const pdf = await pdfWith(
      file('receipt.json', '{"a":"文"}'),
      file('other.json', 'endstream\nendobj\n1 0 obj'),
    );
    expect(extractAttachment(pdf, 'receipt.json')).to.deep.equal(utf8('{"a":"文"}'));
    expect(extractAttachment(pdf, 'other.json')).to.deep.equal(utf8('endstream\nendobj\n1 0 obj'));
    expect(extractAttachment(pdf, 'receipt.jso')).to.equal(undefined);
  });

  it('finds an empty file, and none in a PDF without', async () => {
    expect(extractAttachment(await pdfWith(file('e', '')), 'e')).to.deep.equal(new Uint8Array());
    expect(extractAttachment(await pdfWith(), 'e')).to.equal(undefined);
    expect(extractAttachment(utf8('%PDF-1.7'), 'e')).to.equal(undefined);
    expect(extractAttachment(new Uint8Array(), 'e')).to.equal(undefined);
  });

  it('does not choose between two of one name', async () => {
    const pdf = await pdfWith(file('receipt.json', 'one'), file('receipt.json', 'two'));
    expect(extractAttachment(pdf, 'receipt.json')).to.equal(undefined);
  });

  it('takes nothing that another writer compressed, or whose length is wrong', async () => {
    const other = await PDFDocument.create();
    other.addPage();
    await other.attach(utf8('{}'), 'receipt.json', { mimeType: 'application/json' });
    expect(extractAttachment(await other.save({ useObjectStreams: false }), 'receipt.json')).to.equal(
      undefined,
    );
    const pdf = Buffer.from(await pdfWith(file('receipt.json', '{"a":1}')));
    const longer = Buffer.from(pdf.toString('latin1').replace('/Length 7', '/Length 8'), 'latin1');
    expect(extractAttachment(longer, 'receipt.json')).to.equal(undefined);
    const beyond = Buffer.from(pdf.toString('latin1').replace('/Length 7', '/Length 999999999'), 'latin1');
    expect(extractAttachment(beyond, 'receipt.json')).to.equal(undefined);
  });

  it('never throws or hangs, whatever was changed or cut off', async () => {
    const pdf = await pdfWith(file('receipt.json', '{"a":1}'));
    fc.assert(
      fc.property(fc.nat(pdf.length - 1), fc.nat(255), fc.nat(pdf.length), (at, byte, length) => {
        const copy = pdf.slice(0, Math.max(at + 1, length));
        copy[at] = byte;
        extractAttachment(copy, 'receipt.json');
      }),
    );
    const hostile = utf8('/UF <FEFF0061> /EF << /F 1 0 R >>'.repeat(2000));
    expect(extractAttachment(hostile, 'a')).to.equal(undefined);
    const result = await verifyPdfSignature(c, hostile, { anchors: [], timestampAnchors: [] });
    expect(result.code).to.equal('NONE');
  });
});
