/** Opening many cases: a table is read and checked here, shown row by row, and sent as one job. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csv } from '../../../csv.ts';
import { saveFile } from '../../../save-file.ts';
import { checkLoans, type LoanCheck, openMany, rememberRows } from '../../api/bulk.ts';
import { jobsQuery } from '../../api/packages.ts';
import { BULK_COLUMNS, type BulkTable, readBulk } from '../../cases/bulk-rows.ts';
import { FilePicker } from '../../components/file-picker.tsx';
import { JobMark } from '../../components/job-mark.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { BulkPreview, problemsOf } from './bulk-preview.tsx';
import { CaseTabs } from './case-tabs.tsx';
import { DeskTabs } from './tabs.tsx';

export function Bulk() {
  const { t } = useTranslation();
  const [table, setTable] = useState<BulkTable>();
  return (
    <>
      <PageTitle>{t('bank.bulk.title')}</PageTitle>
      <DeskTabs />
      <CaseTabs />
      <p className="lead">{t('bank.bulk.lead')}</p>
      {table !== undefined && 'rows' in table ? (
        <Prepared table={table} onAgain={() => setTable(undefined)} />
      ) : (
        <Source table={table} onTable={setTable} />
      )}
      <Earlier />
    </>
  );
}

const template = () => saveFile('cases.csv', 'text/csv', csv([BULK_COLUMNS]));

interface SourceProps {
  readonly table: Exclude<BulkTable, { readonly rows: unknown }> | undefined;
  onTable(table: BulkTable): void;
}

function Source({ table, onTable }: SourceProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [unread, setUnread] = useState(false);
  const read = async ([file]: readonly File[]) => {
    if (file === undefined) return;
    try {
      onTable(readBulk(await file.text()));
    } catch {
      setUnread(true);
    }
  };
  return (
    <section>
      <p className="actions">
        <FilePicker
          label={t('bank.bulk.choose')}
          accept=".csv,text/csv"
          onFiles={(files) => void read(files)}
        />
        <button type="button" onClick={template}>
          {t('bank.bulk.template')}
        </button>
      </p>
      <form
        className="form wide"
        onSubmit={(event) => {
          event.preventDefault();
          onTable(readBulk(text));
        }}
      >
        <label>
          {t('bank.bulk.paste')}
          <textarea rows={6} required value={text} onChange={({ target }) => setText(target.value)} />
        </label>
        <button type="submit">{t('bank.bulk.read')}</button>
      </form>
      {unread && (
        <p className="failure" role="alert">
          {t('bank.bulk.unread')}
        </p>
      )}
      {table !== undefined && (
        <p className="failure" role="alert">
          {'missing' in table
            ? t('bank.bulk.missingColumns', { names: table.missing.join(', ') })
            : t(`bank.bulk.${table.problem}`)}
        </p>
      )}
    </section>
  );
}

interface PreparedProps {
  readonly table: Extract<BulkTable, { readonly rows: unknown }>;
  onAgain(): void;
}

function Prepared({ table: { rows }, onAgain }: PreparedProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [done, setDone] = useState(0);
  const sound = rows.filter(({ faults }) => faults.length === 0);
  const loans = new Set(sound.map(({ cells }) => cells.loan));
  const checks = useQuery({
    queryKey: ['bulk-check', rows],
    queryFn: ({ signal }) => checkLoans([...loans], signal, setDone),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const good = sound.filter((row) => problemsOf(row, checks.data).every(({ stops }) => !stops));
  const send = useMutation({
    mutationFn: () => withPresence(() => openMany(good, checks.data ?? new Map<string, LoanCheck>())),
    onSuccess: (job) => {
      rememberRows(job.id, good);
      return navigate({ to: '/desk/bulk/$id', params: { id: job.id }, search: {} });
    },
  });
  return (
    <section>
      <h2>{t('bank.bulk.preview')}</h2>
      {checks.isPending && (
        <p role="status">
          <progress value={done} max={loans.size} /> {t('bank.bulk.checking', { done, total: loans.size })}
        </p>
      )}
      {checks.isError && <Failure error={checks.error} onRetry={() => checks.refetch()} />}
      {checks.isSuccess && (
        <>
          <p className="switch">
            <Mark outcome="passed">{t('bank.bulk.good', { count: good.length })}</Mark>{' '}
            {good.length < rows.length && (
              <Mark outcome="failed">{t('bank.bulk.bad', { count: rows.length - good.length })}</Mark>
            )}
          </p>
          <p className="hint">{t('bank.bulk.sure')}</p>
          <p className="actions">
            <button
              type="button"
              className="primary"
              disabled={good.length === 0 || send.isPending}
              onClick={() => send.mutate()}
            >
              {t('bank.bulk.send', { count: good.length })}
            </button>
            <button type="button" onClick={onAgain}>
              {t('bank.bulk.again')}
            </button>
          </p>
          {send.isError && <Failure error={send.error} />}
        </>
      )}
      <BulkPreview rows={rows} checks={checks.data} />
    </section>
  );
}

function Earlier() {
  const { t } = useTranslation();
  const jobs = useQuery(jobsQuery({ kind: 'cases.open' }));
  return (
    <section>
      <h2>{t('bank.bulk.earlier')}</h2>
      <Loaded query={jobs}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('bank.bulk.noEarlier')}</Empty>
          ) : (
            <Table
              label={t('bank.bulk.earlier')}
              stacks
              columns={[
                { name: 'when', title: t('operate.begun') },
                { name: 'state', title: t('operate.state') },
                { name: 'rows', title: t('operate.progress') },
              ]}
            >
              {items.map(({ id, created_at: at, state, progress }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link to="/desk/bulk/$id" params={{ id }} search={{}}>
                      <Time at={at} />
                    </Link>
                  </th>
                  <td>
                    <JobMark state={state} />
                  </td>
                  <td>{t('bank.bulk.progress', progress)}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </section>
  );
}
