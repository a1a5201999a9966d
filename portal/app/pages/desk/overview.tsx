/** The bank's desk at a glance: what comes in, what waits, what failed, what works. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusedQuery } from '../../api/monitoring.ts';
import { jobsQuery } from '../../api/packages.ts';
import { Activity } from '../../components/activity.tsx';
import { Health } from '../../components/health.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { useFailedDeliveries } from './failed-deliveries.ts';
import { DeskTabs } from './tabs.tsx';

export function Overview() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('bank.tabs.overview')}</PageTitle>
      <DeskTabs />
      <LoanFinder />
      <Activity linked />
      <Attention />
      <Health />
    </>
  );
}

export function LoanFinder() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const loan = String(new FormData(event.currentTarget).get('loan') ?? '').trim();
    if (loan !== '') void navigate({ to: '/desk/loans/$loan', params: { loan } });
  };
  return (
    <search>
      <form className="filters" onSubmit={open}>
        <label>
          {t('bank.openLoan')}
          <input name="loan" type="search" required maxLength={128} placeholder="LN-2026-000417" />
        </label>
        <button type="submit">{t('bank.open')}</button>
      </form>
    </search>
  );
}

/** What somebody has to look at, each with the way to it. */
function Attention() {
  const { t } = useTranslation();
  const refusals = useInfiniteQuery(refusedQuery);
  const jobs = useQuery(jobsQuery({ state: 'failed' }));
  const deliveries = useFailedDeliveries();
  const failed = [refusals, jobs, deliveries].find((query) => query.isError);
  if (failed !== undefined) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  const counts = [
    ['refusals', refusals.data?.pages.flatMap(({ items }) => items).length, refusals.hasNextPage],
    ['deliveries', deliveries.data?.length, false],
    ['jobs', jobs.data?.length, false],
  ] as const;
  const known = counts.every(([, count]) => count !== undefined);
  const none = known && counts.every(([, count]) => count === 0);
  return (
    <section>
      <h2>{t('bank.attention.title')}</h2>
      {!known && <Loading />}
      {none && (
        <p>
          <Mark outcome="passed">{t('bank.attention.none')}</Mark>
        </p>
      )}
      {known && !none && (
        <>
          <ul className="plain">
            {counts
              .filter(([, count]) => count !== 0)
              .map(([what, count, more]) => (
                <li key={what}>
                  <Mark outcome="failed">
                    {t('bank.attention.number', {
                      what: t(`bank.attention.${what}`),
                      number: more ? `${count}+` : String(count),
                    })}
                  </Mark>
                </li>
              ))}
          </ul>
          <p>
            <Link to="/desk/failures">{t('bank.attention.all')}</Link>
          </p>
        </>
      )}
    </section>
  );
}
