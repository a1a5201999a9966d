/** From a paper to a PDF file. */
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import { cutFonts, type FontFiles } from './fonts.ts';
import { type Paper, paperText } from './model.ts';
import { Setter } from './setter.ts';

/**
 * `locl` turns digits beside Latin letters into forms that no text search finds; kerning would make lines differ from their measure.
 */
const PLAIN = { subset: false, features: { locl: false, kern: false } } as const;

/** @param fonts hold at least the paper's characters. @returns the PDF; the same paper gives the same bytes */
export async function renderPaper(paper: Paper, fonts: FontFiles): Promise<Uint8Array> {
  const own = await cutFonts(fonts, paperText(paper));
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(fontkit);
  const regular = await pdf.embedFont(own.regular, PLAIN);
  const bold = await pdf.embedFont(own.bold, PLAIN);
  pdf.setTitle(paper.title);
  pdf.setProducer('TriSeal sample');
  pdf.setCreationDate(new Date(paper.made));
  pdf.setModificationDate(new Date(paper.made));
  const setter = new Setter(pdf, regular, bold, paper.format);
  for (const block of paper.blocks) setter.set(block);
  setter.foot(paper.mark);
  return pdf.save();
}
