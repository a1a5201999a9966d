/** From laid-out pages to a PDF file. The same pages give the same bytes: dates and id come in or follow from the content. */
import { createHash } from 'node:crypto';
import fontkit from '@pdf-lib/fontkit';
import {
  fill,
  PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFName,
  PDFString,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
  rgb,
  setFillingRgbColor,
} from 'pdf-lib';
import { type Attachment, attach } from './attachment.ts';
import { cutFont, FACES, type Face, type Fonts } from './fonts.ts';
import { type Bookmark, setOutline } from './outline.ts';
import type { Colour, Op, Sheet } from './sheet.ts';

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

/**
 * `locl` turns digits beside Latin letters into forms that no text search finds; kerning would make lines differ from their measure, and so do
 * ligatures, which also tear digests apart (`ff`).
 */
const PLAIN = {
  subset: false,
  features: { locl: false, kern: false, liga: false, clig: false, calt: false },
} as const;

export async function writePdf(sheet: Sheet, fonts: Fonts, info: PdfInfo): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(fontkit);
  const faces = await embedFaces(pdf, fonts, sheet.pages);
  for (const ops of sheet.pages) {
    const page = pdf.addPage([sheet.format.width, sheet.format.height]);
    for (const run of runsOf(ops)) drawRun(page, run, faces);
  }
  describe(pdf, info);
  attach(pdf, info.attachments ?? [], new Date(info.made));
  setOutline(pdf, info.bookmarks ?? []);
  await pdf.flush();
  pdf.context.trailerInfo.ID = idOf(pdf, info, sheet.pages);
  // Signing appends to the file, which is simple only after a plain cross-reference table.
  return pdf.save({ useObjectStreams: false });
}

type Faces = Readonly<Partial<Record<Face, PDFFont>>>;

async function embedFaces(pdf: PDFDocument, fonts: Fonts, pages: readonly (readonly Op[])[]): Promise<Faces> {
  const used = (face: Face) =>
    pages
      .flatMap((ops) => ops.map((op) => (op.kind === 'text' && op.style.face === face ? op.text : '')))
      .join('');
  const faces: Partial<Record<Face, PDFFont>> = {};
  for (const face of FACES) {
    const text = used(face);
    if (text !== '') faces[face] = await pdf.embedFont(await cutFont(fonts[face].file, text), PLAIN);
  }
  return faces;
}

const ink = ([red, green, blue]: Colour) => rgb(red, green, blue);

type Box = Op & { readonly kind: 'box' };

const isPlain = (op: Op | undefined): op is Box =>
  op?.kind === 'box' && op.fill !== undefined && op.border === undefined;

/** Neighbouring boxes of one colour together: a QR code has hundreds. */
function runsOf(ops: readonly Op[]): Op[][] {
  const runs: Op[][] = [];
  for (const op of ops) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (isPlain(op) && isPlain(before) && before.fill === op.fill) last!.push(op);
    else runs.push([op]);
  }
  return runs;
}

function drawRun(page: ReturnType<PDFDocument['addPage']>, run: readonly Op[], faces: Faces): void {
  const boxes = run.filter(isPlain);
  if (boxes.length < 2) {
    for (const op of run) drawOp(page, op, faces);
    return;
  }
  const [red, green, blue] = boxes[0]!.fill!;
  page.pushOperators(
    pushGraphicsState(),
    setFillingRgbColor(red, green, blue),
    ...boxes.map(({ x, y, width, height }) => rectangle(x, y, width, height)),
    fill(),
    popGraphicsState(),
  );
}

function drawOp(page: ReturnType<PDFDocument['addPage']>, op: Op, faces: Faces): void {
  if (op.kind === 'text') {
    const { face, size, colour = [0.1, 0.1, 0.12] } = op.style;
    page.drawText(op.text, { x: op.x, y: op.y, size, font: faces[face]!, color: ink(colour) });
  } else if (op.kind === 'box') {
    const { x, y, width, height, fill, border } = op;
    page.drawRectangle({
      x,
      y,
      width,
      height,
      ...(fill && { color: ink(fill) }),
      ...(border && { borderColor: ink(border), borderWidth: 0.8 }),
    });
  } else {
    const [first, ...rest] = op.points;
    let start = first;
    for (const end of rest) {
      page.drawLine({
        start: { x: start![0], y: start![1] },
        end: { x: end[0], y: end[1] },
        thickness: op.thickness,
        color: ink(op.colour),
      });
      start = end;
    }
  }
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
