/** The custody log of the own organisation: who did what and who read whose data, searched by what it was done to. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { custodyLinesQuery } from '../../api/custody.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { DeskTabs } from './tabs.tsx';

export function CustodyPage() {
  const { t } = useTranslation();
  const { subject } = useSearch({ from: '/desk/custody' });
  const navigate = useNavigate({ from: '/desk/custody' });
  const lines = useInfiniteQuery(custodyLinesQuery(subject));
  const items = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle>{t('custody.title')}</PageTitle>
      <DeskTabs />
      <p className="hint">{t('custody.lead')}</p>
      <search className="filters">
        <label>
          {t('custody.subject')}
          <input
            type="search"
            maxLength={200}
            placeholder="evidence/019a8f2e-…"
            defaultValue={subject ?? ''}
            onBlur={({ target }) =>
              navigate({ search: { subject: target.value.trim() || undefined }, replace: true })
            }
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        </label>
      </search>
      {lines.isPending && <Loading />}
      {lines.isError && <Failure error={lines.error} onRetry={() => lines.refetch()} />}
      {lines.isSuccess && items.length === 0 && <Empty>{t('custody.none')}</Empty>}
      {items.length > 0 && (
        <Table
          label={t('custody.title')}
          columns={[
            { name: 'number', title: t('custody.number'), number: true },
            { name: 'when', title: t('loans.when') },
            { name: 'who', title: t('loans.who') },
            { name: 'action', title: t('loans.action') },
            { name: 'subject', title: t('custody.subject') },
          ]}
        >
          {items.map(({ number, at, actor, action, subject: thing }) => (
            <tr key={number}>
              <th scope="row" className="number">
                {number}
              </th>
              <td>
                <Time at={at} />
              </td>
              <td>
                {actor.organisation} ({actor.role}, {actor.kind})
              </td>
              <td>{action}</td>
              <td>
                <code>{thing}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {lines.hasNextPage && (
        <p className="actions">
          <button type="button" onClick={() => lines.fetchNextPage()} disabled={lines.isFetching}>
            {t('app.next')}
          </button>
        </p>
      )}
    </>
  );
}
