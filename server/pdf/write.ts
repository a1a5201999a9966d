/** From laid-out pages to a PDF file. The same pages give the same bytes: dates and id come in or follow from the content. */
import { createHash } from 'node:crypto';
import fontkit from '@pdf-lib/fontkit';
import { zlibSync } from 'fflate';
import { PDFDocument, type PDFFont, PDFHexString, PDFName, PDFString } from 'pdf-lib';
import { type Attachment, attach } from './attachment.ts';
import { contentOf, type EmbeddedFace } from './content.ts';
import { cutFont, FACES, type Face, type Fonts, glyphsOf } from './fonts.ts';
import { type Bookmark, setOutline } from './outline.ts';
import type { Op, Sheet } from './sheet.ts';

export interface PdfInfo {
  readonly title: string;
  readonly author: string;
  readonly producer: string;
  /** RFC 3339. */
  readonly made: string;
  /** BCP 47. */
  readonly language: string;
  readonly attachments?: readonly Attachment[];
  readonly bookmarks?: readonly Bookmark[];
}

/** The font comes cut: pdf-lib is to take it as it is. */
const WHOLE = { subset: false } as const;

export async function writePdf(sheet: Sheet, fonts: Fonts, info: PdfInfo): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  compressFast(pdf);
  pdf.registerFontkit(fontkit);
  const faces = await embedFaces(pdf, fonts, sheet.pages);
  for (const ops of sheet.pages) addPage(pdf, sheet, ops, faces);
  describe(pdf, info);
  attach(pdf, info.attachments ?? [], new Date(info.made));
  setOutline(pdf, info.bookmarks ?? []);
  await pdf.flush();
  pdf.context.trailerInfo.ID = idOf(pdf, info, sheet.pages);
  // Signing appends to the file, which is simple only after a plain cross-reference table.
  return pdf.save({ useObjectStreams: false });
}

/** A third of pdf-lib's own time, and the same bytes on every machine, which the platform's zlib does not promise. */
function compressFast(pdf: PDFDocument): void {
  const { context } = pdf;
  context.flateStream = (contents, dictionary) => {
    const bytes = typeof contents === 'string' ? Buffer.from(contents, 'latin1') : contents;
    return context.stream(zlibSync(bytes, { level: 2 }), { ...dictionary, Filter: 'FlateDecode' });
  };
}

interface EmbeddedFont {
  readonly font: PDFFont;
  glyph(character: string): number;
}

type Faces = Readonly<Partial<Record<Face, EmbeddedFont>>>;

async function embedFaces(pdf: PDFDocument, fonts: Fonts, pages: readonly (readonly Op[])[]): Promise<Faces> {
  const faces: Partial<Record<Face, EmbeddedFont>> = {};
  for (const face of FACES) {
    const text = textIn(face, pages);
    if (text === '') continue;
    const file = await cutFont(fonts[face].file, text);
    faces[face] = { font: await pdf.embedFont(file, WHOLE), glyph: glyphsOf(file) };
  }
  return faces;
}

function textIn(face: Face, pages: readonly (readonly Op[])[]): string {
  const used = (op: Op) => (op.kind === 'text' && op.style.face === face ? op.text : '');
  return pages.flatMap((ops) => ops.map(used)).join('');
}

function addPage(pdf: PDFDocument, { format }: Sheet, ops: readonly Op[], faces: Faces): void {
  const page = pdf.addPage([format.width, format.height]);
  const named: Partial<Record<Face, EmbeddedFace>> = {};
  for (const face of FACES) {
    const embedded = faces[face];
    if (embedded === undefined || textIn(face, [ops]) === '') continue;
    const name = page.node.newFontDictionary(face, embedded.font.ref).decodeText();
    named[face] = { name, glyph: embedded.glyph };
  }
  const content = pdf.context.flateStream(contentOf(ops, named));
  page.node.set(PDFName.of('Contents'), pdf.context.register(content));
}

function describe(pdf: PDFDocument, { title, author, producer, made, language }: PdfInfo): void {
  pdf.setTitle(title, { showInWindowTitleBar: true });
  pdf.setAuthor(author);
  pdf.setProducer(producer);
  pdf.setCreationDate(new Date(made));
  pdf.setModificationDate(new Date(made));
  pdf.catalog.set(PDFName.of('Lang'), PDFString.of(language));
}

/** ISO 32000-1 section 14.4: the file's identifier, here from what it shows and carries. */
function idOf(pdf: PDFDocument, { attachments = [], ...info }: PdfInfo, pages: readonly (readonly Op[])[]) {
  const hash = createHash('sha256').update(JSON.stringify([info, pages]));
  for (const { name, bytes } of attachments) hash.update(`${name}\n`).update(bytes);
  const id = PDFHexString.of(hash.digest('hex').slice(0, 32));
  return pdf.context.obj([id, id]);
}
