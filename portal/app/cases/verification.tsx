/** Verifying the case that is open: at its head on every part, so that the five verdicts are in view wherever the reader is. */
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../core/verify/report.ts';
import { WORDS } from '../../report/words.ts';
import { saveFile } from '../../save-file.ts';
import type { Case } from '../api/cases.ts';
import { MarkShape } from '../components/mark.tsx';
import { Failure } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import { language } from '../i18n.ts';
import { keepVerified, useVerified } from './verified.ts';
import { type Stage, verifyCase } from './verify-case.ts';

/** @param tiles whether the verdicts stand here; the report has its own */
export function Verification({ data, tiles }: { readonly data: Case; readonly tiles: boolean }) {
  const { t } = useTranslation();
  const found = useVerified(data.id);
  const [stage, setStage] = useState<Stage>('waiting');
  const run = useMutation({
    mutationFn: async () =>
      keepVerified(data.id, {
        ...(await verifyCase(data, setStage, new AbortController().signal)),
        documents: data.documents.length,
      }),
  });
  const changed =
    found !== undefined && (found.revision !== data.revision || found.documents !== data.documents.length);
  return (
    <section className="verification" aria-label={t('cases.verdicts')}>
      {found === undefined && <p className="hint">{t('aCase.verifyHint')}</p>}
      {found !== undefined && tiles && <Verdicts id={data.id} report={found.report} />}
      <p className="actions" role="status">
        <button
          type="button"
          className={found === undefined || changed ? 'primary' : undefined}
          disabled={run.isPending}
          onClick={() => run.mutate()}
        >
          {t(found === undefined ? 'aCase.verifyNow' : 'aCase.verifyAgain')}
        </button>
        {found !== undefined && (
          <button
            type="button"
            onClick={() =>
              saveFile(`${data.number ?? data.loan}.zip`, 'application/zip', found.bytes as BlobPart)
            }
          >
            {t('aCase.download')}
          </button>
        )}
        {run.isPending && <span>{t(`cases.${stage}`)}…</span>}
        {found !== undefined && !run.isPending && (
          <span className="hint">
            {t('aCase.verifiedAt')} <Time at={new Date(found.at).toISOString()} />
          </span>
        )}
      </p>
      {changed && <p className="notice">{t('aCase.changedSince')}</p>}
      {run.isError && <Failure error={run.error} onRetry={() => run.mutate()} />}
    </section>
  );
}

/** Five side by side, each leading to its reasons. */
function Verdicts({ id, report }: { readonly id: string; readonly report: Report }) {
  const lang = language();
  return (
    <div className="verdicts">
      <ul>
        {report.verdicts.map(({ group, outcome }) => (
          <li key={group} className={`verdict verdict-${outcome}`}>
            <Link to="/cases/$id" params={{ id }} search={{ part: 'proven' }} hash={group}>
              <MarkShape outcome={outcome} />
              <span className="group">{WORDS[group][lang]}</span>
              <span className="word">{WORDS[outcome][lang]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
