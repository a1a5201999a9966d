import type { Text } from '../../../core/document/block.ts';
import { LINE, type Sheet, type Style } from '../sheet.ts';
import { BODY, type Part, parts, SECOND, SMALL, SMALL_SECOND, STRONG, TINT } from './style.ts';

const STYLES = {
  plain: [BODY, SECOND],
  strong: [STRONG, SECOND],
  small: [SMALL, SMALL_SECOND],
  boxed: [STRONG, SECOND],
} as const satisfies Record<string, readonly [Style, Style]>;

export function drawText(sheet: Sheet, text: Text, style: keyof typeof STYLES = 'plain'): void {
  const [first, second] = STYLES[style];
  const set = parts(text, first, second);
  if (style === 'boxed') {
    drawBoxed(sheet, set);
    return;
  }
  // Bold text heads what follows, and does not stay behind on its page.
  if (style === 'strong') sheet.room(64);
  for (const part of set) sheet.flow(part.text, part.style, { leading: 1.5 });
  sheet.y -= 5;
}

/** On a tinted ground with a bar at its left; kept on one page. */
function drawBoxed(sheet: Sheet, set: readonly Part[]): void {
  const width = [sheet.column - 12];
  const cells = sheet.cells([set], width);
  const height = cells.height + 6;
  sheet.room(height + 8);
  sheet.y -= 4;
  const y = sheet.y - height;
  sheet.draw({ kind: 'box', x: sheet.left, y, width: sheet.column, height, fill: TINT });
  sheet.draw({ kind: 'box', x: sheet.left, y, width: 2.5, height, fill: [0.3, 0.38, 0.5] });
  const top = sheet.y;
  sheet.y -= 2;
  const parts = cells.lines[0]!;
  for (const { text, style } of parts) {
    sheet.y -= style.size * 1.42;
    sheet.put(text, sheet.left + 10, sheet.y - style.size * 0.05, style);
  }
  sheet.y = top - height - 8;
}

/** Numbered, the number in a column of its own. */
export function drawSteps(sheet: Sheet, steps: readonly Text[]): void {
  steps.forEach((step, i) => {
    const set = parts(step);
    const lines = set.flatMap(({ text, style }) => sheet.lines(text, sheet.column - 16, style));
    sheet.room(Math.min(lines.length, 6) * BODY.size * 1.5);
    const [first, ...rest] = set;
    const page = sheet.pages.length;
    const y = sheet.y;
    sheet.flow(first!.text, first!.style, { indent: 16, leading: 1.45 });
    const from = sheet.pages.length === page ? y : sheet.format.height - sheet.format.margin;
    sheet.put(`${i + 1}.`, sheet.left, from - BODY.size * 1.45, STRONG, page - 1);
    for (const part of rest) sheet.flow(part.text, part.style, { indent: 16, leading: 1.4 });
    sheet.y -= 4;
  });
}

/** Lines to be copied, on a tinted ground, in the order given. */
export function drawCode(sheet: Sheet, lines: readonly string[]): void {
  sheet.y -= 2;
  for (const line of lines.flatMap((one) => sheet.lines(one, sheet.column - 16, SMALL))) {
    const height = SMALL.size * 1.55;
    sheet.room(height);
    sheet.draw({
      kind: 'box',
      x: sheet.left,
      y: sheet.y - height,
      width: sheet.column,
      height: height + 0.3,
      fill: TINT,
    });
    sheet.put(line, sheet.left + 8, sheet.y - SMALL.size * 1.12, SMALL);
    sheet.y -= height;
  }
  sheet.rule(LINE);
  sheet.y -= 8;
}
