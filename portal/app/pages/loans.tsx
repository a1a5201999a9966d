/** The borrower's loans, and who has seen their data. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { custodyQuery, loansQuery } from '../api/loans.ts';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Loaded } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';

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
  const { t, i18n } = useTranslation();
  const custody = useQuery(custodyQuery);
  const act = (action: string) => {
    const key = `loans.acts.${action}`;
    return i18n.exists(key) ? String(i18n.t(key as never)) : action;
  };
  return (
    <section>
      <h2>{t('loans.seen')}</h2>
      <Loaded query={custody}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('loans.nobody')}</Empty>
          ) : (
            <Table
              label={t('loans.seen')}
              columns={[
                { name: 'when', title: t('loans.when') },
                { name: 'who', title: t('loans.who') },
                { name: 'action', title: t('loans.action') },
              ]}
            >
              {items.map((line) => (
                <tr key={`${line.actor.organisation} ${line.number}`}>
                  <td>
                    <Time at={line.at} />
                  </td>
                  <td>
                    {line.actor.organisation} ({line.actor.role})
                  </td>
                  <td>{act(line.action)}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </section>
  );
}
