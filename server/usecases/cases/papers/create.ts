/** The papers that a tribunal takes out of a case, and the lines that taking them leaves. */
import { hex } from '../../../../core/bytes.ts';
import type { DocumentModel } from '../../../../core/document/block.ts';
import { type Fonts, loadFonts } from '../../../pdf/fonts.ts';
import { renderPdf } from '../../../pdf/render.ts';
import type { Caller } from '../../../ports/caller.ts';
import { annexOfCase } from '../annex.ts';
import type { CaseDeps } from '../deps.ts';
import { ownCase } from '../own.ts';
import { rowsOfCase } from '../schedule.ts';
import { tell } from '../steps.ts';
import { annexPaper } from './annex-paper.ts';
import type { PaperHead } from './head.ts';
import { schedulePaper } from './schedule-paper.ts';

export type PaperKind = 'schedule' | 'annex';
export type PaperForm = 'pdf' | 'docx';

export interface CasePapers {
  /** Rendered, with a line in the custody log. @throws as reading the case does */
  write(caller: Caller, id: string, kind: PaperKind, form: PaperForm): Promise<Uint8Array>;
  /** Leaves the line for a file that was made elsewhere of what the case tells. @param form such as `csv` */
  handedOut(caller: Caller, id: string, kind: PaperKind, form: string, bytes: Uint8Array): Promise<void>;
}

export function createCasePapers(deps: CaseDeps): CasePapers {
  let fonts: Promise<Fonts> | undefined;
  const rendered = async (model: DocumentModel, form: PaperForm): Promise<Uint8Array> => {
    if (form === 'pdf') {
      fonts ??= loadFonts();
      return renderPdf(model, await fonts);
    }
    // A megabyte that most processes never need.
    const { renderDocx } = await import('../../../docx/render.ts');
    return renderDocx(model);
  };
  const papers: CasePapers = {
    async write(caller, id, kind, form) {
      const bytes = await rendered(await modelOf(deps, caller, id, kind), form);
      await papers.handedOut(caller, id, kind, form, bytes);
      return bytes;
    },
    async handedOut(caller, id, kind, form, bytes) {
      const { record } = await ownCase(deps, caller, 'case.read', id);
      const sha256 = hex(deps.crypto.sha256(bytes));
      await tell(deps, caller, record, `case.${kind}-exported`, { form, sha256 });
    },
  };
  return papers;
}

async function modelOf(deps: CaseDeps, caller: Caller, id: string, kind: PaperKind): Promise<DocumentModel> {
  const open = await ownCase(deps, caller, 'case.read', id);
  const head: PaperHead = { open, origin: deps.origin, made: new Date(deps.clock.now()).toISOString() };
  const rows = await rowsOfCase(deps, id, open);
  return kind === 'schedule'
    ? schedulePaper(head, rows)
    : annexPaper(head, await annexOfCase(deps, id, open), rows);
}
