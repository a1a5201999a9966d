/** The parts of the operator's desk. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Strip } from '../../components/strip.tsx';

export function OperateTabs() {
  const { t } = useTranslation();
  return (
    <Strip label={t('operate.title')}>
      <Link to="/operate" activeOptions={{ exact: true, includeSearch: false }}>
        {t('operate.tabs.overview')}
      </Link>
      <Link to="/operate/organisations">{t('operate.tabs.organisations')}</Link>
      <Link to="/operate/jobs">{t('operate.tabs.jobs')}</Link>
    </Strip>
  );
}
