/** The verification report as a PDF, before it is signed. */
import type { ReportModel } from '../../core/report/model.ts';
import { reportBytes } from '../../core/report/source.ts';
import { type Fonts, loadFonts } from './fonts.ts';
import { renderPdf } from './render.ts';

/** The same model gives the same bytes. @param fonts as `loadFonts` gives them, for callers that make many */
export async function buildReportPdf(model: ReportModel, fonts?: Fonts): Promise<Uint8Array> {
  return renderPdf(model.document, fonts ?? (await loadFonts()), [
    {
      name: 'report.json',
      mediaType: 'application/json',
      description: '机读核验报告 machine-readable report (docs/spec/report.md)',
      bytes: reportBytes(model.report),
      relation: 'Data',
    },
  ]);
}
