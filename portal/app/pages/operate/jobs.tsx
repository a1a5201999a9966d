/** What the service works on and has worked on, and the change of the key-encryption key. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { operationJobsQuery } from '../../api/organisation.ts';
import type { Job } from '../../api/packages.ts';
import { JobMark } from '../../components/job-mark.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { JOB_STATES } from '../../desk-search.ts';
import { JobKind, JobSubject } from '../desk/failures.tsx';
import { OperateTabs } from './tabs.tsx';

export function JobsPage() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: '/operate/jobs' });
  const jobs = useQuery(operationJobsQuery);
  return (
    <>
      <PageTitle>{t('operate.tabs.jobs')}</PageTitle>
      <OperateTabs />
      <Loaded query={jobs}>
        {({ jobs: all, key_rotation: rotation }) => {
          const shown = all.filter((job) => state === undefined || job.state === state);
          return (
            <>
              <Rotation job={rotation} />
              <section>
                <h2>{t('operate.jobs')}</h2>
                <Filter />
                {shown.length === 0 ? <Empty>{t('operate.noJobs')}</Empty> : <JobTable jobs={shown} />}
              </section>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Rotation({ job }: { readonly job: Job | undefined }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('operate.key')}</h2>
      {job === undefined ? <p>{t('operate.keyNever')}</p> : <RotationState job={job} />}
    </section>
  );
}

function RotationState({
  job: { state, progress, result, finished_at: at, failure },
}: {
  readonly job: Job;
}) {
  const { t } = useTranslation();
  if (state === 'done') {
    return (
      <p>
        <Mark outcome="passed">{t('operate.keyDone', { count: Number(result?.keys ?? 0) })}</Mark>{' '}
        <Time at={at} />
      </p>
    );
  }
  if (state === 'failed' || state === 'cancelled') {
    return (
      <p>
        <Mark outcome="failed">{t('operate.keyFailed')}</Mark> <span lang="en">{failure?.detail}</span>{' '}
        <Time at={at} />
      </p>
    );
  }
  return (
    <p role="status">
      <progress value={progress.done} max={progress.total || 1} aria-label={t('operate.key')} />{' '}
      {t('operate.keyRuns')}
    </p>
  );
}

function Filter() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: '/operate/jobs' });
  const navigate = useNavigate({ from: '/operate/jobs' });
  return (
    <search className="filters">
      <label>
        {t('operate.state')}
        <select
          value={state ?? ''}
          onChange={({ target }) =>
            navigate({ search: { state: JOB_STATES.find((one) => one === target.value) }, replace: true })
          }
        >
          <option value="">{t('operate.all')}</option>
          {JOB_STATES.map((one) => (
            <option key={one} value={one}>
              {t(`bank.jobStates.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function JobTable({ jobs }: { readonly jobs: readonly Job[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('operate.jobs')}
      stacks
      columns={[
        { name: 'kind', title: t('operate.kind') },
        { name: 'state', title: t('operate.state') },
        { name: 'begun', title: t('operate.begun') },
        { name: 'ended', title: t('operate.ended') },
        { name: 'progress', title: t('operate.progress'), number: true },
      ]}
    >
      {jobs.map(
        ({ id, kind, subject, state, progress, attempt, created_at: at, finished_at: end, failure }) => (
          <tr key={id}>
            <th scope="row">
              <JobKind kind={kind} />
              <JobSubject subject={subject} />
            </th>
            <td>
              <JobMark state={state} />
              {failure !== undefined && (
                <div>
                  <code>{failure.code}</code> <span lang="en">{failure.detail}</span>
                </div>
              )}
            </td>
            <td className="narrow">
              <Time at={at} />
            </td>
            <td className="narrow">
              <Time at={end} />
            </td>
            <td className="number">
              <Amount kind={kind} progress={progress} />
              <div className="hint">{t('operate.attempts', { count: attempt })}</div>
            </td>
          </tr>
        ),
      )}
    </Table>
  );
}

/** In the job's own unit: bytes of a package, rows of a bulk opening, keys of a change. */
function Amount({ kind, progress: { done, total } }: Pick<Job, 'kind' | 'progress'>) {
  const { t } = useTranslation();
  if (total === 0) return <>—</>;
  if (kind === 'package.build') {
    return (
      <>
        {done === total
          ? t('bank.organisation.bytes', { count: total })
          : t('operate.bytes', { done, total })}
      </>
    );
  }
  return (
    <>
      {done.toLocaleString('en')} / {total.toLocaleString('en')}
    </>
  );
}
