/** The first document of a process takes several times as long as the next: fonts are parsed, harfbuzz is compiled. So one is made while nobody waits. */
import type { DocumentModel, Text } from '../../core/document/block.ts';
import { type Fonts, loadFonts } from './fonts.ts';
import { renderPdf } from './render.ts';

const LINE: Text = {
  en: 'Evidence verification report: contract, disbursement, repayment schedule, notices 0123456789',
  zh: '证据核验报告：借款合同、放款、还款计划、通知送达，核验结论（通过／未通过／未核验）',
};
const ROWS = 120;

const MODEL: DocumentModel = {
  title: LINE,
  mark: 'warm-up',
  made: new Date(0).toISOString(),
  author: 'warm-up',
  sections: [
    {
      id: 'warm-up',
      title: LINE,
      blocks: [
        { kind: 'text', text: LINE },
        {
          kind: 'table',
          columns: [
            { title: LINE, share: 1 },
            { title: LINE, share: 2 },
          ],
          rows: Array.from({ length: ROWS }, (_, i) => [String(i), LINE]),
        },
      ],
    },
  ],
};

/** The fonts, loaded once: when they are asked for, or after so long, and then tried out. */
export function fontsInTime(afterMs: number): () => Promise<Fonts> {
  let loaded: Promise<Fonts> | undefined;
  const fonts = () => {
    loaded ??= loadFonts();
    return loaded;
  };
  const warmUp = async () => tryOut(await fonts());
  // A fault shows when a document is really wanted.
  setTimeout(() => void warmUp().catch(() => undefined), afterMs).unref();
  return fonts;
}

/** Sets and writes a document of a few pages. */
export async function tryOut(fonts: Fonts): Promise<void> {
  await renderPdf(MODEL, fonts);
}
