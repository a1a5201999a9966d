/**
 * Layout: one column from top to bottom over as many pages as it takes. Collects what is to be drawn instead of drawing, so that fonts can be cut
 * to what was really set and the foot can name the number of pages. Points throughout, origin at the lower left.
 */
import type { Face, Fonts } from './fonts.ts';
import { legible } from './legible.ts';
import { breakLines } from './line-breaking.ts';

/** Red, green, blue, each 0 to 1. */
export type Colour = readonly [number, number, number];

export interface Style {
  readonly face: Face;
  readonly size: number;
  readonly colour?: Colour;
}

export type Op =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly style: Style;
    }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill?: Colour;
      readonly border?: Colour;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly colour: Colour;
      readonly thickness: number;
    };

export interface Format {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** Height kept free at the foot of each page. */
  readonly foot: number;
}

export const A4: Format = { width: 595.28, height: 841.89, margin: 54, foot: 54 };

export const INK: Colour = [0.1, 0.1, 0.12];
export const GREY: Colour = [0.42, 0.42, 0.46];
export const LINE: Colour = [0.78, 0.78, 0.8];

export interface Cells {
  readonly lines: readonly (readonly { readonly text: string; readonly style: Style }[])[];
  readonly height: number;
}

export class Sheet {
  readonly pages: Op[][] = [];
  readonly format: Format;
  /** Baseline of what was set last; what comes next hangs below it. */
  y = 0;
  private readonly fonts: Fonts;

  constructor(fonts: Fonts, format: Format = A4) {
    this.fonts = fonts;
    this.format = format;
    this.breakPage();
  }

  get left(): number {
    return this.format.margin;
  }

  /** Width of the column. */
  get column(): number {
    return this.format.width - 2 * this.format.margin;
  }

  /** Whether nothing has been set on this page. */
  get atTop(): boolean {
    return this.y === this.format.height - this.format.margin;
  }

  breakPage(): void {
    this.pages.push([]);
    this.y = this.format.height - this.format.margin;
  }

  /** Begins a new page unless this much height is left above the foot. @returns whether it did */
  room(height: number): boolean {
    if (this.y - height >= this.format.foot || this.atTop) return false;
    this.breakPage();
    return true;
  }

  width(text: string, { face, size }: Style): number {
    const font = this.fonts[face];
    let total = 0;
    for (const character of text) total += font.width(character);
    return total * (size / 1000);
  }

  /** Lines of a text as it can be shown. */
  lines(text: string, width: number, style: Style): string[] {
    const shown = legible(text, this.fonts[style.face]);
    return breakLines(shown, width, (part) => this.width(part, style));
  }

  /** Sets one line, of a text that `lines` gave, on this page or another. */
  put(text: string, x: number, y: number, style: Style, page = this.pages.length - 1): void {
    if (text.trim() !== '') this.pages[page]!.push({ kind: 'text', text, x, y, style });
  }

  draw(op: Op): void {
    this.pages.at(-1)!.push(op);
  }

  /** Lines one below the other, over pages. @property leading height of a line in sizes */
  flow(
    text: string,
    style: Style,
    {
      indent = 0,
      leading = 1.6,
      centred = false,
    }: { indent?: number; leading?: number; centred?: boolean } = {},
  ): void {
    const width = this.column - indent;
    for (const line of this.lines(text, width, style)) {
      this.room(style.size * leading);
      this.y -= style.size * leading;
      const shift = centred ? (width - this.width(line, style)) / 2 : 0;
      this.put(line, this.left + indent + shift, this.y, style);
    }
  }

  rule(colour: Colour = LINE, thickness = 0.4): void {
    const end = this.left + this.column;
    this.draw({
      kind: 'line',
      points: [
        [this.left, this.y],
        [end, this.y],
      ],
      colour,
      thickness,
    });
  }

  /** A table's row, laid out: each cell a list of texts in styles of their own. @param widths of the columns with 8 points of padding */
  cells(
    row: readonly (readonly { readonly text: string; readonly style: Style }[])[],
    widths: readonly number[],
  ): Cells {
    const lines = row.map((parts, column) =>
      parts.flatMap(({ text, style }) =>
        this.lines(text, widths[column]! - 8, style).map((line) => ({ text: line, style })),
      ),
    );
    return { lines, height: Math.max(0, ...lines.map(heightOf)) + 7 };
  }

  /** Sets a row at the present place, which must have room for it. */
  setCells({ lines, height }: Cells, widths: readonly number[], right: readonly boolean[] = []): void {
    let x = this.left;
    lines.forEach((cell, column) => {
      let y = this.y - 2;
      for (const { text, style } of cell) {
        y -= style.size * LEADING;
        const shift = right[column] === true ? widths[column]! - 8 - this.width(text, style) : 0;
        this.put(text, x + 4 + shift, y + style.size * (LEADING - 1.15), style);
      }
      x += widths[column]!;
    });
    this.y -= height;
  }
}

/** Height of a line in a table, in sizes. */
const LEADING = 1.42;

function heightOf(lines: readonly { readonly style: Style }[]): number {
  return lines.reduce((sum, { style }) => sum + style.size * LEADING, 0);
}
