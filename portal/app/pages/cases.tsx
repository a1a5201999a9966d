/** The list of cases: filtered, sorted and paged by the address, verified one by one or in bulk. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../language.ts';
import {
  CASE_STATES,
  type Case,
  type CaseListView,
  type CaseSort,
  casePageQuery,
  countsQuery,
} from '../api/cases.ts';
import { useSession } from '../api/session.ts';
import { type CaseOutcome, useBulk } from '../cases/bulk.ts';
import { BulkPanel, type Selection } from '../cases/bulk-panel.tsx';
import { VerdictMarks } from '../cases/verdict-marks.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { money } from '../format.ts';
import { language } from '../i18n.ts';

const NO_CASES: readonly Case[] = [];

export function Cases() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/cases' });
  const cases = useQuery({ ...casePageQuery(view), placeholderData: keepPreviousData });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const listed = cases.data?.items ?? NO_CASES;
  const mayVerify = useSession()?.person.role !== 'user';
  const few =
    !mayVerify && !isFiltered(view) && listed.length <= FEW && cases.data?.next_cursor === undefined;
  return (
    <>
      <PageTitle>{t(mayVerify ? 'cases.title' : 'app.myCases')}</PageTitle>
      {!mayVerify && <p className="lead">{t('loans.casesLead')}</p>}
      {!few && <Filters view={view} />}
      {cases.isPending && <Loading />}
      {cases.isError && <Failure error={cases.error} onRetry={() => cases.refetch()} />}
      {cases.isSuccess && listed.length === 0 && <Empty>{t('cases.none')}</Empty>}
      {listed.length > 0 && (
        <>
          {mayVerify && <BulkPanel cases={listed} selected={selected} onSelect={select} view={view} />}
          <CaseTable cases={listed} selected={selected} onSelect={select} mayVerify={mayVerify} />
        </>
      )}
      <Pages view={view} next={cases.data?.next_cursor} />
    </>
  );
}

/** So many a borrower oversees without filters. */
const FEW = 5;

const isFiltered = (view: CaseListView) => Object.values(view).some((one) => one !== undefined);

/** Each page has an address of its own; the browser's way back leads to the one before. */
function Pages({ view, next }: { readonly view: CaseListView; readonly next: string | undefined }) {
  const { t } = useTranslation();
  if (next === undefined && view.cursor === undefined) return null;
  return (
    <nav className="actions" aria-label={t('cases.pages')}>
      {view.cursor !== undefined && (
        <Link to="/cases" search={{ ...view, cursor: undefined }}>
          {t('app.first')}
        </Link>
      )}
      {next !== undefined && (
        <Link to="/cases" search={{ ...view, cursor: next }}>
          {t('app.next')}
        </Link>
      )}
    </nav>
  );
}

function Filters({ view }: { readonly view: CaseListView }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/cases' });
  const counts = useQuery(countsQuery).data;
  // A cursor goes on in one order of one filter.
  const change = (next: CaseListView) =>
    navigate({ search: { ...view, ...next, cursor: undefined }, replace: true });
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
        {t('cases.order')}
        <select
          value={view.order ?? 'descending'}
          onChange={({ target }) => change({ order: target.value === 'ascending' ? 'ascending' : undefined })}
        >
          <option value="descending">{t('cases.descending')}</option>
          <option value="ascending">{t('cases.ascending')}</option>
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

function CaseTable({ cases, selected, onSelect, mayVerify }: Selection & { readonly mayVerify: boolean }) {
  const { t } = useTranslation();
  const { entries } = useBulk();
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const verifying = mayVerify ? [{ name: 'verdicts', title: t('cases.verdicts') }] : [];
  return (
    <Table
      label={t('cases.title')}
      stacks
      columns={[
        ...(mayVerify ? [{ name: 'select', title: t('cases.tick'), onScreen: true }] : []),
        { name: 'number', title: t('cases.number') },
        { name: 'state', title: t('cases.state') },
        { name: 'parties', title: t('cases.parties') },
        { name: 'claimed', title: t('cases.claimed'), number: true },
        { name: 'due', title: t('cases.due') },
        ...verifying,
      ]}
    >
      {cases.map((one) => (
        <tr key={one.id}>
          {mayVerify && (
            <td className="on-screen">
              <input
                type="checkbox"
                checked={selected.has(one.id)}
                aria-label={t('cases.select', { name: one.number ?? one.loan })}
                onChange={() => toggle(one.id)}
              />
            </td>
          )}
          <th scope="row">
            <Link className="figure" to="/cases/$id" params={{ id: one.id }} search={{ part: 'findings' }}>
              {one.number ?? t('cases.unnumbered')}
            </Link>
            <div className="hint">
              {t('cases.loan')} <span className="figure">{one.loan}</span>
            </div>
          </th>
          <td>
            <span className="tag">{t(`cases.states.${one.state}`)}</span>
          </td>
          <td>{partiesOf(one)}</td>
          <td className="number">{money(one.claim.total, one.claim.currency)}</td>
          <td>
            <NextDate one={one} />
          </td>
          {mayVerify && (
            <td>
              <Outcome outcome={entries.get(one.id)?.outcome} />
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

function Outcome({ outcome }: { readonly outcome: CaseOutcome | undefined }) {
  const { t } = useTranslation();
  if (outcome === undefined) return <span className="hint">{t('cases.notVerified')}</span>;
  if (outcome.state === 'done') return <VerdictMarks verdicts={outcome.verdicts} />;
  if (outcome.state !== 'failed') return <span className="hint">{t(`cases.${outcome.state}`)}…</span>;
  return (
    <span className="notice">
      {`${t('cases.failedToVerify')}${COLON[language()]}${outcome.why === 'TIMEOUT' ? t('cases.timeout') : outcome.why}`}
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
function NextDate({ one: { deadlines } }: { readonly one: Case }) {
  const { t } = useTranslation();
  const dates = (['answer', 'hearing', 'award'] as const)
    .flatMap((name) => (deadlines[name] === undefined ? [] : [{ name, date: deadlines[name] }]))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const next = dates.find(({ date }) => date >= today) ?? dates.at(-1);
  if (next === undefined) return <>—</>;
  return (
    <>
      <span className="figure">{next.date}</span>{' '}
      <span className="hint figure">
        {t(`cases.dates.${next.name}`)}
        {next.date < today && ` · ${t('cases.passed')}`}
      </span>
    </>
  );
}
