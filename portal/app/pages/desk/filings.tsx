/** What the bank has filed: filtered, exported, each item with its receipt. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DOCUMENT_TYPES } from '../../../../core/evidence/document-types.ts';
import { type Filing, filingParameters, filingsQuery } from '../../api/filings.ts';
import { apiUrl } from '../../api/http.ts';
import { FiledItemLink } from '../../components/filed-item-link.tsx';
import { Mark } from '../../components/mark.tsx';
import { More } from '../../components/more.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Empty, Failure, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import type { FilingView } from '../../search.ts';
import { DeskTabs } from './tabs.tsx';

export function Filings() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/desk/filings' });
  const filings = useInfiniteQuery(filingsQuery(view));
  const items = filings.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle>{t('desk.title')}</PageTitle>
      <DeskTabs />
      <Filters view={view} />
      {filings.isPending && <Loading />}
      {filings.isError && <Failure error={filings.error} onRetry={() => filings.refetch()} />}
      {filings.isSuccess && items.length === 0 && <Empty>{t('desk.none')}</Empty>}
      {items.length > 0 && (
        <>
          <FilingTable items={items} />
          <More query={filings} count={items.length} />
          <p className="actions">
            <a
              className="button"
              href={apiUrl(`v1/evidence/export?${filingParameters(view)}`)}
              download="evidence.ndjson"
            >
              {t('desk.export')}
            </a>
          </p>
        </>
      )}
    </>
  );
}

function Filters({ view }: { readonly view: FilingView }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/desk/filings' });
  const change = (next: FilingView) => navigate({ search: { ...view, ...next }, replace: true });
  return (
    <search className="filters">
      <SearchField label={t('desk.loan')} value={view.loan} onChange={(loan) => change({ loan })} />
      <SearchField
        label={t('desk.reference')}
        value={view.reference}
        onChange={(reference) => change({ reference })}
      />
      <label>
        {t('desk.type')}
        <select
          value={view.type ?? ''}
          onChange={({ target }) => change({ type: target.value || undefined })}
        >
          <option value="">{t('desk.all')}</option>
          {DOCUMENT_TYPES.map(({ code, label }) => (
            <option key={code} value={code}>
              {label[language()]} ({code})
            </option>
          ))}
        </select>
      </label>
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

function FilingTable({ items }: { readonly items: readonly Filing[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('desk.title')}
      lines
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
          <td>
            <FiledItemLink id={id} type={type} />
          </td>
          <td className="number">{sequence}</td>
          <td>
            <Time at={received_at} />
          </td>
          <td>
            <StageMark stage={state.stage} />
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

export function StageMark({ stage }: { readonly stage: 'logged' | 'witnessed' | 'sealed' }) {
  const { t } = useTranslation();
  return <Mark outcome={stage === 'logged' ? 'not-checked' : 'passed'}>{t(`loans.stages.${stage}`)}</Mark>;
}
