import type { Pair, Words } from '../../../core/document/block.ts';
import type { Sheet, Style } from '../sheet.ts';
import { BODY, parts, SECOND, SMALL, SMALL_SECOND } from './style.ts';

/** Share of the column that the labels have at most. */
const LABEL = 0.3;

export function drawPairs(sheet: Sheet, rows: readonly Pair[], width = sheet.column): void {
  const label = Math.min(width * LABEL, 150);
  const widths = [label, width - label];
  for (const row of rows) {
    const cells = sheet.cells(
      [
        parts(row.label, { ...SECOND, size: 8.5 }, SMALL_SECOND),
        [
          ...parts(row.value, valueStyle(row.value)),
          ...(row.note ? parts(row.note, SMALL, SMALL_SECOND) : []),
        ],
      ],
      widths,
    );
    sheet.room(cells.height);
    sheet.setCells(cells, widths);
    ruleOf(sheet, width);
  }
  sheet.y -= 6;
}

/** A digest stays on one line. */
function valueStyle(value: Words): Style {
  return typeof value === 'string' && /^[0-9a-zA-Z]{60,68}$/.test(value) ? SMALL : BODY;
}

function ruleOf(sheet: Sheet, width: number): void {
  const points = [
    [sheet.left, sheet.y],
    [sheet.left + width, sheet.y],
  ] as const;
  sheet.draw({ kind: 'line', points, colour: [0.86, 0.86, 0.88], thickness: 0.4 });
}
