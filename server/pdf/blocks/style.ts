/** Sizes and colours of all documents, in one place. */
import type { Text, Tone, Words } from '../../../core/document/block.ts';
import { type Colour, GREY, INK, type Style } from '../sheet.ts';

export const BODY: Style = { face: 'regular', size: 9.5, colour: INK };
export const STRONG: Style = { ...BODY, face: 'bold' };
/** The second language below the first. */
export const SECOND: Style = { face: 'regular', size: 8, colour: GREY };
export const SMALL: Style = { face: 'regular', size: 8, colour: INK };
export const SMALL_SECOND: Style = { face: 'regular', size: 7, colour: GREY };
export const HEAD: Style = { face: 'bold', size: 8, colour: INK };

export const TONES: Record<Tone, Colour> = {
  good: [0.05, 0.42, 0.22],
  bad: [0.72, 0.08, 0.08],
  open: [0.62, 0.4, 0],
  plain: [0.55, 0.55, 0.58],
};
export const TINT: Colour = [0.955, 0.962, 0.972];

export interface Part {
  readonly text: string;
  readonly style: Style;
}

/** Chinese, then English smaller below it; a text without language, or the same in both, once. */
export function parts(words: Words, first: Style = BODY, second: Style = SECOND): Part[] {
  if (typeof words === 'string') return [{ text: words, style: first }];
  if (words.zh === words.en) return [{ text: words.zh, style: first }];
  return [
    { text: words.zh, style: first },
    { text: words.en, style: second },
  ];
}

/** Both languages on one line. */
export const inline = ({ zh, en }: Text): string => (zh === en ? zh : `${zh} ${en}`);
