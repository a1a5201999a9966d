import { useTranslation } from 'react-i18next';
import { PageTitle } from '../components/page-title.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('app.notFound')}</PageTitle>
      <p>{t('app.notFoundHint')}</p>
    </>
  );
}
