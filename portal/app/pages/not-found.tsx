import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../components/page-title.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('app.notFound')}</PageTitle>
      <p className="lead">{t('app.notFoundHint')}</p>
      <p className="actions">
        <Link className="button" to="/">
          {t('app.toStart')}
        </Link>
        <Link className="button" to="/verify">
          {t('home.verifyTitle')}
        </Link>
      </p>
    </>
  );
}
