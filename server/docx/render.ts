/**
 * From a document model to a DOCX (ECMA-376), to be edited on: the same blocks as the PDF, with real headings, tables whose head repeats, and page numbers.
 * A chart is given as the table that it was drawn from.
 */
import {
  AlignmentType,
  Document,
  type FileChild,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  TabStopType,
  TextRun,
} from 'docx';
import type { Block, DocumentModel, Section } from '../../core/document/block.ts';
import { VERSION } from '../../core/version.ts';
import { drawBlock } from './blocks.ts';
import { FONTS, GREY, inline, PAGE, STYLES } from './style.ts';

export async function renderDocx(model: DocumentModel): Promise<Uint8Array> {
  const { title, author, made } = model;
  const document = new Document({
    title: inline(title),
    creator: author,
    description: `TriSeal ${VERSION} ${made}`,
    lastModifiedBy: author,
    styles: STYLES,
    sections: [
      {
        properties: { page: PAGE },
        footers: { default: footer(model) },
        children: [...titleOf(model), ...model.sections.flatMap(sectionOf)],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function titleOf({ title, subtitle }: DocumentModel): FileChild[] {
  return [
    new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun({ text: title.zh })] }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 80 },
      children: [new TextRun({ text: title.en, size: 24 })],
    }),
    ...(subtitle === undefined
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 240 },
            children: [new TextRun({ text: subtitle.zh, size: 18, color: GREY })],
          }),
        ]),
  ];
}

function sectionOf({ title, blocks, newPage }: Section): FileChild[] {
  const heading = new Paragraph({
    heading: HeadingLevel.HEADING_1,
    pageBreakBefore: newPage === true,
    children: [
      new TextRun({ text: title.zh }),
      new TextRun({ text: title.en === title.zh ? '' : `  ${title.en}`, size: 20, bold: false, color: GREY }),
    ],
  });
  return [heading, ...blocks.flatMap((block: Block) => drawBlock(block))];
}

function footer({ mark }: DocumentModel): Footer {
  const numbers = [
    '第 ',
    PageNumber.CURRENT,
    ' 页 / 共 ',
    PageNumber.TOTAL_PAGES,
    ' 页 · page ',
    PageNumber.CURRENT,
    ' of ',
    PageNumber.TOTAL_PAGES,
  ];
  return new Footer({
    children: [
      new Paragraph({
        tabStops: [
          { type: TabStopType.RIGHT, position: PAGE.size.width - PAGE.margin.left - PAGE.margin.right },
        ],
        children: [
          new TextRun({ text: `${mark}\t`, size: 15, color: GREY, font: FONTS.body }),
          new TextRun({ children: numbers, size: 15, color: GREY, font: FONTS.body }),
        ],
      }),
    ],
  });
}
