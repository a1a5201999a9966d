/** The borrower's loans, and who has seen their data. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Case } from '../api/cases.ts';
import { custodyQuery, loansQuery, ownCasesQuery } from '../api/loans.ts';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Loaded, Loading } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import { CaseLine, mayAnswer } from './loan/case-notice.tsx';
import { Lines } from './loan/seen.tsx';

const NO_CASES: readonly Case[] = [];

export function Loans() {
  const { t } = useTranslation();
  const loans = useQuery(loansQuery);
  const cases = useQuery(ownCasesQuery);
  const about = (loan: string) => (cases.data ?? NO_CASES).filter((one) => one.loan === loan);
  const urgent = ({ loan }: { readonly loan: string }) => Number(about(loan).some(mayAnswer));
  // What there is to be answered comes first.
  const inOrder = <L extends { readonly loan: string }>(items: readonly L[]) =>
    [...items].sort((a, b) => urgent(b) - urgent(a));
  return (
    <>
      <PageTitle>{t('loans.title')}</PageTitle>
      <p className="lead">{t('loans.lead')}</p>
      <Loaded query={loans}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('loans.none')}</Empty>
          ) : cases.isPending ? (
            <Loading />
          ) : (
            <ul className="ways">
              {inOrder(items).map(({ id, loan, organisation, items: count, last_received_at }) => (
                <li key={id}>
                  <h2>
                    <Link to="/loans/$id" params={{ id }}>
                      {t('loans.loan', { loan })}
                    </Link>
                  </h2>
                  <p>{t('loans.at', { organisation })}</p>
                  {about(loan).map((one) => (
                    <CaseLine key={one.id} data={one} loan={id} />
                  ))}
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
      <p className="hint">{t('loans.seenAllHint')}</p>
      <Loaded query={custody}>{({ items }) => <Lines lines={items} />}</Loaded>
    </section>
  );
}
