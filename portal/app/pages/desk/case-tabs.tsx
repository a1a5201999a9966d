/** The two ways to open cases. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function CaseTabs() {
  const { t } = useTranslation();
  return (
    <p className="switch">
      <Link to="/desk/new-case" activeOptions={{ includeSearch: false }}>
        {t('draft.title')}
      </Link>
      <Link to="/desk/bulk">{t('bank.bulk.title')}</Link>
      <Link to="/cases">{t('cases.title')}</Link>
    </p>
  );
}
