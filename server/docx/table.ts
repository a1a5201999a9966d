/** Tables of fixed width: the head repeats on each page, a row stays whole, a bar at the left marks a row beside its word. */
import {
  AlignmentType,
  BorderStyle,
  type FileChild,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Column, Tone, Words } from '../../core/document/block.ts';
import { BODY, DENSE, FONTS, GREY, LINE, partsOf, SMALL, TINT, TONES, WIDTH } from './style.ts';

export interface GridOptions {
  readonly tones?: readonly Tone[] | undefined;
  /** Smaller letters. */
  readonly dense?: boolean | undefined;
  /** Without a head: labels at the left say what stands beside them. */
  readonly headless?: boolean;
}

const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const THIN = { style: BorderStyle.SINGLE, size: 4, color: LINE } as const;

export function gridOf(
  columns: readonly Column[],
  rows: readonly (readonly Words[])[],
  { tones, dense, headless }: GridOptions,
): FileChild[] {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => Math.floor((share / total) * WIDTH));
  const size = dense === true ? DENSE : headless === true ? BODY : SMALL;
  const cell = (words: Words, column: number, head: boolean, tone: Tone = 'plain') =>
    new TableCell({
      width: { size: widths[column]!, type: WidthType.DXA },
      margins: { top: 50, bottom: 50, left: 80, right: 80 },
      borders: { top: NONE, right: NONE, bottom: THIN, left: barOf(column, tone) },
      ...(head && { shading: { fill: TINT, type: ShadingType.CLEAR } }),
      children: paragraphs(words, { size, head, right: columns[column]?.align === 'right' }),
    });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ title }, column) => cell(title, column, true)),
  });
  const body = rows.map(
    (row, i) =>
      new TableRow({
        cantSplit: true,
        children: row.map((words, column) => cell(words, column, false, tones?.[i])),
      }),
  );
  const table = new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: headless === true ? body : [head, ...body],
  });
  return [table, new Paragraph({ spacing: { after: 60 }, children: [] })];
}

function barOf(column: number, tone: Tone) {
  const colour = column === 0 ? TONES[tone] : undefined;
  return colour === undefined ? NONE : { style: BorderStyle.SINGLE, size: 24, color: colour };
}

interface CellStyle {
  readonly size: number;
  readonly head: boolean;
  readonly right: boolean;
}

function paragraphs(words: Words, { size, head, right }: CellStyle): Paragraph[] {
  return partsOf(words).flatMap((part, i) =>
    part.split('\n').map(
      (line) =>
        new Paragraph({
          alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
          spacing: { after: 0, line: 252 },
          children: [
            new TextRun({
              text: line,
              size: i === 0 ? size : size - 2,
              bold: head && i === 0,
              ...(head && { font: FONTS.heading }),
              ...(i > 0 && { color: GREY }),
            }),
          ],
        }),
    ),
  );
}
