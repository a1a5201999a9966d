/** The bank's desk: what works, what was filed, and its receipts. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Filing, filingParameters, filingsQuery, readyQuery } from '../api/filings.ts';
import { apiUrl } from '../api/http.ts';
import { Mark } from '../components/mark.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Failure, Loaded, Loading } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import type { FilingView } from '../search.ts';
import { DeskTabs } from './desk/tabs.tsx';

export function Desk() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('desk.title')}</PageTitle>
      <DeskTabs />
      <Filings />
      <Health />
    </>
  );
}

function Filings() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/desk' });
  const filings = useInfiniteQuery(filingsQuery(view));
  const items = filings.data?.pages.flatMap((page) => page.items) ?? [];
  const query = filingParameters(view);
  return (
    <section>
      <Filters view={view} />
      {filings.isPending && <Loading />}
      {filings.isError && <Failure error={filings.error} onRetry={() => filings.refetch()} />}
      {filings.isSuccess && items.length === 0 && <Empty>{t('desk.none')}</Empty>}
      {items.length > 0 && (
        <>
          <Figures items={items} />
          <FilingTable items={items} />
          <p className="actions">
            {filings.hasNextPage && (
              <button type="button" onClick={() => filings.fetchNextPage()} disabled={filings.isFetching}>
                {t('app.next')}
              </button>
            )}
            <a className="button" href={apiUrl(`v1/evidence/export?${query}`)} download="evidence.ndjson">
              {t('desk.export')}
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function Filters({ view }: { readonly view: FilingView }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/desk' });
  const change = (next: FilingView) => navigate({ search: { ...view, ...next }, replace: true });
  const field = (name: 'loan' | 'reference' | 'type') => (
    <label>
      {t(`desk.${name}`)}
      <input
        type="search"
        defaultValue={view[name] ?? ''}
        onBlur={({ target }) => change({ [name]: target.value.trim() || undefined })}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </label>
  );
  return (
    <search className="filters">
      {field('loan')}
      {field('reference')}
      {field('type')}
      <label>
        {t('desk.state')}
        <select
          value={view.state ?? ''}
          onChange={({ target }) => change({ state: (target.value || undefined) as FilingView['state'] })}
        >
          <option value="">{t('desk.all')}</option>
          {(['logged', 'witnessed', 'sealed'] as const).map((state) => (
            <option key={state} value={state}>
              {t(`loans.stages.${state}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function Figures({ items }: { readonly items: readonly Filing[] }) {
  const { t } = useTranslation();
  const minute = Date.now() - 60_000;
  const recent = items.filter(({ received_at }) => Date.parse(received_at) > minute).length;
  const waiting = items.filter(({ state }) => state.stage === 'logged').length;
  return (
    <dl className="subject">
      <div>
        <dt>{t('desk.rate')}</dt>
        <dd>{recent === items.length && recent >= 50 ? `≥ ${recent}` : recent}</dd>
      </div>
      <div>
        <dt>{t('desk.backlog')}</dt>
        <dd>{waiting === items.length && waiting >= 50 ? `≥ ${waiting}` : waiting}</dd>
      </div>
    </dl>
  );
}

function FilingTable({ items }: { readonly items: readonly Filing[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('desk.title')}
      columns={[
        { name: 'place', title: t('desk.place'), number: true },
        { name: 'type', title: t('desk.type') },
        { name: 'sequence', title: t('desk.sequence'), number: true },
        { name: 'received', title: t('desk.received') },
        { name: 'state', title: t('desk.state') },
        { name: 'receipt', title: t('desk.receipt') },
      ]}
    >
      {items.map(({ id, index, type, sequence, received_at, state }) => (
        <tr key={id}>
          <th scope="row" className="number">
            {index}
          </th>
          <td>{type}</td>
          <td className="number">{sequence}</td>
          <td>
            <Time at={received_at} />
          </td>
          <td>
            <Mark outcome={state.stage === 'logged' ? 'not-checked' : 'passed'}>
              {t(`loans.stages.${state.stage}`)}
            </Mark>
          </td>
          <td>
            <a href={apiUrl(`v1/evidence/${id}/receipt.pdf`)} download>
              {t('desk.pdf')}
            </a>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Health() {
  const { t } = useTranslation();
  const ready = useQuery(readyQuery);
  return (
    <section>
      <h2>{t('desk.health')}</h2>
      <Loaded query={ready}>
        {({ components }) => (
          <Table
            label={t('desk.health')}
            columns={[
              { name: 'component', title: t('desk.component') },
              { name: 'condition', title: t('desk.condition') },
              { name: 'detail', title: t('desk.detail') },
            ]}
          >
            {components.map(({ name, ok, detail }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <Mark outcome={ok ? 'passed' : 'failed'}>{t(ok ? 'desk.works' : 'desk.broken')}</Mark>
                </td>
                <td>{detail ?? '—'}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}
