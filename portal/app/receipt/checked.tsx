/** What the log says of a receipt, checked in this browser. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../core/verify/report.ts';
import { checkList } from '../../report/view.ts';
import { DomView } from '../components/dom-view.tsx';
import { Mark } from '../components/mark.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { language } from '../i18n.ts';
import { checkedQuery, type ReceiptCheck } from './check.ts';

export function Checked({ check }: { readonly check: ReceiptCheck }) {
  const { t } = useTranslation();
  const checked = useQuery(checkedQuery(check));
  return (
    <section aria-live="polite">
      <h2>{t('receipt.checked')}</h2>
      {checked.isPending && <Loading />}
      {checked.isError && <Failure error={checked.error} onRetry={() => checked.refetch()} />}
      {checked.isSuccess && (
        <>
          <ul className="plain outcomes">
            <li>
              <Mark outcome={checked.data.digestHolds ? 'passed' : 'failed'}>
                {t(checked.data.digestHolds ? 'receipt.digestHolds' : 'receipt.brokenDigest')}
              </Mark>
            </li>
            <Outcomes report={checked.data.report} />
          </ul>
          <All report={checked.data.report} />
        </>
      )}
    </section>
  );
}

/** Of the checks those that count for what a proof can establish. */
const counted = ({ checks, establishes }: Report) =>
  checks.filter(({ group, weighs }) => weighs && establishes.includes(group));

function Outcomes({ report }: { readonly report: Report }) {
  const lang = language();
  return counted(report).map(({ id, outcome, sentence }) => (
    <li key={id}>
      <Mark outcome={outcome}>{sentence[lang]}</Mark>
    </li>
  ));
}

function All({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const lang = language();
  const draw = useCallback(() => checkList(counted(report), lang), [report, lang]);
  return (
    <details>
      <summary>{t('receipt.all')}</summary>
      <DomView draw={draw} />
    </details>
  );
}
