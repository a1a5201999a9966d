/** What cannot be shown is named: a character that the font lacks, or one that would hide or reorder others, is printed by its number. */
import type { FontFace } from './fonts.ts';

/** Controls, marks of direction, variation selectors, private use, lone surrogates. */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cs}|\p{Variation_Selector}|\p{Zl}|\p{Zp}/u;

const numberOf = (character: string): string =>
  `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** @returns the text with each such character as `[U+20B9F]`; line feeds stay */
export function legible(text: string, face: FontFace): string {
  let out = '';
  for (const character of text.normalize('NFC')) {
    if (character === '\n') out += character;
    else if (character === '\t' || character === '\u00a0') out += ' ';
    else if (INVISIBLE.test(character) || !face.has(character.codePointAt(0)!)) out += numberOf(character);
    else out += character;
  }
  return out;
}
