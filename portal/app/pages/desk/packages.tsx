/** Packages: built as jobs with progress, kept for a month, fetched again; who fetched each. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { daysTo } from '../../api/organisation.ts';
import {
  cancelJob,
  isOver,
  type Job,
  jobQuery,
  jobsQuery,
  type KeptPackage,
  keptPackagesQuery,
  packageReadersQuery,
} from '../../api/packages.ts';
import { By } from '../../components/by.tsx';
import { Digest } from '../../components/digest.tsx';
import { Mark } from '../../components/mark.tsx';
import { More } from '../../components/more.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded, Loading } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { FetchPackage } from './fetch-package.tsx';
import { OrderForm } from './order-package.tsx';
import { DeskTabs } from './tabs.tsx';

export function Packages() {
  const { t } = useTranslation();
  const { job } = useSearch({ from: '/desk/packages' });
  return (
    <>
      <PageTitle>{t('bank.packages.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('bank.packages.lead')}</p>
      <UnderWay shown={job} />
      <OrderForm />
      <KeptPackages />
    </>
  );
}

/** The order that the address names, and what else is being built. */
function UnderWay({ shown }: { readonly shown: string | undefined }) {
  const { t } = useTranslation();
  const running = useQuery(jobsQuery({ kind: 'package.build', state: 'running' }));
  const queued = useQuery(jobsQuery({ kind: 'package.build', state: 'queued' }));
  const others = [...(running.data ?? []), ...(queued.data ?? [])].filter(({ id }) => id !== shown);
  if (shown === undefined && others.length === 0) return null;
  return (
    <section>
      <h2>{t('bank.packages.progress')}</h2>
      {[...(shown === undefined ? [] : [shown]), ...others.map(({ id }) => id)].map((id) => (
        <Order key={id} id={id} />
      ))}
    </section>
  );
}

function Order({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const job = useQuery(jobQuery(id));
  const over = job.data !== undefined && isOver(job.data);
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ['kept-packages'] });
  }, [over, queries]);
  const stop = useMutation({
    mutationFn: () => cancelJob(id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['job', id] }),
  });
  return (
    <div className="panel" role="status">
      <Loaded query={job} notFound={<p>{t('bank.packages.notFound')}</p>}>
        {(data) => (
          <>
            <JobState job={data} />
            {data.state === 'done' && typeof data.result?.package === 'string' && (
              <FetchPackage id={data.result.package} />
            )}
            {!isOver(data) && (
              <button type="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
                {t('bank.bulk.stop')}
              </button>
            )}
          </>
        )}
      </Loaded>
      {stop.isError && <Failure error={stop.error} />}
    </div>
  );
}

const OUTCOMES = { done: 'passed', failed: 'failed', cancelled: 'not-checked' } as const;
const ENDS = { done: 'ready', failed: 'failed', cancelled: 'stopped' } as const;

function JobState({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { state, progress, failure } = job;
  if (state === 'queued' || state === 'running') {
    const { done, total, note } = progress;
    return (
      <p>
        <progress value={done} max={total || 1} aria-label={t('bank.packages.states.building')} />{' '}
        {state === 'queued' && note === '' ? (
          t('bank.jobStates.queued')
        ) : (
          <Doing {...{ done, total, note }} />
        )}
      </p>
    );
  }
  return (
    <p>
      <Mark outcome={OUTCOMES[state]}>{t(`bank.packages.${ENDS[state]}`)}</Mark>{' '}
      {failure !== undefined && (
        <>
          <code>{failure.code}</code> <span lang="en">{failure.detail}</span>
        </>
      )}
    </p>
  );
}

function Doing({ done, total, note }: Job['progress']) {
  const { t } = useTranslation();
  const figures = { done: done.toLocaleString('en'), total: total.toLocaleString('en') };
  if (note === 'writing') return <>{t('bank.packages.writing', figures)}</>;
  if (note === 'planning' || note === '') return <>{t('bank.packages.planning')}</>;
  return <>{t('bank.packages.waits', { note })}</>;
}

function KeptPackages() {
  const { t } = useTranslation();
  const kept = useInfiniteQuery(keptPackagesQuery);
  const items = kept.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h2>{t('bank.packages.kept')}</h2>
      {kept.isPending && <Loading />}
      {kept.isError && <Failure error={kept.error} onRetry={() => kept.refetch()} />}
      {kept.isSuccess && items.length === 0 && <Empty>{t('bank.packages.none')}</Empty>}
      {items.length > 0 && (
        <>
          <ul className="plain">
            {items.map((one) => (
              <Kept key={one.id} kept={one} />
            ))}
          </ul>
          <More query={kept} count={items.length} />
        </>
      )}
    </section>
  );
}

const STATES = { building: 'not-checked', kept: 'passed', expired: 'not-checked' } as const;

function Kept({ kept }: { readonly kept: KeptPackage }) {
  const { t } = useTranslation();
  const { id, state, case: about, file_name: name, created_at: made, expires_at: until, sha256, size } = kept;
  const over = until !== undefined && Date.parse(until) <= Date.now();
  const shown = over ? 'expired' : state;
  return (
    <li className="panel">
      <h3 className="item-title">{name ?? t('bank.packages.unnamed')}</h3>
      <p>
        <Mark outcome={STATES[shown]}>{t(`bank.packages.states.${shown}`)}</Mark>{' '}
        {shown === 'kept' && until !== undefined && (
          <span className="hint">
            {t('bank.packages.until')} <Time at={until} />{' '}
            <span className="figure">
              {t('bank.packages.leftDays', { count: daysTo(until, Date.now()) + 1 })}
            </span>
          </span>
        )}
      </p>
      <p className="hint">
        {t('bank.packages.made')} <Time at={made} /> ·{' '}
        <span className="figure">{t('bank.packages.items', { count: kept.items })}</span>
        {size !== undefined && (
          <>
            {' '}
            · <span className="figure">{t('bank.organisation.bytes', { count: size })}</span>
          </>
        )}
        <Without kept={kept} />
      </p>
      {sha256 !== undefined && (
        <p className="hint">
          SHA-256 <Digest value={sha256} />
        </p>
      )}
      <div className="actions">
        {shown === 'kept' && <FetchPackage id={id} />}
        {about !== undefined && (
          <Link className="button" to="/cases/$id" params={{ id: about }} search={{ part: 'course' }}>
            {t('bank.packages.handOver')}
          </Link>
        )}
      </div>
      <Readers kept={kept} />
    </li>
  );
}

function Without({ kept: { withheld, documents } }: { readonly kept: KeptPackage }) {
  const { t } = useTranslation();
  const what = [...(documents ? [] : [t('bank.packages.noOriginals')]), ...withheld];
  if (what.length === 0) return null;
  return <> · {t('bank.packages.without', { what: what.join(', ') })}</>;
}

/** Asked for when it is opened: it is another log's page for each package. */
function Readers({ kept }: { readonly kept: KeptPackage }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('bank.packages.who')}</summary>
      {open && <ReaderList kept={kept} />}
    </details>
  );
}

function ReaderList({ kept }: { readonly kept: KeptPackage }) {
  const { t } = useTranslation();
  const readers = useQuery(packageReadersQuery(kept));
  return (
    <Loaded query={readers}>
      {(lines) =>
        lines.length === 0 ? (
          <p>{t('bank.packages.nobody')}</p>
        ) : (
          <ul>
            {lines.map(({ number, at, action, actor }) => (
              <li key={number}>
                <Time at={at} /> <By role={actor.role} /> ({actor.organisation}):{' '}
                {t(action === 'package.built' ? 'bank.packages.built' : 'bank.packages.fetched')}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
