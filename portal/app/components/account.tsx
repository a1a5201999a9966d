/** Who is signed in, and their desk; replaced by the way in for those who are not. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function Account() {
  const { t } = useTranslation();
  return <Link to="/">{t('app.home')}</Link>;
}
