/** The parts of the desk of a bank. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';

export function DeskTabs() {
  const { t } = useTranslation();
  if (useSession()?.person.role !== 'bank') return null;
  return (
    <nav className="tabs" aria-label={t('desk.parts')}>
      <Link to="/desk" activeOptions={{ exact: true, includeSearch: false }}>
        {t('desk.title')}
      </Link>
      <Link to="/desk/new-case">{t('draft.title')}</Link>
      <Link to="/desk/custody">{t('custody.title')}</Link>
      <Link to="/desk/webhooks">{t('webhooks.title')}</Link>
    </nav>
  );
}
