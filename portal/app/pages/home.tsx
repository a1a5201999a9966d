import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../components/page-title.tsx';

export function Home() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('home.title')}</PageTitle>
      <p className="lead">{t('home.lead')}</p>
      <ul className="ways">
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
