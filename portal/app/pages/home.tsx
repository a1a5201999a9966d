import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function Home() {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t('home.title')}</h1>
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
