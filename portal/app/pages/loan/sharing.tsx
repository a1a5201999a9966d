/** What the borrower allowed, and with whom it is shared: field by field, as they agreed to it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EvidenceRecord } from '../../../../core/evidence/record.ts';
import { consentsQuery } from '../../api/loans.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { RecordFields } from '../../findings/item-summary.tsx';
import { language } from '../../i18n.ts';
import '../case/case.css';

export function Sharing({ loan }: { readonly loan: string }) {
  const { t } = useTranslation();
  const consents = useQuery(consentsQuery(loan));
  return (
    <section>
      <h2>{t('loans.consents')}</h2>
      <p className="hint">{t('loans.consentsHint')}</p>
      <Loaded query={consents}>
        {(items) =>
          items.length === 0 ? (
            <Empty />
          ) : (
            <ul className="plain">
              {items.map(({ id, type, title, received_at, fields }) => (
                <li key={id} className="panel">
                  <h3 className="item-title">
                    <Link to="/loans/$id/items/$item" params={{ id: loan, item: id }}>
                      {title[language()]}
                    </Link>
                  </h3>
                  <p className="hint">
                    {t('loans.filed')} <Time at={received_at} />
                  </p>
                  {fields === null ? (
                    <p>{t('loans.erased')}</p>
                  ) : (
                    <RecordFields record={{ type, fields: fields as EvidenceRecord['fields'] }} />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
