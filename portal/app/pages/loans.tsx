/** The borrower's loans, and who has seen their data. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { custodyQuery, loansQuery } from '../api/loans.ts';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Loaded } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import { Lines } from './loan/seen.tsx';

export function Loans() {
  const { t } = useTranslation();
  const loans = useQuery(loansQuery);
  return (
    <>
      <PageTitle>{t('loans.title')}</PageTitle>
      <p className="lead">{t('loans.lead')}</p>
      <Loaded query={loans}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('loans.none')}</Empty>
          ) : (
            <ul className="ways">
              {items.map(({ id, loan, organisation, items: count, last_received_at }) => (
                <li key={id}>
                  <h2>
                    <Link to="/loans/$id" params={{ id }}>
                      {t('loans.loan', { loan })}
                    </Link>
                  </h2>
                  <p>{t('loans.at', { organisation })}</p>
                  <p className="hint">
                    {t('loans.items', { count })} · {t('loans.last')}{' '}
                    <Time at={last_received_at ?? undefined} />
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Seen />
    </>
  );
}

function Seen() {
  const { t } = useTranslation();
  const custody = useQuery(custodyQuery);
  return (
    <section>
      <h2>{t('loans.seen')}</h2>
      <p className="hint">{t('loans.seenHint')}</p>
      <Loaded query={custody}>{({ items }) => <Lines lines={items} />}</Loaded>
    </section>
  );
}
