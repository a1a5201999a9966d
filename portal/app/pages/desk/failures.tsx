/** What failed, why, and what can be done about it: refused filings, posts to webhooks, jobs. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { documentType } from '../../../../core/evidence/document-types.ts';
import { csv } from '../../../csv.ts';
import { saveFile } from '../../../save-file.ts';
import { type RefusedFiling, refusedQuery } from '../../api/monitoring.ts';
import { type Job, jobsQuery } from '../../api/packages.ts';
import { redeliver } from '../../api/webhooks.ts';
import { Address } from '../../components/address.tsx';
import { Mark } from '../../components/mark.tsx';
import { More } from '../../components/more.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Failure, Loaded, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Ticked } from '../../components/ticked.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import { type FailedDelivery, useFailedDeliveries } from './failed-deliveries.ts';
import { DeskTabs } from './tabs.tsx';

export function Failures() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('bank.failures.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('bank.failures.lead')}</p>
      <Refusals />
      <FailedPosts />
      <FailedJobs />
    </>
  );
}

function Refusals() {
  const { t } = useTranslation();
  const refused = useInfiniteQuery(refusedQuery);
  const items = refused.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h2>{t('bank.failures.refusals')}</h2>
      {refused.isPending && <Loading />}
      {refused.isError && <Failure error={refused.error} onRetry={() => refused.refetch()} />}
      {refused.isSuccess && items.length === 0 && (
        <p>
          <Mark outcome="passed">{t('bank.failures.noRefusals')}</Mark>
        </p>
      )}
      {items.length > 0 && (
        <>
          <RefusalTable items={items} />
          <More query={refused} count={items.length} />
          <p className="actions">
            <button type="button" onClick={() => saveRefusals(items)}>
              {t('bank.failures.export')}
            </button>
          </p>
        </>
      )}
    </section>
  );
}

function RefusalTable({ items }: { readonly items: readonly RefusedFiling[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('bank.failures.refusals')}
      stacks
      columns={[
        { name: 'what', title: t('bank.failures.what') },
        { name: 'why', title: t('bank.failures.why') },
        { name: 'todo', title: t('bank.failures.todo') },
      ]}
    >
      {items.map((one) => (
        <Refusal key={one.id} refusal={one} />
      ))}
    </Table>
  );
}

function Refusal({ refusal }: { readonly refusal: RefusedFiling }) {
  const { t } = useTranslation();
  const { at, problem, idempotency_key: key, document_type: type, loan, repeat, filed_as: filed } = refusal;
  const facts = Object.entries(problem.facts ?? {});
  return (
    <tr>
      <th scope="row">
        {type === undefined ? '—' : (documentType(type)?.label[language()] ?? <code>{type}</code>)}
        {loan !== undefined && (
          <div className="hint">
            {t('bank.failures.loan')}{' '}
            <Link to="/desk/loans/$loan" params={{ loan }} className="figure">
              {loan}
            </Link>
          </div>
        )}
        {key !== undefined && (
          <div className="hint">
            {t('bank.failures.key')} <code>{key}</code>
          </div>
        )}
        <div className="hint">
          <Time at={at} />
        </div>
      </th>
      <td>
        <strong>{problem.title}</strong> <code className="hint">{problem.code}</code>
        <div lang="en">{problem.detail}</div>
        {facts.length > 0 && (
          <details>
            <summary>{t('bank.failures.facts')}</summary>
            <pre className="note">{JSON.stringify(problem.facts, null, 2)}</pre>
          </details>
        )}
      </td>
      <td>
        {filed === undefined ? (
          <>
            {t(repeat === 'as-it-is' ? 'bank.failures.asItIs' : 'bank.failures.corrected')}
            <div className="hint">
              <Ticked>{problem.remedy}</Ticked>
            </div>
          </>
        ) : (
          <Mark outcome="passed">
            <Link to="/desk/items/$id" params={{ id: filed }}>
              {t('bank.failures.filedSince')}
            </Link>
          </Mark>
        )}
      </td>
    </tr>
  );
}

function saveRefusals(items: readonly RefusedFiling[]): void {
  const head = ['at', 'code', 'detail', 'repeat', 'key', 'type', 'loan', 'reference', 'filed_as'];
  const rows = items.map((one) => [
    one.at,
    one.problem.code,
    one.problem.detail,
    one.repeat,
    one.idempotency_key ?? '',
    one.document_type ?? '',
    one.loan ?? '',
    one.reference ?? '',
    one.filed_as ?? '',
  ]);
  saveFile('refused-filings.csv', 'text/csv', csv([head, ...rows]));
}

function FailedPosts() {
  const { t } = useTranslation();
  const failed = useFailedDeliveries();
  return (
    <section>
      <h2>{t('bank.failures.deliveries')}</h2>
      <Loaded query={failed}>
        {(items) =>
          items.length === 0 ? (
            <p>
              <Mark outcome="passed">{t('bank.failures.noDeliveries')}</Mark>
            </p>
          ) : (
            <PostTable items={items} />
          )
        }
      </Loaded>
    </section>
  );
}

function PostTable({ items }: { readonly items: readonly FailedDelivery[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: ({ webhook, delivery }: FailedDelivery) => redeliver(webhook.id, delivery.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  return (
    <>
      <Table
        label={t('bank.failures.deliveries')}
        stacks
        columns={[
          { name: 'event', title: t('webhooks.event') },
          { name: 'to', title: t('bank.hooks.one') },
          { name: 'last', title: t('webhooks.last') },
          { name: 'again', title: t('webhooks.again'), onScreen: true },
        ]}
      >
        {items.map((one) => {
          const last = one.delivery.attempts.at(-1);
          return (
            <tr key={`${one.webhook.id} ${one.delivery.id}`}>
              <th scope="row">
                {one.delivery.event.type}
                <div className="hint">
                  <code>{one.delivery.id}</code>
                </div>
              </th>
              <td>
                <Link to="/desk/webhooks/$id" params={{ id: one.webhook.id }} search={{ state: 'failed' }}>
                  <Address url={one.webhook.url} />
                </Link>
              </td>
              <td>
                <Time at={last?.at} />
                <div>
                  {last?.status ?? (last?.failure !== undefined && t(`webhooks.failures.${last.failure}`))}
                </div>
              </td>
              <td className="on-screen">
                <button
                  type="button"
                  className="small"
                  disabled={again.isPending}
                  onClick={() => again.mutate(one)}
                >
                  {t('webhooks.redeliver')}
                </button>
              </td>
            </tr>
          );
        })}
      </Table>
      {again.isError && <Failure error={again.error} />}
    </>
  );
}

function FailedJobs() {
  const { t } = useTranslation();
  const jobs = useQuery(jobsQuery({ state: 'failed' }));
  return (
    <section>
      <h2>{t('bank.failures.jobs')}</h2>
      <Loaded query={jobs}>
        {(items) =>
          items.length === 0 ? (
            <p>
              <Mark outcome="passed">{t('bank.failures.noJobs')}</Mark>
            </p>
          ) : (
            <JobTable items={items} />
          )
        }
      </Loaded>
    </section>
  );
}

function JobTable({ items }: { readonly items: readonly Job[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('bank.failures.jobs')}
      stacks
      columns={[
        { name: 'job', title: t('bank.failures.job') },
        { name: 'when', title: t('bank.failures.when') },
        { name: 'why', title: t('bank.failures.why') },
        { name: 'again', title: t('bank.failures.todo') },
      ]}
    >
      {items.map(({ id, kind, subject, finished_at: at, failure }) => (
        <tr key={id}>
          <th scope="row">
            <JobKind kind={kind} />
            <JobSubject subject={subject} />
          </th>
          <td>
            <Time at={at} />
          </td>
          <td>
            <code>{failure?.code}</code> <span lang="en">{failure?.detail}</span>
          </td>
          <td>
            <Again id={id} kind={kind} subject={subject} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

const KINDS = { 'package.build': 'package', 'cases.open': 'bulk', 'keys.rewrap': 'rotation' } as const;

export function JobKind({ kind }: { readonly kind: string }) {
  const { t } = useTranslation();
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : undefined;
  return <>{known === undefined ? kind : t(`bank.failures.kinds.${known}`)}</>;
}

const NUMBERED = /^(?:case|package)\/(.+)$/;

/** What there are many of is told by its number; a loan is not named, and anything else its kind says already. */
export function JobSubject({ subject }: Pick<Job, 'subject'>) {
  const { t } = useTranslation();
  if (subject === 'loan') return <div className="hint">{t('bank.failures.ofLoan')}</div>;
  const number = NUMBERED.exec(subject)?.[1];
  if (number === undefined) return null;
  return (
    <div className="hint">
      {subject.startsWith('case/') && t('bank.failures.ofCase')} <code>{number}</code>
    </div>
  );
}

/** Where the job is ordered anew: what it worked on is dropped when it ends. */
function Again({ id, kind, subject }: Pick<Job, 'id' | 'kind' | 'subject'>) {
  const { t } = useTranslation();
  if (kind === 'cases.open') {
    return (
      <Link to="/desk/bulk/$id" params={{ id }} search={{ show: 'refused' }}>
        {t('bank.bulk.results')}
      </Link>
    );
  }
  if (kind !== 'package.build') return null;
  const about = subject.startsWith('case/') ? { case: subject.slice('case/'.length) } : {};
  return (
    <Link to="/desk/packages" search={about}>
      {t('bank.failures.again')}
    </Link>
  );
}
