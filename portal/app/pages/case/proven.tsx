/** The five verdicts with the reasons behind each: the report of this browser, whole. */
import { useTranslation } from 'react-i18next';
import type { Case } from '../../api/cases.ts';
import { useVerified } from '../../cases/verified.ts';
import { ReportSection } from '../../components/report.tsx';
import { Empty } from '../../components/states.tsx';

export function Proven({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const found = useVerified(data.id);
  if (found === undefined) return <Empty>{t('findings.verifyFirst')}</Empty>;
  return <ReportSection name={`${data.number ?? data.loan}.zip`} report={found.report} />;
}
