/** Said at once when something was filed, with its receipt. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../api/http.ts';

export function FiledNote({ loan, id }: { readonly loan: string; readonly id: string }) {
  const { t } = useTranslation();
  return (
    <div className="panel" role="status">
      <p>
        <strong>{t('loans.filedNote')}</strong>
      </p>
      <p>{t('loans.filedReceipt')}</p>
      <p className="actions">
        <a className="button" href={apiUrl(`v1/evidence/${id}/receipt.pdf`)} download>
          {t('loans.pdf')}
        </a>
        <Link className="button" to="/loans/$id/items/$item" params={{ id: loan, item: id }}>
          {t('loans.filedItem')}
        </Link>
      </p>
    </div>
  );
}
