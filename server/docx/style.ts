/** Fonts, sizes (half points) and page of all DOCX documents. Chinese fonts are those that every office has; others stand in where they are missing. */
import type { IStylesOptions } from 'docx';
import type { Text, Tone, Words } from '../../core/document/block.ts';

export const FONTS = {
  body: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'SimSun', cs: 'Times New Roman' },
  heading: { ascii: 'Arial', hAnsi: 'Arial', eastAsia: 'SimHei', cs: 'Arial' },
  code: { ascii: 'Courier New', hAnsi: 'Courier New', eastAsia: 'SimSun', cs: 'Courier New' },
} as const;

export const GREY = '595F69';
export const LINE = 'B9BEC7';
export const TINT = 'EEF1F5';

/** Twentieths of a point: A4, margins of 2 cm. */
export const PAGE = {
  size: { width: 11906, height: 16838 },
  margin: { top: 1134, right: 1134, bottom: 1134, left: 1134 },
} as const;

export const WIDTH = PAGE.size.width - PAGE.margin.left - PAGE.margin.right;

export const BODY = 20;
export const SMALL = 17;
export const DENSE = 15;

/** Bar at the left of a row: its meaning stands in the row as a word. */
export const TONES: Readonly<Record<Tone, string | undefined>> = {
  good: '0D6B38',
  bad: 'B81414',
  open: '9E6600',
  plain: undefined,
};

export const STYLES: IStylesOptions = {
  default: {
    document: {
      run: { font: FONTS.body, size: BODY, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
      paragraph: { spacing: { after: 80, line: 276 } },
    },
    title: {
      run: { font: FONTS.heading, size: 36, bold: true },
      paragraph: { alignment: 'center', spacing: { before: 0, after: 60 } },
    },
    heading1: {
      run: { font: FONTS.heading, size: 26, bold: true },
      paragraph: { spacing: { before: 320, after: 120 }, keepNext: true },
    },
    heading2: {
      run: { font: FONTS.heading, size: 21, bold: true },
      paragraph: { spacing: { before: 200, after: 80 }, keepNext: true },
    },
  },
};

/** Both languages on one line. */
export const inline = ({ zh, en }: Text): string => (zh === en ? zh : `${zh} ${en}`);

/** Chinese, then English where it says it otherwise. */
export function partsOf(words: Words): readonly string[] {
  if (typeof words === 'string') return [words];
  return words.zh === words.en ? [words.zh] : [words.zh, words.en];
}
