/** What became of the files that were given: a line each, and the report of the one that is looked at. */
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resultTable } from '../../offline/results.ts';
import { saveTable } from '../../offline/save.ts';
import type { Row } from '../../offline/session.ts';
import { DomView } from '../components/dom-view.tsx';
import { ReportSection } from '../components/report.tsx';
import { language } from '../i18n.ts';
import type { Verifications } from './verifications.ts';

export function Results({ verifications }: { readonly verifications: Verifications }) {
  const { t } = useTranslation();
  const { session, version } = verifications;
  const [shown, show] = useState<Row>();
  const only = session.rows.length === 1 ? session.rows[0] : undefined;
  const current = shown ?? only;
  const lang = language();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place, and `version` says when
  const table = useCallback(
    () => resultTable(session.rows, current, lang, { open: show, cancel: (row) => session.cancel(row) }),
    [session, current, lang, version],
  );
  if (session.rows.length === 0) return null;
  return (
    <>
      <section>
        <h2>{t('verify.results')}</h2>
        <DomView draw={table} />
        {session.rows.length > 1 && (
          <p className="actions">
            <button type="button" onClick={() => saveTable(session.rows)}>
              {t('verify.saveTable')}
            </button>
          </p>
        )}
      </section>
      {current?.progress.state === 'done' && (
        <ReportSection name={current.name} report={current.progress.report} />
      )}
    </>
  );
}
