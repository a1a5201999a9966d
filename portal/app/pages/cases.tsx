/** The list of cases: filtered and sorted by the address, verified in bulk. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CASE_STATES,
  type Case,
  type CaseListView,
  type CaseSort,
  casesQuery,
  countsQuery,
} from '../api/cases.ts';
import { useSession } from '../api/session.ts';
import { type CaseOutcome, stopBulk, useBulk, verifyMany } from '../cases/bulk.ts';
import { saveCases } from '../cases/save-cases.ts';
import { VerdictMarks } from '../cases/verdict-marks.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { money } from '../format.ts';

export function Cases() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/cases' });
  const cases = useInfiniteQuery(casesQuery(view));
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const listed = cases.data?.pages.flatMap(({ items }) => items) ?? [];
  const mayVerify = useSession()?.person.role !== 'user';
  return (
    <>
      <PageTitle>{t('cases.title')}</PageTitle>
      <Filters view={view} />
      {cases.isPending && <Loading />}
      {cases.isError && <Failure error={cases.error} onRetry={() => cases.refetch()} />}
      {cases.isSuccess && listed.length === 0 && <Empty>{t('cases.none')}</Empty>}
      {listed.length > 0 && (
        <>
          {mayVerify && <BulkBar cases={listed} selected={selected} onSelect={select} />}
          <CaseTable cases={listed} selected={selected} onSelect={select} />
        </>
      )}
      {cases.hasNextPage && (
        <p>
          <button type="button" onClick={() => cases.fetchNextPage()} disabled={cases.isFetchingNextPage}>
            {t('app.next')}
          </button>
        </p>
      )}
    </>
  );
}

function Filters({ view }: { readonly view: CaseListView }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/cases' });
  const counts = useQuery(countsQuery).data;
  const change = (next: CaseListView) => navigate({ search: { ...view, ...next }, replace: true });
  return (
    <search className="filters">
      <label>
        {t('cases.state')}
        <select
          value={view.state ?? ''}
          onChange={({ target }) => change({ state: CASE_STATES.find((one) => one === target.value) })}
        >
          <option value="">
            {t('cases.all')}
            {counts === undefined ? '' : ` (${counts.total})`}
          </option>
          {CASE_STATES.map((state) => (
            <option key={state} value={state}>
              {t(`cases.states.${state}`)}
              {counts === undefined ? '' : ` (${counts.by_state[state]})`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('cases.sort')}
        <select
          value={view.sort ?? 'created'}
          onChange={({ target }) => change({ sort: target.value as CaseSort })}
        >
          {(['created', 'deadline', 'amount', 'updated'] as const).map((sort) => (
            <option key={sort} value={sort}>
              {t(`cases.${sort}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('cases.search')}
        <input
          type="search"
          placeholder={t('cases.searchHint')}
          defaultValue={view.search ?? ''}
          onChange={({ target }) => change({ search: target.value.trim() || undefined })}
        />
      </label>
    </search>
  );
}

interface Selection {
  readonly cases: readonly Case[];
  readonly selected: ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
}

function BulkBar({ cases, selected, onSelect }: Selection) {
  const { t } = useTranslation();
  const { running, outcomes } = useBulk();
  const chosen = cases.filter(({ id }) => selected.has(id));
  const done = cases.some(({ id }) => outcomes.get(id)?.state === 'done');
  return (
    <p className="actions" role="status">
      <label className="tick">
        <input
          type="checkbox"
          checked={chosen.length === cases.length}
          onChange={({ target }) => onSelect(new Set(target.checked ? cases.map(({ id }) => id) : []))}
        />
        {t('cases.selectAll')}
      </label>
      {running === undefined ? (
        <button type="button" disabled={chosen.length === 0} onClick={() => void verifyMany(chosen)}>
          {t('cases.verifySelected', { count: chosen.length })}
        </button>
      ) : (
        <>
          <progress value={running.done} max={running.total} />
          <span>{t('cases.verifying', running)}</span>
          <button type="button" onClick={stopBulk}>
            {t('cases.stop')}
          </button>
        </>
      )}
      {done && (
        <button type="button" onClick={() => saveCases(cases, outcomes)}>
          {t('cases.exportTable')}
        </button>
      )}
    </p>
  );
}

function CaseTable({ cases, selected, onSelect }: Selection) {
  const { t } = useTranslation();
  const { outcomes } = useBulk();
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return (
    <Table
      label={t('cases.title')}
      columns={[
        { name: 'select', title: t('cases.tick') },
        { name: 'number', title: t('cases.number') },
        { name: 'state', title: t('cases.state') },
        { name: 'parties', title: t('cases.parties') },
        { name: 'claimed', title: t('cases.claimed'), number: true },
        { name: 'due', title: t('cases.due') },
        { name: 'verdicts', title: t('cases.verdicts') },
      ]}
    >
      {cases.map((one) => (
        <tr key={one.id}>
          <td>
            <input
              type="checkbox"
              checked={selected.has(one.id)}
              aria-label={t('cases.select', { name: one.number ?? one.loan })}
              onChange={() => toggle(one.id)}
            />
          </td>
          <th scope="row">
            <Link to="/cases/$id" params={{ id: one.id }} search={{ part: 'findings' }}>
              {one.number ?? t('cases.unnumbered')}
            </Link>
            <div className="hint">
              {t('cases.loan')} {one.loan}
            </div>
          </th>
          <td>{t(`cases.states.${one.state}`)}</td>
          <td>{partiesOf(one)}</td>
          <td className="number">{money(one.claim.total, one.claim.currency)}</td>
          <td className="figure">{nextDate(one) ?? '—'}</td>
          <td>
            <Outcome outcome={outcomes.get(one.id)} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Outcome({ outcome }: { readonly outcome: CaseOutcome | undefined }) {
  const { t } = useTranslation();
  if (outcome === undefined) return <span className="hint">{t('cases.notVerified')}</span>;
  if (outcome.state === 'done') return <VerdictMarks report={outcome.report} />;
  if (outcome.state !== 'failed') return <span className="hint">{t(`cases.${outcome.state}`)}…</span>;
  return (
    <span className="notice">
      {t('cases.failedToVerify')}: {outcome.why}
    </span>
  );
}

export function partiesOf({ parties }: Case): string {
  const named = (role: string) =>
    parties
      .filter((party) => party.role === role)
      .map(({ name }) => name)
      .join(', ');
  return `${named('claimant')} / ${named('respondent')}`;
}

/** The first of the dates that is still to come, else the last that has passed. */
function nextDate({ deadlines }: Case): string | undefined {
  const dates = Object.values(deadlines).sort();
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return dates.find((date) => date >= today) ?? dates.at(-1);
}
