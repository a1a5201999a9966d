/**
 * Noto Sans SC, cut down to the characters in use. pdf-lib's own subsetting loses most glyphs of this font, so the subset is made with harfbuzz and
 * embedded whole. The 10 MB files are cut once for all papers of a loan, and that small font again for each paper.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

export interface FontFiles {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

const require = createRequire(import.meta.url);
const FILES = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const;

async function cut(font: Uint8Array, text: string): Promise<Uint8Array> {
  // In order and once each, so that the same characters give the same file.
  const characters = [...new Set(text)].sort().join('');
  return new Uint8Array(await subsetFont(Buffer.from(font), characters, { targetFormat: 'truetype' }));
}

export async function cutFonts({ regular, bold }: FontFiles, text: string): Promise<FontFiles> {
  return { regular: await cut(regular, text), bold: await cut(bold, text) };
}

/** The whole fonts, cut down to `text`. */
export async function loadFonts(text: string): Promise<FontFiles> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve(FILES.regular)),
    readFile(require.resolve(FILES.bold)),
  ]);
  return cutFonts({ regular, bold }, text);
}
