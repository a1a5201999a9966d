/** The operator's desk at a glance: what comes in, what waits, what works. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Activity } from '../../components/activity.tsx';
import { Health } from '../../components/health.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { OperateTabs } from './tabs.tsx';

export function Operate() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('operate.title')}</PageTitle>
      <OperateTabs />
      <p className="lead">{t('operate.lead')}</p>
      <Health />
      <Activity linked={false} />
      <p>
        <Link to="/ledger">{t('home.ledgerTitle')}</Link>
      </p>
    </>
  );
}
