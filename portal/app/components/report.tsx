/** A report with what can be done with it. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../core/verify/report.ts';
import { saveReport } from '../../offline/save.ts';
import { reportView } from '../../report/view.ts';
import { language } from '../i18n.ts';
import { DomView } from './dom-view.tsx';

export function ReportSection({ name, report }: { readonly name: string; readonly report: Report }) {
  const { t } = useTranslation();
  const lang = language();
  const draw = useCallback(() => reportView(report, name, lang), [report, name, lang]);
  return (
    <section>
      <p className="actions">
        <button type="button" onClick={() => print()}>
          {t('app.print')}
        </button>
        <button type="button" onClick={() => saveReport(report, name)}>
          {t('app.saveReport')}
        </button>
      </p>
      <DomView draw={draw} />
    </section>
  );
}
