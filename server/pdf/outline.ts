/** Bookmarks (ISO 32000-1 section 12.3.3): one level, each to the top of its section. */
import { type PDFDocument, PDFHexString, PDFName, PDFNumber } from 'pdf-lib';

export interface Bookmark {
  readonly title: string;
  /** From 0. */
  readonly page: number;
  /** Upper edge, points from below. */
  readonly y: number;
}

export function setOutline(pdf: PDFDocument, bookmarks: readonly Bookmark[]): void {
  if (bookmarks.length === 0) return;
  const { context, catalog } = pdf;
  const root = context.nextRef();
  const refs = bookmarks.map(() => context.nextRef());
  bookmarks.forEach(({ title, page, y }, i) => {
    const item = context.obj({
      Title: PDFHexString.fromText(title),
      Parent: root,
      Dest: [pdf.getPage(page).ref, PDFName.of('XYZ'), null, PDFNumber.of(Math.round(y)), null],
      ...(i > 0 && { Prev: refs[i - 1]! }),
      ...(i < refs.length - 1 && { Next: refs[i + 1]! }),
    });
    context.assign(refs[i]!, item);
  });
  const outline = { Type: 'Outlines', First: refs[0]!, Last: refs.at(-1)!, Count: refs.length };
  context.assign(root, context.obj(outline));
  catalog.set(PDFName.of('Outlines'), root);
}
