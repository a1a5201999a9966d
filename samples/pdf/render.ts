/** From a paper to a PDF file. */
import type { Fonts } from '../../server/pdf/fonts.ts';
import { Sheet } from '../../server/pdf/sheet.ts';
import { writePdf } from '../../server/pdf/write.ts';
import type { Paper } from './model.ts';
import { FORMATS, Setter } from './setter.ts';

/** @returns the PDF; the same paper gives the same bytes */
export async function renderPaper(paper: Paper, fonts: Fonts): Promise<Uint8Array> {
  const format = FORMATS[paper.format];
  const sheet = new Sheet(fonts, format);
  const setter = new Setter(sheet, format);
  for (const block of paper.blocks) setter.set(block);
  setter.foot(paper.mark);
  return writePdf(sheet, fonts, {
    title: paper.title,
    author: 'TriSeal',
    producer: 'TriSeal sample',
    made: paper.made,
    language: 'zh-CN',
  });
}
