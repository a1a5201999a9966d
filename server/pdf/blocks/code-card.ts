import { create } from 'qrcode';
import type { Block } from '../../../core/document/block.ts';
import { INK, type Sheet } from '../sheet.ts';
import { drawPairs } from './pairs.ts';
import { SMALL, SMALL_SECOND } from './style.ts';

const SIDE = 104;
const GAP = 16;
/** White margin of a QR code in modules (ISO/IEC 18004 section 9.1); the page gives the rest. */
const QUIET = 2;

/** Pairs at the left, the code at the right, both from the same height. */
export function drawCodeCard(
  sheet: Sheet,
  { content, caption, rows }: Block & { readonly kind: 'code-card' },
): void {
  sheet.room(SIDE + 40);
  const top = sheet.y;
  const page = sheet.pages.length;
  drawPairs(sheet, rows, sheet.column - SIDE - GAP);
  const below = sheet.pages.length === page ? sheet.y : top;
  const bottom = drawCode(sheet, content, caption, top - 4);
  sheet.y = Math.min(below, bottom) - 2;
}

function drawCode(
  sheet: Sheet,
  content: string,
  { zh, en }: { zh: string; en: string },
  top: number,
): number {
  const { modules } = create(content, { errorCorrectionLevel: 'M' });
  const size = SIDE / (modules.size + 2 * QUIET);
  const left = sheet.left + sheet.column - SIDE;
  for (const [row, from, to] of runs(modules.size, (r, c) => modules.get(r, c) === 1)) {
    const x = left + (from + QUIET) * size;
    const y = top - (row + 1 + QUIET) * size;
    // A hair more than a module, or viewers leave white seams between rows.
    sheet.draw({ kind: 'box', x, y, width: (to - from) * size, height: size * 1.02, fill: INK });
  }
  let y = top - SIDE;
  for (const [text, style] of [
    [zh, SMALL],
    [en, SMALL_SECOND],
  ] as const) {
    for (const line of sheet.lines(text, SIDE, style)) {
      y -= style.size * 1.35;
      sheet.put(line, left + (SIDE - sheet.width(line, style)) / 2, y, style);
    }
  }
  return y - 6;
}

/** Neighbouring dark modules of a row as one piece. */
function* runs(
  size: number,
  dark: (row: number, column: number) => boolean,
): Generator<[number, number, number]> {
  for (let row = 0; row < size; row++) {
    let from = -1;
    for (let column = 0; column <= size; column++) {
      const on = column < size && dark(row, column);
      if (on && from < 0) from = column;
      if (!on && from >= 0) {
        yield [row, from, column];
        from = -1;
      }
    }
  }
}
