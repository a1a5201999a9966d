/** Verification of whatever is dropped here, in workers of this browser. */

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resultTable } from '../../offline/results.ts';
import { saveTable } from '../../offline/save.ts';
import { createSession, type Row, type Session } from '../../offline/session.ts';
import { sortFiles } from '../../verifier/sort-files.ts';
import { DomView } from '../components/dom-view.tsx';
import { FilePicker } from '../components/file-picker.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { ReportSection } from '../components/report.tsx';
import { language } from '../i18n.ts';
import { createWorker, serviceTrust } from '../verifier.ts';

export function Verify() {
  const { t } = useTranslation();
  const trust = useServiceTrust();
  const { session, version } = useSession(trust);
  const [shown, show] = useState<Row>();
  const [strangers, setStrangers] = useState<readonly string[]>([]);
  const take = async (files: readonly File[]) => {
    const sorted = await sortFiles(files);
    setStrangers(sorted.strangers.map(({ name }) => name));
    show(undefined);
    session.add(sorted.subjects);
  };
  const only = session.rows.length === 1 ? session.rows[0] : undefined;
  const current = shown ?? only;
  const lang = language();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place, and `version` says when
  const table = useCallback(
    () => resultTable(session.rows, current, lang, { open: show, cancel: (row) => session.cancel(row) }),
    [session, current, lang, version],
  );
  return (
    <>
      <PageTitle>{t('verify.title')}</PageTitle>
      <p className="lead">{t('verify.lead')}</p>
      <section className="drop">
        <p>
          {t('verify.drop')} <FilePicker label={t('verify.choose')} multiple onFiles={take} />
        </p>
        <p className="hint">{t('verify.takes')}</p>
      </section>
      <p className="hint">
        <a href={new URL('verifier.html', document.baseURI).href} download>
          {t('verify.offlineFile')}
        </a>
      </p>
      {strangers.length > 0 && (
        <p className="notice" role="alert">
          {t('verify.nothing', { names: strangers.join(', ') })}
        </p>
      )}
      {session.rows.length > 0 && (
        <section>
          <h2>{t('verify.results')}</h2>
          <DomView draw={table} />
          {session.rows.length > 1 && (
            <button type="button" onClick={() => saveTable(session.rows)}>
              CSV
            </button>
          )}
        </section>
      )}
      {current?.progress.state === 'done' && (
        <ReportSection name={current.name} report={current.progress.report} />
      )}
    </>
  );
}

/** Fetched once: from then on the page needs no network. */
function useServiceTrust(): { readonly current: string | undefined } {
  const trust = useRef<string | undefined>(undefined);
  useEffect(() => {
    void serviceTrust().then((text) => {
      trust.current = text;
    });
  }, []);
  return trust;
}

function useSession(trust: { readonly current: string | undefined }): {
  readonly session: Session;
  readonly version: number;
} {
  const [version, changed] = useReducer((n: number) => n + 1, 0);
  const session = useMemo(() => createSession(createWorker, () => trust.current, changed), [trust]);
  return { session, version };
}
