import type { Block } from '../../../core/document/block.ts';
import type { Cells, Sheet } from '../sheet.ts';
import { HEAD, parts, SMALL, SMALL_SECOND, TINT, TONES } from './style.ts';

const DENSE = [
  { ...SMALL, size: 7 },
  { ...SMALL_SECOND, size: 6.2 },
] as const;

type Table = Block & { readonly kind: 'table' };

/** Rows stay whole; the head stands again on each page. A row that no page could hold is parted by its lines. */
export function drawTable(sheet: Sheet, { columns, rows, tones, dense = false }: Table): void {
  const [first, second] = dense ? DENSE : [SMALL, SMALL_SECOND];
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / total) * sheet.column);
  const right = columns.map(({ align }) => align === 'right');
  const head = sheet.cells(
    columns.map(({ title }) => parts(title, dense ? { ...HEAD, size: first.size } : HEAD, second)),
    widths,
  );
  const set = rows.map((row) =>
    sheet.cells(
      row.map((cell) => parts(cell, first, second)),
      widths,
    ),
  );
  // A head alone at the foot of a page helps nobody.
  sheet.room(head.height + Math.min(set[0]?.height ?? 0, 120));
  drawHead(sheet, head, widths, right);
  set.forEach((cells, i) => {
    for (const part of fitting(sheet, cells, head.height)) {
      if (sheet.room(part.height)) drawHead(sheet, head, widths, right);
      const tone = tones?.[i] ?? 'plain';
      if (tone !== 'plain') {
        const box = { x: sheet.left - 4, y: sheet.y - part.height, width: 2.5, height: part.height };
        sheet.draw({ kind: 'box', ...box, fill: TONES[tone] });
      }
      sheet.setCells(part, widths, right);
      sheet.rule();
    }
  });
  sheet.y -= 9;
}

function drawHead(sheet: Sheet, head: Cells, widths: readonly number[], right: readonly boolean[]): void {
  const { height } = head;
  sheet.draw({ kind: 'box', x: sheet.left, y: sheet.y - height, width: sheet.column, height, fill: TINT });
  sheet.setCells(head, widths, right);
  sheet.rule();
}

function fitting(sheet: Sheet, cells: Cells, head: number): Cells[] {
  const { height, margin, foot } = sheet.format;
  const most = height - margin - foot - head - 1;
  if (cells.height <= most) return [cells];
  const lines = Math.floor((most - 7) / (SMALL.size * 1.42));
  const longest = Math.max(...cells.lines.map((cell) => cell.length));
  return Array.from({ length: Math.ceil(longest / lines) }, (_, i) => {
    const part = cells.lines.map((cell) => cell.slice(i * lines, (i + 1) * lines));
    const tallest = Math.max(
      ...part.map((cell) => cell.reduce((sum, { style }) => sum + style.size * 1.42, 0)),
    );
    return { lines: part, height: tallest + 7 };
  });
}
