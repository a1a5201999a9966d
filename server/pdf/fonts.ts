/**
 * Noto Sans SC, cut down to the characters in use. pdf-lib's own subsetting loses most glyphs of this font, so the subset is made with harfbuzz and
 * embedded whole. Layout measures with the whole font, so only what was really set has to be in the subset.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import subsetFont from 'subset-font';

export const FACES = ['regular', 'bold'] as const;
export type Face = (typeof FACES)[number];

/** One weight: its file and what layout asks of it. */
export interface FontFace {
  readonly file: Uint8Array;
  has(codePoint: number): boolean;
  /** Advance width in thousandths of the size. */
  width(character: string): number;
}

export type Fonts = Readonly<Record<Face, FontFace>>;

const require = createRequire(import.meta.url);
const FILES: Record<Face, string> = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
};

/** Both whole weights: 21 MB, to be loaded once and kept. */
export async function loadFonts(): Promise<Fonts> {
  const [regular, bold] = await Promise.all(FACES.map((face) => readFile(require.resolve(FILES[face]))));
  return { regular: faceOf(regular!), bold: faceOf(bold!) };
}

/** @returns a TrueType file with the glyphs of `text`; the same characters give the same bytes */
export async function cutFont(file: Uint8Array, text: string): Promise<Uint8Array> {
  const characters = [...new Set(text)].sort().join('');
  return new Uint8Array(await subsetFont(asBuffer(file), characters, { targetFormat: 'truetype' }));
}

/** The same bytes: ten million of them need not be copied. */
const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

/** What is used of fontkit's font, which comes without types. */
interface OpenedFont {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): { readonly id: number; readonly advanceWidth: number };
}

const openFont = (file: Uint8Array): OpenedFont => fontkit.create(file) as unknown as OpenedFont;

/** Numbers of glyphs in a font file, by character. */
export function glyphsOf(file: Uint8Array): (character: string) => number {
  const font = openFont(file);
  const known = new Map<string, number>();
  return (character) => {
    const id = known.get(character) ?? font.glyphForCodePoint(character.codePointAt(0)!).id;
    known.set(character, id);
    return id;
  };
}

function faceOf(file: Uint8Array): FontFace {
  const font = openFont(file);
  // Asking the font each time would dominate the setting.
  const widths = new Map<string, number>();
  const there = new Map<number, boolean>();
  return {
    file,
    has(codePoint) {
      const known = there.get(codePoint) ?? font.hasGlyphForCodePoint(codePoint);
      there.set(codePoint, known);
      return known;
    },
    width(character) {
      const known = widths.get(character);
      if (known !== undefined) return known;
      const { advanceWidth } = font.glyphForCodePoint(character.codePointAt(0)!);
      const width = (advanceWidth / font.unitsPerEm) * 1000;
      widths.set(character, width);
      return width;
    },
  };
}
