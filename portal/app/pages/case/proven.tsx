/** What is proven and what is not: the case's package, verified in this browser. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../save-file.ts';
import type { Case } from '../../api/cases.ts';
import { verified } from '../../cases/verified.ts';
import { type Stage, verifyCase } from '../../cases/verify-case.ts';
import { ReportSection } from '../../components/report.tsx';
import { Failure } from '../../components/states.tsx';

export function Proven({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<Stage>('waiting');
  const run = useMutation({
    mutationFn: async () => {
      const found = await verifyCase(data.id, setStage, new AbortController().signal);
      verified.set(data.id, found);
      return found;
    },
  });
  const found = run.data ?? verified.get(data.id);
  const name = `${data.number ?? data.loan}.zip`;
  return (
    <section>
      <p className="hint">{t('aCase.verifyHint')}</p>
      <p className="actions" role="status">
        <button type="button" className="primary" disabled={run.isPending} onClick={() => run.mutate()}>
          {t(found === undefined ? 'aCase.verifyNow' : 'aCase.verifyAgain')}
        </button>
        {found !== undefined && (
          <button type="button" onClick={() => saveFile(name, 'application/zip', found.bytes as BlobPart)}>
            {t('aCase.download')}
          </button>
        )}
        {run.isPending && <span>{t(`cases.${stage}`)}…</span>}
      </p>
      {run.isError && <Failure error={run.error} onRetry={() => run.mutate()} />}
      {found !== undefined && <ReportSection name={name} report={found.report} />}
    </section>
  );
}
