/** The parts of the desk of a bank. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';

const PARTS = [
  ['overview', '/desk'],
  ['filings', '/desk/filings'],
  ['failures', '/desk/failures'],
  ['cases', '/desk/new-case'],
  ['packages', '/desk/packages'],
  ['erasures', '/desk/erasures'],
  ['custody', '/desk/custody'],
  ['webhooks', '/desk/webhooks'],
  ['organisation', '/desk/organisation'],
] as const;

/** What a commission's office uses of it too. */
const OF_SECRETARIES: readonly string[] = ['custody', 'webhooks', 'organisation'];

export function DeskTabs() {
  const { t } = useTranslation();
  const role = useSession()?.person.role;
  if (role !== 'bank' && role !== 'secretary') return null;
  const parts = PARTS.filter(([part]) => role === 'bank' || OF_SECRETARIES.includes(part));
  return (
    <nav className="tabs" aria-label={t('desk.parts')}>
      {parts.map(([part, to]) => (
        <Link key={part} to={to} activeOptions={{ exact: to === '/desk', includeSearch: false }}>
          {t(`bank.tabs.${part}`)}
        </Link>
      ))}
    </nav>
  );
}
