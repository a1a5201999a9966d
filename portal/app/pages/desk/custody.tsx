/** The custody log of the own organisation: who did what and who read whose data, searched by who, what, when and to what. */
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csv } from '../../../csv.ts';
import { saveFile } from '../../../save-file.ts';
import { allCustodyLines, type CustodyLine, custodyLinesQuery } from '../../api/custody.ts';
import { Act } from '../../components/act.tsx';
import { By } from '../../components/by.tsx';
import { More } from '../../components/more.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Empty, Failure, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import type { CustodyView } from '../../desk-search.ts';
import { DeskTabs } from './tabs.tsx';

export function CustodyPage() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/desk/custody' });
  const lines = useInfiniteQuery(custodyLinesQuery(view));
  const items = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle>{t('custody.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('custody.lead')}</p>
      <Filters view={view} />
      {lines.isPending && <Loading />}
      {lines.isError && <Failure error={lines.error} onRetry={() => lines.refetch()} />}
      {lines.isSuccess && items.length === 0 && !lines.hasNextPage && <Empty>{t('custody.none')}</Empty>}
      {items.length > 0 && <Lines items={items} />}
      {lines.isSuccess && (items.length > 0 || lines.hasNextPage) && (
        <>
          <More query={lines} count={items.length} />
          <Export view={view} />
        </>
      )}
    </>
  );
}

const ACTS = [
  'record',
  'document',
  'receipt',
  'package',
  'records',
  'case',
  'erasure',
  'hold',
  'session',
  'certificate',
  'organisation',
  'webhook',
] as const;

const patternOf = (act: (typeof ACTS)[number]) => `${act}.*`;

function Filters({ view }: { readonly view: CustodyView }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/desk/custody' });
  const change = (next: CustodyView) => navigate({ search: { ...view, ...next }, replace: true });
  const day = (name: 'from' | 'to') => (
    <label>
      {t(`bank.custody.${name}`)}
      <input
        type="date"
        value={view[name] ?? ''}
        onChange={({ target }) => change({ [name]: target.value || undefined })}
      />
    </label>
  );
  return (
    <search className="filters">
      <SearchField
        label={t('bank.custody.subject')}
        value={view.subject}
        placeholder="evidence/019a8f2e-…"
        onChange={(subject) => change({ subject })}
      />
      <SearchField
        label={t('bank.custody.who')}
        value={view.actor}
        placeholder={t('bank.custody.whoHint')}
        onChange={(actor) => change({ actor })}
      />
      <label>
        {t('bank.custody.what')}
        <select
          value={view.action ?? ''}
          onChange={({ target }) => change({ action: target.value || undefined })}
        >
          <option value="">{t('bank.custody.any')}</option>
          {ACTS.map((act) => (
            <option key={act} value={patternOf(act)}>
              {t(`bank.custody.acts.${act}`)}
            </option>
          ))}
          {view.action !== undefined && !ACTS.some((act) => patternOf(act) === view.action) && (
            <option value={view.action}>{view.action}</option>
          )}
        </select>
      </label>
      {day('from')}
      {day('to')}
      {Object.values(view).some((value) => value !== undefined) && (
        <button type="button" className="quiet" onClick={() => navigate({ search: {}, replace: true })}>
          {t('bank.custody.reset')}
        </button>
      )}
    </search>
  );
}

function Lines({ items }: { readonly items: readonly CustodyLine[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('custody.title')}
      lines
      columns={[
        { name: 'number', title: t('custody.number'), number: true },
        { name: 'when', title: t('loans.when') },
        { name: 'who', title: t('bank.custody.who') },
        { name: 'action', title: t('bank.custody.what') },
        { name: 'subject', title: t('bank.custody.subject') },
        { name: 'facts', title: t('bank.custody.facts') },
      ]}
    >
      {items.map((line) => (
        <Line key={line.number} line={line} />
      ))}
    </Table>
  );
}

function Line({ line }: { readonly line: CustodyLine }) {
  const { t } = useTranslation();
  const { number, at, actor, action, subject, facts } = line;
  return (
    <tr>
      <th scope="row" className="number">
        {number}
      </th>
      <td className="narrow">
        <Time at={at} />
      </td>
      <td>
        <Link from="/desk/custody" to="." search={(view) => ({ ...view, actor: actor.id })} replace>
          <By role={actor.role} />
        </Link>
        <div className="hint figure">{actor.organisation}</div>
      </td>
      <td>
        <Act action={action} />
        <div className="hint">
          <code>{action}</code>
        </div>
      </td>
      <td className="whole">
        <Subject subject={subject} />
      </td>
      <td className="whole">
        {facts === undefined ? (
          <span className="nothing">—</span>
        ) : (
          <details>
            <summary>{t('bank.custody.facts')}</summary>
            <pre className="note">{JSON.stringify(facts, null, 2)}</pre>
          </details>
        )}
      </td>
    </tr>
  );
}

/** Leads to the thing itself where it has a page. */
function Subject({ subject }: { readonly subject: string }) {
  const { t } = useTranslation();
  const [kind = '', id = ''] = subject.split('/', 2);
  const known = SUBJECTS.find((one) => one === kind);
  const word = known === undefined ? kind : t(`bank.custody.subjects.${known}`);
  return (
    <>
      {kind === 'evidence' && (
        <Link to="/desk/items/$id" params={{ id }}>
          {word}
        </Link>
      )}
      {kind === 'case' && (
        <Link to="/cases/$id" params={{ id }} search={{ part: 'course' }}>
          {word}
        </Link>
      )}
      {kind !== 'evidence' && kind !== 'case' && word}
      <div className="hint">
        <code>{subject}</code>
      </div>
    </>
  );
}

const SUBJECTS = [
  'evidence',
  'case',
  'package',
  'loan',
  'person',
  'organisation',
  'certificate',
  'webhook',
  'erasure',
  'invitation',
  'records',
] as const;

function Export({ view }: { readonly view: CustodyView }) {
  const { t } = useTranslation();
  const [read, setRead] = useState(0);
  const save = useMutation({
    mutationFn: async () => {
      const lines = await allCustodyLines(view, new AbortController().signal, setRead);
      const head = [
        'number',
        'at',
        'organisation',
        'role',
        'kind',
        'id',
        'action',
        'subject',
        'facts',
        'previous',
      ];
      const rows = lines.map(({ number, at, actor, action, subject, facts, previous }) => [
        String(number),
        at,
        ...[actor.organisation, actor.role, actor.kind, actor.id],
        ...[action, subject, facts === undefined ? '' : JSON.stringify(facts), previous],
      ]);
      saveFile('custody.csv', 'text/csv', csv([head, ...rows]));
    },
  });
  return (
    <p className="actions">
      <button type="button" disabled={save.isPending} onClick={() => save.mutate()}>
        {t('bank.custody.export')}
      </button>
      <span className="hint" role="status">
        {(save.isPending || save.isSuccess) && t('bank.custody.exporting', { count: read })}
      </span>
      {save.isError && <Failure error={save.error} />}
    </p>
  );
}
