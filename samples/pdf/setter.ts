/** Sets the blocks of a paper on a sheet: titles, clauses, rows and tables, boxes to tick, the notice and page numbers at the foot. */
import {
  type Cells,
  type Colour,
  type Format,
  GREY,
  INK,
  type Sheet,
  type Style,
} from '../../server/pdf/sheet.ts';
import { type Block, NOTICE } from './model.ts';

export interface PaperFormat extends Format {
  readonly size: number;
  readonly title: number;
}

export const FORMATS = {
  a4: { width: 595, height: 842, margin: 64, foot: 50, size: 10.5, title: 18 },
  phone: { width: 390, height: 844, margin: 24, foot: 50, size: 11, title: 15 },
} as const satisfies Record<string, PaperFormat>;

const RED: Colour = [0.72, 0.08, 0.08];
const TINT: Colour = [0.99, 0.94, 0.93];
const BLUE: Colour = [0.1, 0.32, 0.62];
const WHITE: Colour = [1, 1, 1];

type Table = Block & { readonly kind: 'table' };

export class Setter {
  private readonly sheet: Sheet;
  private readonly format: PaperFormat;

  constructor(sheet: Sheet, format: PaperFormat) {
    this.sheet = sheet;
    this.format = format;
  }

  set(block: Block): void {
    const { size, title } = this.format;
    switch (block.kind) {
      case 'title':
        this.sheet.flow(block.text, { face: 'bold', size: title }, { leading: 1.5, centred: true });
        this.sheet.y -= title * 0.8;
        break;
      case 'heading':
        this.sheet.room(size * 10);
        this.sheet.y -= size * 0.6;
        this.flow(block.text, { face: 'bold', size: size + 0.5 });
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
        this.button(block.text, { face: 'bold', size, colour: WHITE });
        break;
      case 'space':
        this.sheet.y -= block.points;
    }
  }

  foot(mark: string): void {
    const { pages } = this.sheet;
    const style: Style = { face: 'regular', size: 7.5, colour: GREY };
    pages.forEach((_, index) => {
      const text = `${mark} · ${NOTICE} · 第 ${index + 1} 页 / 共 ${pages.length} 页`;
      this.sheet.put(text, (this.format.width - this.sheet.width(text, style)) / 2, 30, style, index);
    });
  }

  private flow(text: string, style: Style, indent = 0): void {
    this.sheet.flow(text, style, { indent, leading: 1.65 });
    this.sheet.y -= style.size * 0.35;
  }

  private text(text: string, kind: NonNullable<(Block & { kind: 'text' })['style']>): void {
    const { size } = this.format;
    if (kind === 'plain') this.flow(text, { face: 'regular', size });
    else if (kind === 'small') this.flow(text, { face: 'regular', size: size - 2, colour: GREY });
    else if (kind === 'strong') this.flow(text, { face: 'bold', size });
    else this.alert(text, { face: 'bold', size, colour: RED });
  }

  private alert(text: string, style: Style): void {
    const { sheet } = this;
    const { left: x, column: width } = sheet;
    const lines = sheet.lines(text, width - 16, style);
    const height = lines.length * style.size * 1.65 + 10;
    sheet.room(height + 10);
    sheet.y -= 4;
    sheet.draw({ kind: 'box', x, y: sheet.y - height, width, height, fill: TINT });
    sheet.draw({ kind: 'box', x, y: sheet.y - height, width: 2.5, height, fill: RED });
    lines.forEach((line, index) => {
      sheet.put(line, x + 10, sheet.y - (index + 1) * style.size * 1.65, style);
    });
    sheet.y -= height + 6;
  }

  private rows(rows: readonly (readonly [string, string])[]): void {
    const { sheet } = this;
    const style: Style = { face: 'regular', size: this.format.size - 0.5, colour: INK };
    const label: Style = { ...style, colour: GREY };
    const indent = Math.max(...rows.map(([name]) => sheet.width(name, label))) + 14;
    const set = rows.map(([name, value]) => {
      const lines = sheet.lines(value, sheet.column - indent, style);
      return { name, lines, height: lines.length * style.size * 1.5 + 5 };
    });
    sheet.y -= 4;
    // Short lists stay on one page.
    if (rows.length <= 6) sheet.room(set.reduce((sum, { height }) => sum + height, 0));
    for (const { name, lines, height } of set) {
      sheet.room(height);
      sheet.put(name, sheet.left, sheet.y - style.size * 1.3, label);
      lines.forEach((line, index) => {
        sheet.put(line, sheet.left + indent, sheet.y - style.size * (1.3 + index * 1.5), style);
      });
      sheet.y -= height;
      sheet.rule();
    }
    sheet.y -= 6;
  }

  private table({ columns, rows }: Table): void {
    const { sheet } = this;
    const size = this.format.size - 1.5;
    const total = columns.reduce((all, { share }) => all + share, 0);
    const widths = columns.map(({ share }) => (share / total) * sheet.column);
    const right = columns.map(({ align }) => align === 'right');
    const cells = (texts: readonly string[], face: Style['face']): Cells =>
      sheet.cells(
        texts.map((text) => [{ text, style: { face, size } }]),
        widths,
      );
    const put = (row: Cells) => {
      sheet.setCells(row, widths, right);
      sheet.rule();
    };
    const head = cells(
      columns.map(({ title }) => title),
      'bold',
    );
    sheet.room(head.height * 3);
    put(head);
    for (const row of rows) {
      const next = cells(row, 'regular');
      if (sheet.room(next.height)) put(head);
      put(next);
    }
    sheet.y -= 8;
  }

  private choice(checked: boolean, text: string): void {
    const { sheet } = this;
    const { size } = this.format;
    sheet.room(size * 4);
    const box = { x: sheet.left, y: sheet.y - size * 1.75, width: size, height: size };
    sheet.draw({ kind: 'box', ...box, border: BLUE, fill: WHITE });
    if (checked)
      sheet.put('√', box.x + size * 0.12, box.y + size * 0.1, { face: 'bold', size, colour: BLUE });
    this.flow(text, { face: 'regular', size }, size * 1.6);
  }

  private button(text: string, style: Style): void {
    const { sheet } = this;
    const height = style.size * 3;
    sheet.room(height + 10);
    const { left: x, column: width } = sheet;
    sheet.draw({ kind: 'box', x, y: sheet.y - height, width, height, fill: BLUE });
    const at = (this.format.width - sheet.width(text, style)) / 2;
    sheet.put(text, at, sheet.y - height / 2 - style.size * 0.35, style);
    sheet.y -= height + 10;
  }
}
