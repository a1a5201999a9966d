import type { Block } from '../../../core/document/block.ts';
import { type Colour, INK, LINE, type Sheet } from '../sheet.ts';
import { HEAD, inline, SMALL_SECOND } from './style.ts';

type Chart = Block & { readonly kind: 'chart' };

const HEIGHT = 130;
const AXIS = 58;
/** Told apart in print by darkness as well. */
const COLOURS: readonly Colour[] = [
  [0.1, 0.25, 0.5],
  [0.85, 0.45, 0.1],
  [0.35, 0.6, 0.45],
  [0.6, 0.6, 0.64],
];

/** Lines over the labels in order. Amounts come as decimal text; for the picture alone they become numbers. */
export function drawChart(sheet: Sheet, { title, unit, labels, series }: Chart): void {
  if (labels.length < 2) return;
  sheet.room(HEIGHT + 50);
  sheet.flow(`${inline(title)} (${unit})`, HEAD, { leading: 1.6 });
  sheet.y -= 12;
  const frame = { x: sheet.left + AXIS, y: sheet.y - HEIGHT, width: sheet.column - AXIS - 8, height: HEIGHT };
  const values = series.map((one) => one.values.map((value) => (value === null ? undefined : Number(value))));
  const top = ceiling(Math.max(0, ...values.flat().filter((value) => value !== undefined)));
  drawGrid(sheet, frame, top);
  drawLabels(sheet, frame, labels);
  // A thinner line over a thicker one: both are seen where they agree.
  for (const [i, list] of values.entries())
    drawSeries(sheet, frame, list, top, COLOURS[i]!, Math.max(1, 2.6 - i));
  sheet.y = frame.y - 26;
  drawLegend(
    sheet,
    series.map(({ label }) => inline(label)),
  );
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The next round number: 1, 2, 2.5 or 5 times a power of ten, four steps of which reach the top. */
function ceiling(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= most)!;
}

function drawGrid(sheet: Sheet, { x, y, width, height }: Frame, top: number): void {
  for (let step = 0; step <= 4; step++) {
    const at = y + (height * step) / 4;
    const points = [
      [x, at],
      [x + width, at],
    ] as const;
    sheet.draw({ kind: 'line', points, colour: step === 0 ? INK : LINE, thickness: 0.4 });
    const text = ((top * step) / 4).toLocaleString('en', { maximumFractionDigits: 2 });
    sheet.put(text, x - 6 - sheet.width(text, SMALL_SECOND), at - 2.5, SMALL_SECOND);
  }
}

/** As many labels as fit beside each other, the first and the last among them. */
function drawLabels(sheet: Sheet, { x, y, width }: Frame, labels: readonly string[]): void {
  const widest = Math.max(...labels.map((label) => sheet.width(label, SMALL_SECOND))) + 10;
  const every = Math.max(1, Math.ceil((labels.length - 1) / Math.max(1, Math.floor(width / widest) - 1)));
  const last = labels.length - 1;
  labels.forEach((label, i) => {
    if (i !== last && (i % every !== 0 || last - i < every)) return;
    const own = sheet.width(label, SMALL_SECOND);
    const at = x + (width * i) / last - own / 2;
    sheet.put(label, Math.min(at, x + width - own + 4), y - 11, SMALL_SECOND);
  });
}

function drawSeries(
  sheet: Sheet,
  { x, y, width, height }: Frame,
  values: readonly (number | undefined)[],
  top: number,
  colour: Colour,
  thickness: number,
): void {
  const points = values.flatMap((value, i) =>
    value === undefined
      ? []
      : [[x + (width * i) / (values.length - 1), y + (height * Math.max(0, value)) / top] as const],
  );
  if (points.length > 1) sheet.draw({ kind: 'line', points, colour, thickness });
  for (const [px, py] of points)
    sheet.draw({ kind: 'box', x: px - 1.5, y: py - 1.5, width: 3, height: 3, fill: colour });
}

function drawLegend(sheet: Sheet, names: readonly string[]): void {
  let x = sheet.left + AXIS;
  names.forEach((name, i) => {
    const width = 14 + sheet.width(name, SMALL_SECOND) + 14;
    if (x + width > sheet.left + sheet.column) {
      x = sheet.left + AXIS;
      sheet.y -= 11;
    }
    sheet.draw({ kind: 'box', x, y: sheet.y + 1, width: 9, height: 4, fill: COLOURS[i]! });
    sheet.put(name, x + 14, sheet.y, SMALL_SECOND);
    x += width;
  });
  sheet.y -= 12;
}
