import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { DESK } from '../components/account.tsx';
import { PageTitle } from '../components/page-title.tsx';

export function Home() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <>
      <PageTitle>{t('home.title')}</PageTitle>
      <p className="lead">{t('home.lead')}</p>
      <ul className="ways">
        {/* One's own work first; its place is kept while it is not known who looks. */}
        <li className={session === undefined ? 'unseen' : undefined}>
          {session ? (
            <>
              <h2>
                <Link to={DESK[session.person.role]}>{t(`app.desk.${session.person.role}`)}</Link>
              </h2>
              <p>{t('home.deskText')}</p>
            </>
          ) : (
            <>
              <h2>
                <Link to="/sign-in" search={{}}>
                  {t('home.signInTitle')}
                </Link>
              </h2>
              <p>{t('home.signInText')}</p>
            </>
          )}
        </li>
        <li>
          <h2>
            <Link to="/verify">{t('home.verifyTitle')}</Link>
          </h2>
          <p>{t('home.verifyText')}</p>
        </li>
        <li>
          <h2>
            <Link to="/ledger">{t('home.ledgerTitle')}</Link>
          </h2>
          <p>{t('home.ledgerText')}</p>
        </li>
      </ul>
    </>
  );
}
