/** Lines of mixed Chinese and Latin text: Han characters break anywhere, words do not, and no line begins or ends with the wrong punctuation. */
const NOT_AT_START = new Set('，。、；：？！）》」』】〉’”％%,.;:?!)]}·—…');
const NOT_AT_END = new Set('（《「『【〈‘“([{￥');

/** Pieces that stay together: a Latin word or number, or one other character. */
function pieces(text: string): string[] {
  return text.match(/[\p{Script=Latin}0-9@._+:/,%'’&#=~-]+|[\s\S]/gu) ?? [];
}

/** Glues punctuation to the piece that it must stay with. */
function bound(list: readonly string[]): string[] {
  const out: string[] = [];
  for (const piece of list) {
    const last = out.at(-1);
    const glued =
      last !== undefined && (NOT_AT_START.has(piece) || NOT_AT_END.has([...last].at(-1) as string));
    if (glued) out[out.length - 1] = last + piece;
    else out.push(piece);
  }
  return out;
}

/** Cuts what is wider than a line by itself, such as a digest. */
function fitting(piece: string, width: number, measure: (text: string) => number): string[] {
  if (measure(piece) <= width) return [piece];
  const out = [''];
  let used = 0;
  for (const character of piece) {
    const own = measure(character);
    if (used + own > width && used > 0) {
      out.push('');
      used = 0;
    }
    out[out.length - 1] += character;
    used += own;
  }
  return out;
}

/** @param measure width of a text in the unit of `width`, the sum of its characters'. A line feed forces a new line. */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    let used = 0;
    for (const piece of bound(pieces(paragraph)).flatMap((one) => fitting(one, width, measure))) {
      const own = measure(piece);
      if (used + own > width && used > 0) {
        lines.push('');
        used = 0;
      }
      const shown = used === 0 ? piece.replace(/^ +/, '') : piece;
      lines[lines.length - 1] += shown;
      used += shown === piece ? own : measure(shown);
    }
    return lines;
  });
}
