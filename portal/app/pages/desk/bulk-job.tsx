/** A bulk opening under way or over: how far it is, and what came of each row. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { csv } from '../../../csv.ts';
import { saveFile } from '../../../save-file.ts';
import { bulkResults, type JobLine, loanOfLine } from '../../api/bulk.ts';
import { cancelJob, isOver, type Job, jobQuery } from '../../api/packages.ts';
import { JobMark } from '../../components/job-mark.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { NotFound } from '../not-found.tsx';
import { CaseTabs } from './case-tabs.tsx';
import { DeskTabs } from './tabs.tsx';

export function BulkJob() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/desk/bulk/$id' });
  const job = useQuery(jobQuery(id));
  return (
    <Loaded query={job} notFound={<NotFound />}>
      {(data) => (
        <>
          <p className="crumbs">
            <Link to="/desk/bulk">{t('bank.bulk.title')}</Link>
          </p>
          <PageTitle>{t('bank.bulk.jobTitle')}</PageTitle>
          <DeskTabs />
          <CaseTabs />
          <Progress job={data} />
          <Results job={data} />
        </>
      )}
    </Loaded>
  );
}

function Progress({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['job', job.id] }),
  });
  const { done, total } = job.progress;
  return (
    <section>
      <p role="status">
        <JobMark state={job.state} />{' '}
        {!isOver(job) && <progress value={done} max={total || 1} aria-label={t('bank.bulk.jobTitle')} />}{' '}
        {t('bank.bulk.progress', { done, total })}{' '}
        <span className="hint">
          {t('operate.begun')} <Time at={job.created_at} />
        </span>
      </p>
      {job.failure !== undefined && (
        <p className="failure" role="alert">
          <code>{job.failure.code}</code> {job.failure.detail}
        </p>
      )}
      {!isOver(job) && (
        <p className="actions">
          <button
            type="button"
            disabled={stop.isPending || job.cancel_requested}
            onClick={() => stop.mutate()}
          >
            {t('bank.bulk.stop')}
          </button>
          <span className="hint">{t('bank.bulk.stopHint')}</span>
        </p>
      )}
      {stop.isError && <Failure error={stop.error} />}
    </section>
  );
}

function Results({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { show } = useSearch({ from: '/desk/bulk/$id' });
  const navigate = useNavigate({ from: '/desk/bulk/$id' });
  const queries = useQueryClient();
  const key = ['bulk-results', job.id, job.progress.done, job.state];
  const results = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<readonly JobLine[]> => {
      const known = queries.getQueryData<readonly JobLine[]>(['bulk-lines', job.id]) ?? [];
      const fresh = await bulkResults(job.id, known.at(-1)?.line ?? 0, signal);
      const lines = [...known, ...fresh];
      queries.setQueryData(['bulk-lines', job.id], lines);
      return lines;
    },
    // What is on the screen stays there while the next rows are fetched.
    placeholderData: keepPreviousData,
  });
  return (
    <section>
      <h2>{t('bank.bulk.results')}</h2>
      <Loaded query={results}>
        {(lines) => {
          const refused = lines.filter(({ problem }) => problem !== undefined);
          const shown = show === 'refused' ? refused : lines;
          return (
            <>
              <p className="switch">
                {refused.length < lines.length && (
                  <Mark outcome="passed">
                    {t('bank.bulk.openedCount', { count: lines.length - refused.length })}
                  </Mark>
                )}{' '}
                <Mark outcome={refused.length === 0 ? 'passed' : 'failed'}>
                  {t('bank.bulk.refusedCount', { count: refused.length })}
                </Mark>
              </p>
              <p className="actions">
                <label className="tick">
                  <input
                    type="checkbox"
                    checked={show === 'refused'}
                    onChange={({ target }) =>
                      navigate({ search: target.checked ? { show: 'refused' } : {}, replace: true })
                    }
                  />
                  {t('bank.bulk.onlyRefused')}
                </label>
                <button type="button" disabled={lines.length === 0} onClick={() => save(job.id, lines)}>
                  {t('bank.bulk.export')}
                </button>
              </p>
              {shown.length === 0 ? (
                <Empty>{t('bank.bulk.noResults')}</Empty>
              ) : (
                <ResultTable job={job.id} lines={shown} />
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function ResultTable({ job, lines }: { readonly job: string; readonly lines: readonly JobLine[] }) {
  const { t } = useTranslation();
  // Results name rows by their number alone: their loans are known where they were sent from.
  const named = lines.some(({ line }) => loanOfLine(job, line) !== undefined);
  return (
    <Table
      label={t('bank.bulk.results')}
      stacks
      columns={[
        { name: 'row', title: t('bank.bulk.row'), number: true },
        ...(named ? [{ name: 'loan', title: t('cases.loan') }] : []),
        { name: 'outcome', title: t('cases.state') },
        { name: 'case', title: t('bank.bulk.reason') },
      ]}
    >
      {lines.map((line) => (
        <tr key={line.line}>
          <th scope="row" className="number">
            {line.line}
          </th>
          {named && <td>{loanOfLine(job, line.line) ?? '—'}</td>}
          <td>
            <Mark outcome={line.problem === undefined ? 'passed' : 'failed'}>
              {t(line.problem === undefined ? 'bank.bulk.opened' : 'bank.bulk.refused')}
            </Mark>
          </td>
          <td>
            <Reason line={line} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Of a refused row everything that was lacking, not the first thing alone. */
function Reason({ line }: { readonly line: JobLine }) {
  const { t } = useTranslation();
  const link = line.case !== undefined && (
    <Link to="/cases/$id" params={{ id: line.case }} search={{ part: 'course' }}>
      {t(line.problem === undefined ? 'bank.bulk.case' : 'bank.bulk.draft')}
    </Link>
  );
  if (line.problem === undefined) return <>{link}</>;
  const problem = line.problem as unknown as LineProblem | undefined;
  const unmet = problem?.facts?.unmet ?? [];
  return (
    <>
      {problem?.code === 'NOT_FOUND' ? t('bank.bulk.noLoan') : problem?.title}{' '}
      <code className="hint">{problem?.code}</code>
      {unmet.length > 0 && <Unmet guards={unmet} />}
      {unmet.length === 0 && problem?.code !== 'NOT_FOUND' && (
        <div className="hint" lang="en">
          {problem?.detail}
        </div>
      )}
      {link}
    </>
  );
}

export interface LineProblem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly facts?: { readonly unmet?: readonly string[]; readonly problems?: readonly string[] };
}

const GUARDS = ['overdue-event', 'dispute-stated', 'agreement', 'parties'] as const;
/** Types of documents of which one is lacking stand behind this. */
const DOCUMENT = 'document:';

function Unmet({ guards }: { readonly guards: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <ul>
      {guards.map((guard) => {
        const known = GUARDS.find((one) => one === guard);
        if (known !== undefined) return <li key={guard}>{t(`bank.lacking.how.${known}`)}</li>;
        const types = guard.startsWith(DOCUMENT)
          ? guard.slice(DOCUMENT.length).replaceAll('|', ' / ')
          : guard;
        return <li key={guard}>{t('bank.lacking.file', { types })}</li>;
      })}
    </ul>
  );
}

function save(job: string, lines: readonly JobLine[]): void {
  const rows = lines.map((line) => {
    const problem = line.problem as unknown as LineProblem | undefined;
    return [
      String(line.line),
      loanOfLine(job, line.line) ?? '',
      line.case ?? '',
      line.state ?? '',
      problem?.code ?? '',
      problem?.detail ?? '',
      (problem?.facts?.unmet ?? problem?.facts?.problems ?? []).join('; '),
    ];
  });
  saveFile(
    'bulk-results.csv',
    'text/csv',
    csv([['row', 'loan', 'case', 'state', 'code', 'detail', 'lacking'], ...rows]),
  );
}
