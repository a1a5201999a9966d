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
import { type CheckedReceipt, checkedQuery, type ReceiptCheck } from './check.ts';

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
          <Answer checked={checked.data} />
          <All report={checked.data.report} />
        </>
      )}
    </section>
  );
}

/** Of the checks those that count for what a proof can establish. */
const counted = ({ checks, establishes }: Report) =>
  checks.filter(({ group, weighs }) => weighs && establishes.includes(group));

/** One answer, and what it rests on: a check that passed by its name, any other with what was found. */
function Answer({ checked: { digestHolds, report } }: { readonly checked: CheckedReceipt }) {
  const { t } = useTranslation();
  const lang = language();
  const checks = counted(report);
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  const failed = !digestHolds || open.some(({ outcome }) => outcome === 'failed');
  const answer = failed ? 'failed' : open.length > 0 ? 'not-checked' : 'passed';
  return (
    <>
      <p className={`answer answer-${answer}`}>
        <Mark outcome={answer}>{t(`receipt.answer.${answer}`)}</Mark>
      </p>
      <ul className="plain outcomes">
        <li>
          <Mark outcome={digestHolds ? 'passed' : 'failed'}>
            {t(digestHolds ? 'receipt.digestHolds' : 'receipt.brokenDigest')}
          </Mark>
        </li>
        {checks.map(({ id, outcome, title, sentence }) => (
          <li key={id}>
            <Mark outcome={outcome}>{(outcome === 'passed' ? title : sentence)[lang]}</Mark>
          </li>
        ))}
      </ul>
    </>
  );
}

function All({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const lang = language();
  const draw = useCallback(() => checkList(counted(report), lang), [report, lang]);
  return (
    <details className="paper-open">
      <summary>{t('receipt.all')}</summary>
      <DomView draw={draw} />
    </details>
  );
}
