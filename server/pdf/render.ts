/** From a document model to a PDF. The same model, attachments and fonts give the same bytes. */
import type { Block, DocumentModel, Section } from '../../core/document/block.ts';
import { VERSION } from '../../core/version.ts';
import type { Attachment } from './attachment.ts';
import { drawChart } from './blocks/chart.ts';
import { drawCodeCard } from './blocks/code-card.ts';
import { drawPairs } from './blocks/pairs.ts';
import { inline, SECOND, SMALL_SECOND } from './blocks/style.ts';
import { drawTable } from './blocks/table.ts';
import { drawCode, drawSteps, drawText } from './blocks/text.ts';
import { drawVerdicts } from './blocks/verdicts.ts';
import type { Fonts } from './fonts.ts';
import type { Bookmark } from './outline.ts';
import { A4, INK, Sheet } from './sheet.ts';
import { writePdf } from './write.ts';

/** Documents with more sections get bookmarks. */
const SHORT = 4;

export async function renderPdf(
  model: DocumentModel,
  fonts: Fonts,
  attachments: readonly Attachment[] = [],
): Promise<Uint8Array> {
  const { sheet, bookmarks } = layOut(model, fonts);
  return writePdf(sheet, fonts, {
    title: inline(model.title),
    author: model.author,
    producer: `TriSeal ${VERSION}`,
    made: model.made,
    language: 'zh-CN',
    attachments,
    bookmarks: bookmarks.length > SHORT ? bookmarks : [],
  });
}

/** Pages as they will be drawn. */
export function layOut(
  model: DocumentModel,
  fonts: Fonts,
): { readonly sheet: Sheet; readonly bookmarks: readonly Bookmark[] } {
  const sheet = new Sheet(fonts, A4);
  drawTitle(sheet, model);
  const bookmarks = model.sections.map((section) => drawSection(sheet, section));
  drawFoot(sheet, model.mark);
  return { sheet, bookmarks };
}

function drawTitle(sheet: Sheet, { title, subtitle }: DocumentModel): void {
  sheet.flow(title.zh, { face: 'bold', size: 17, colour: INK }, { leading: 1.2 });
  sheet.flow(title.en, { face: 'regular', size: 10.5, colour: INK }, { leading: 1.5 });
  if (subtitle !== undefined) {
    sheet.flow(subtitle.zh, SECOND, { leading: 1.6 });
    sheet.flow(subtitle.en, SMALL_SECOND, { leading: 1.5 });
  }
  sheet.y -= 5;
  sheet.rule(INK, 0.9);
  sheet.y -= 4;
}

function drawSection(sheet: Sheet, { title, blocks, newPage }: Section): Bookmark {
  if (newPage === true && !sheet.atTop) sheet.breakPage();
  // A heading stays with what follows it.
  sheet.room(86);
  sheet.y -= sheet.atTop ? 0 : 6;
  const bookmark = { title: inline(title), page: sheet.pages.length - 1, y: sheet.y };
  const style = { face: 'bold', size: 11.5, colour: INK } as const;
  sheet.y -= 15;
  sheet.put(title.zh, sheet.left, sheet.y, style);
  const beside = sheet.left + sheet.width(title.zh, style) + 7;
  if (title.en !== title.zh) sheet.put(title.en, beside, sheet.y, { ...SECOND, size: 9 });
  sheet.y -= 6;
  for (const block of blocks) drawBlock(sheet, block);
  return bookmark;
}

type Drawers = {
  readonly [K in Block['kind']]: (sheet: Sheet, block: Extract<Block, { readonly kind: K }>) => void;
};

const DRAWERS: Drawers = {
  text: (sheet, { text, style }) => drawText(sheet, text, style),
  pairs: (sheet, { rows }) => drawPairs(sheet, rows),
  table: drawTable,
  verdicts: (sheet, { rows }) => drawVerdicts(sheet, rows),
  chart: drawChart,
  steps: (sheet, { steps }) => drawSteps(sheet, steps),
  code: (sheet, { lines }) => drawCode(sheet, lines),
  'code-card': drawCodeCard,
};

function drawBlock(sheet: Sheet, block: Block): void {
  (DRAWERS[block.kind] as (sheet: Sheet, block: Block) => void)(sheet, block);
}

function drawFoot(sheet: Sheet, mark: string): void {
  const style = { ...SMALL_SECOND, size: 7 };
  const [shown = ''] = sheet.lines(mark, sheet.column * 0.7, style);
  sheet.pages.forEach((_, page) => {
    const number = `第 ${page + 1} 页 / 共 ${sheet.pages.length} 页 · page ${page + 1} of ${sheet.pages.length}`;
    sheet.put(shown, sheet.left, 32, style, page);
    sheet.put(number, sheet.left + sheet.column - sheet.width(number, style), 32, style, page);
  });
}
