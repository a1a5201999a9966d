/** Sets the blocks of a paper: one column from top to bottom, pages as needed, the notice and page numbers at the foot. */
import { type PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';
import { breakLines } from './line-breaking.ts';
import { type Block, NOTICE, type Paper } from './model.ts';

const FORMATS = {
  a4: { width: 595, height: 842, margin: 64, size: 10.5, title: 18 },
  phone: { width: 390, height: 844, margin: 24, size: 11, title: 15 },
} as const;

const INK = rgb(0.1, 0.1, 0.12);
const GREY = rgb(0.45, 0.45, 0.48);
const LINE = rgb(0.78, 0.78, 0.8);
const RED = rgb(0.72, 0.08, 0.08);
const TINT = rgb(0.99, 0.94, 0.93);
const BLUE = rgb(0.1, 0.32, 0.62);
const WHITE = rgb(1, 1, 1);

/** Height kept free at the foot of each page, in points. */
const FOOT = 50;

interface Cells {
  readonly lines: readonly (readonly string[])[];
  readonly height: number;
}

interface Style {
  readonly font: PDFFont;
  readonly size: number;
  readonly colour?: ReturnType<typeof rgb>;
}

/** Advance widths by character: measuring through the font each time would dominate the setting. */
function measurer(font: PDFFont): (text: string, size: number) => number {
  const widths = new Map<string, number>();
  const one = (character: string): number => {
    const known = widths.get(character) ?? font.widthOfTextAtSize(character, 1000);
    widths.set(character, known);
    return known;
  };
  return (text, size) => [...text].reduce((total, character) => total + one(character), 0) * (size / 1000);
}

export class Setter {
  private readonly pdf: PDFDocument;
  private readonly fonts: { readonly regular: PDFFont; readonly bold: PDFFont };
  private readonly measures: Map<PDFFont, (text: string, size: number) => number>;
  private readonly format: (typeof FORMATS)[Paper['format']];
  private page: PDFPage;
  private y: number;

  constructor(pdf: PDFDocument, regular: PDFFont, bold: PDFFont, format: Paper['format']) {
    this.pdf = pdf;
    this.fonts = { regular, bold };
    this.measures = new Map([regular, bold].map((font) => [font, measurer(font)]));
    this.format = FORMATS[format];
    this.page = this.addPage();
    this.y = this.top();
  }

  set(block: Block): void {
    const { size, title } = this.format;
    const { bold } = this.fonts;
    switch (block.kind) {
      case 'title':
        this.centred(block.text, { font: bold, size: title });
        break;
      case 'heading':
        this.room(size * 10);
        this.y -= size * 0.6;
        this.flow(block.text, { font: bold, size: size + 0.5 });
        break;
      case 'text':
        this.text(block.text, block.style ?? 'plain');
        break;
      case 'rows':
        this.rows(block.rows);
        break;
      case 'table':
        this.table(block);
        break;
      case 'choice':
        this.choice(block.checked, block.text);
        break;
      case 'button':
        this.button(block.text, { font: bold, size, colour: WHITE });
        break;
      case 'space':
        this.y -= block.points;
    }
  }

  foot(mark: string): void {
    const pages = this.pdf.getPages();
    const style: Style = { font: this.fonts.regular, size: 7.5, colour: GREY };
    pages.forEach((page, index) => {
      const text = `${mark} · ${NOTICE} · 第 ${index + 1} 页 / 共 ${pages.length} 页`;
      const x = (this.format.width - this.width(text, style)) / 2;
      this.put(page, text, x, 30, style);
    });
  }

  private addPage(): PDFPage {
    return this.pdf.addPage([this.format.width, this.format.height]);
  }

  private top(): number {
    return this.format.height - this.format.margin;
  }

  private column(): number {
    return this.format.width - 2 * this.format.margin;
  }

  /** Begins a new page unless this much height is left above the foot. @returns whether it did */
  private room(height: number): boolean {
    if (this.y - height >= FOOT) return false;
    this.page = this.addPage();
    this.y = this.top();
    return true;
  }

  private width(text: string, { font, size }: Style): number {
    return (this.measures.get(font) as (text: string, size: number) => number)(text, size);
  }

  private put(page: PDFPage, text: string, x: number, y: number, { font, size, colour = INK }: Style): void {
    if (text !== '') page.drawText(text, { x, y, font, size, color: colour });
  }

  private lines(text: string, width: number, style: Style): string[] {
    return breakLines(text, width, (part) => this.width(part, style));
  }

  private centred(text: string, style: Style): void {
    for (const line of this.lines(text, this.column(), style)) {
      this.room(style.size * 1.6);
      this.y -= style.size * 1.5;
      this.put(this.page, line, (this.format.width - this.width(line, style)) / 2, this.y, style);
    }
    this.y -= style.size * 0.8;
  }

  private flow(text: string, style: Style, indent = 0): void {
    const lines = this.lines(text, this.column() - indent, style);
    for (const line of lines) {
      this.room(style.size * 1.65);
      this.y -= style.size * 1.65;
      this.put(this.page, line, this.format.margin + indent, this.y, style);
    }
    this.y -= style.size * 0.35;
  }

  private text(text: string, kind: NonNullable<(Block & { kind: 'text' })['style']>): void {
    const { regular, bold } = this.fonts;
    const { size } = this.format;
    if (kind === 'plain') this.flow(text, { font: regular, size });
    else if (kind === 'small') this.flow(text, { font: regular, size: size - 2, colour: GREY });
    else if (kind === 'strong') this.flow(text, { font: bold, size });
    else this.alert(text, { font: bold, size, colour: RED });
  }

  private alert(text: string, style: Style): void {
    const lines = this.lines(text, this.column() - 16, style);
    const height = lines.length * style.size * 1.65 + 10;
    this.room(height + 10);
    this.y -= 4;
    const { margin } = this.format;
    this.page.drawRectangle({ x: margin, y: this.y - height, width: this.column(), height, color: TINT });
    this.page.drawRectangle({ x: margin, y: this.y - height, width: 2.5, height, color: RED });
    lines.forEach((line, index) => {
      this.put(this.page, line, margin + 10, this.y - (index + 1) * style.size * 1.65, style);
    });
    this.y -= height + 6;
  }

  private rows(rows: readonly (readonly [string, string])[]): void {
    const style: Style = { font: this.fonts.regular, size: this.format.size - 0.5 };
    const label: Style = { ...style, colour: GREY };
    const indent = Math.max(...rows.map(([name]) => this.width(name, label))) + 14;
    const set = rows.map(([name, value]) => {
      const lines = this.lines(value, this.column() - indent, style);
      return { name, lines, height: lines.length * style.size * 1.5 + 5 };
    });
    this.y -= 4;
    // Short lists stay on one page.
    if (rows.length <= 6) this.room(set.reduce((sum, { height }) => sum + height, 0));
    for (const { name, lines, height } of set) {
      this.room(height);
      this.put(this.page, name, this.format.margin, this.y - style.size * 1.3, label);
      lines.forEach((line, index) => {
        const y = this.y - style.size * 1.3 - index * style.size * 1.5;
        this.put(this.page, line, this.format.margin + indent, y, style);
      });
      this.y -= height;
      this.rule();
    }
    this.y -= 6;
  }

  private rule(): void {
    const { margin } = this.format;
    const [start, end] = [
      { x: margin, y: this.y },
      { x: margin + this.column(), y: this.y },
    ];
    this.page.drawLine({ start, end, thickness: 0.4, color: LINE });
  }

  private table({ columns, rows }: Block & { kind: 'table' }): void {
    const head: Style = { font: this.fonts.bold, size: this.format.size - 1.5 };
    const body: Style = { font: this.fonts.regular, size: this.format.size - 1.5 };
    const total = columns.reduce((all, { share }) => all + share, 0);
    const widths = columns.map(({ share }) => (share / total) * this.column());
    const titles = columns.map(({ title }) => title);
    const header = this.cells(titles, widths, head);
    this.room(header.height * 3);
    this.tableRow(header, widths, columns, head);
    for (const row of rows) {
      const cells = this.cells(row, widths, body);
      if (this.room(cells.height)) this.tableRow(header, widths, columns, head);
      this.tableRow(cells, widths, columns, body);
    }
    this.y -= 8;
  }

  private cells(texts: readonly string[], widths: readonly number[], style: Style): Cells {
    const lines = texts.map((text, index) => this.lines(text, (widths[index] as number) - 8, style));
    return { lines, height: Math.max(...lines.map(({ length }) => length)) * style.size * 1.45 + 6 };
  }

  private tableRow(
    { lines, height }: Cells,
    widths: readonly number[],
    columns: (Block & { kind: 'table' })['columns'],
    style: Style,
  ): void {
    let x = this.format.margin;
    lines.forEach((cell, index) => {
      const width = widths[index] as number;
      cell.forEach((line, at) => {
        const right = columns[index]?.align === 'right';
        const left = right ? x + width - 4 - this.width(line, style) : x + 4;
        this.put(this.page, line, left, this.y - 2 - style.size * (1.15 + at * 1.45), style);
      });
      x += width;
    });
    this.y -= height;
    this.rule();
  }

  private choice(checked: boolean, text: string): void {
    const { size, margin } = this.format;
    const style: Style = { font: this.fonts.regular, size };
    this.room(size * 4);
    const box = { x: margin, y: this.y - size * 1.75, width: size, height: size };
    this.page.drawRectangle({ ...box, borderColor: BLUE, borderWidth: 1, color: WHITE });
    if (checked)
      this.put(this.page, '√', box.x + size * 0.12, box.y + size * 0.1, {
        font: this.fonts.bold,
        size,
        colour: BLUE,
      });
    this.flow(text, style, size * 1.6);
  }

  private button(text: string, style: Style): void {
    const height = style.size * 3;
    this.room(height + 10);
    const { margin } = this.format;
    this.page.drawRectangle({ x: margin, y: this.y - height, width: this.column(), height, color: BLUE });
    const x = (this.format.width - this.width(text, style)) / 2;
    this.put(this.page, text, x, this.y - height / 2 - style.size * 0.35, style);
    this.y -= height + 10;
  }
}
