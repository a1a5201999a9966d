/** The parts of the desk of a bank. */
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { Strip } from '../../components/strip.tsx';

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

/** Pages that stand below a part under another address. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  filings: ['/desk/loans/', '/desk/items/'],
  cases: ['/desk/drafts/', '/desk/bulk'],
};

/** What a commission's office uses of it too. */
const OF_SECRETARIES: readonly string[] = ['custody', 'webhooks', 'organisation'];

export function DeskTabs() {
  const { t } = useTranslation();
  const role = useSession()?.person.role;
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (role !== 'bank' && role !== 'secretary') return null;
  const parts = PARTS.filter(([part]) => role === 'bank' || OF_SECRETARIES.includes(part));
  return (
    <Strip label={t('desk.parts')}>
      {parts.map(([part, to]) => (
        <Link
          key={part}
          to={to}
          activeOptions={{ exact: to === '/desk', includeSearch: false }}
          aria-current={BELOW[part]?.some((below) => path.startsWith(below)) || undefined}
        >
          {t(`bank.tabs.${part}`)}
        </Link>
      ))}
    </Strip>
  );
}
