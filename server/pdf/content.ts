/** Content streams (ISO 32000-1 section 7.8), written straight from what was laid out: text as glyph numbers, so that nothing is shaped twice. */
import type { Face } from './fonts.ts';
import type { Colour, Op } from './sheet.ts';

export interface EmbeddedFace {
  /** Name in the page's resources, without the slash. */
  readonly name: string;
  /** Number of a character's glyph in the embedded font. */
  glyph(character: string): number;
}

/** @returns ASCII */
export function contentOf(ops: readonly Op[], faces: Readonly<Partial<Record<Face, EmbeddedFace>>>): string {
  return ops.map((op) => operatorsOf(op, faces)).join('\n');
}

const INK: Colour = [0.1, 0.1, 0.12];

function operatorsOf(op: Op, faces: Readonly<Partial<Record<Face, EmbeddedFace>>>): string {
  if (op.kind === 'text') {
    const { face, size, colour = INK } = op.style;
    const { name, glyph } = faces[face]!;
    let codes = '';
    for (const character of op.text) codes += glyph(character).toString(16).padStart(4, '0');
    const place = `1 0 0 1 ${numbers(op.x, op.y)} Tm`;
    return `BT /${name} ${numbers(size)} Tf ${numbers(...colour)} rg ${place} <${codes.toUpperCase()}> Tj ET`;
  }
  if (op.kind === 'box') {
    const path = `${numbers(op.x, op.y, op.width, op.height)} re`;
    const fill = op.fill === undefined ? [] : [`${numbers(...op.fill)} rg ${path} f`];
    const border = op.border === undefined ? [] : [`${numbers(...op.border)} RG 0.8 w ${path} S`];
    return [...fill, ...border].join('\n');
  }
  const [first, ...rest] = op.points;
  if (first === undefined) return '';
  const path = [`${numbers(...first)} m`, ...rest.map((point) => `${numbers(...point)} l`)].join(' ');
  return `${numbers(...op.colour)} RG ${numbers(op.thickness)} w ${path} S`;
}

/** Two decimals are a fiftieth of what the eye or a printer tells apart. */
function numbers(...values: readonly number[]): string {
  return values.map((value) => String(Number(value.toFixed(2)))).join(' ');
}
