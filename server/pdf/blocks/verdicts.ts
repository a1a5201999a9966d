import type { Tone, Verdictlike } from '../../../core/document/block.ts';
import type { Sheet } from '../sheet.ts';
import { inline, parts, SECOND, SMALL, SMALL_SECOND, STRONG, TONES } from './style.ts';

const INDENT = 22;
/** Reasons shown of one; the list of checks has them all. */
const SHOWN = 6;

/** A mark that differs in form and not in colour alone, the word, the sentence, and why. */
export function drawVerdicts(sheet: Sheet, rows: readonly Verdictlike[]): void {
  for (const { tone, label, word, sentence, reasons } of rows) {
    const widths = [sheet.column - INDENT];
    const cells = sheet.cells([parts(sentence)], widths);
    sheet.room(cells.height + 26);
    sheet.y -= 4;
    const top = sheet.y;
    drawMark(sheet, tone, sheet.left + 8, top - 9);
    const outcome = { ...STRONG, size: 10.5, colour: TONES[tone] };
    const name = inline(label);
    sheet.put(name, sheet.left + INDENT, top - 12, { ...STRONG, size: 10.5 });
    const text = inline(word);
    sheet.put(text, sheet.left + sheet.column - sheet.width(text, outcome), top - 12, outcome);
    sheet.y = top - 16;
    for (const { text: part, style } of parts(sentence))
      sheet.flow(part, style, { indent: INDENT, leading: 1.4 });
    drawReasons(sheet, reasons);
    sheet.y -= 6;
    sheet.rule();
  }
  sheet.y -= 6;
}

function drawReasons(sheet: Sheet, reasons: readonly Verdictlike['sentence'][]): void {
  for (const reason of reasons.slice(0, SHOWN)) {
    sheet.room(30);
    sheet.y -= 2;
    const y = sheet.y - SMALL.size;
    sheet.put('–', sheet.left + INDENT, y - SMALL.size * 0.35, SMALL);
    for (const { text, style } of parts(reason, SMALL, SMALL_SECOND))
      sheet.flow(text, style, { indent: INDENT + 10, leading: 1.35 });
  }
  const hidden = reasons.length - SHOWN;
  if (hidden > 0)
    sheet.flow(`另有 ${hidden} 项，见后文 ${hidden} more below`, SECOND, {
      indent: INDENT + 10,
      leading: 1.4,
    });
}

/** @param x, y centre */
function drawMark(sheet: Sheet, tone: Tone, x: number, y: number): void {
  const colour = TONES[tone];
  const line = (...points: (readonly [number, number])[]) =>
    sheet.draw({
      kind: 'line',
      points: points.map(([dx, dy]) => [x + dx, y + dy] as const),
      colour,
      thickness: 1.8,
    });
  if (tone === 'good') line([-5, 0], [-1.5, -4], [5, 5]);
  else if (tone === 'bad') {
    line([-4, -4], [4, 4]);
    line([-4, 4], [4, -4]);
  } else if (tone === 'open') line([-5, 0], [5, 0]);
  else line([0, -4], [0, 4]);
}
