/** A loan's stream: every item in order of its number, with those that are missing, replaced and erased marked. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../api/http.ts';
import {
  type Gap,
  type LoanItem,
  missingIn,
  type StreamRow,
  streamQuery,
  withGaps,
} from '../../api/stream.ts';
import { FiledItemLink } from '../../components/filed-item-link.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { StageMark } from './filings.tsx';
import { LoanFinder } from './overview.tsx';
import { DeskTabs } from './tabs.tsx';

export function Stream() {
  const { t } = useTranslation();
  const { loan } = useParams({ from: '/desk/loans/$loan' });
  const stream = useQuery(streamQuery(loan));
  return (
    <>
      <p className="crumbs">
        <Link to="/desk/filings">{t('desk.title')}</Link>
      </p>
      <PageTitle>{t('bank.stream.title', { loan })}</PageTitle>
      <DeskTabs />
      <Loaded
        query={stream}
        notFound={
          <>
            <Empty>{t('bank.stream.notFound')}</Empty>
            <LoanFinder />
          </>
        }
      >
        {(items) => <Content loan={loan} items={items} />}
      </Loaded>
    </>
  );
}

function Content({ loan, items }: { readonly loan: string; readonly items: readonly LoanItem[] }) {
  const { t } = useTranslation();
  const rows = withGaps(items);
  const missing = missingIn(rows);
  return (
    <>
      <p className="lead">{t('bank.stream.lead')}</p>
      <p>
        {t('bank.stream.summary', { count: items.length, last: items.at(-1)?.sequence ?? 0 })}{' '}
        <Mark outcome={missing === 0 ? 'passed' : 'failed'}>
          {missing === 0 ? t('bank.stream.whole') : t('bank.stream.gaps', { count: missing })}
        </Mark>
      </p>
      <p className="actions">
        <Link className="button" to="/desk/packages" search={{ loan }}>
          {t('bank.stream.package')}
        </Link>
        <Link className="button" to="/desk/new-case" search={{ loan }}>
          {t('bank.stream.openCase')}
        </Link>
        <a className="button" href={apiUrl(`v1/loans/${encodeURIComponent(loan)}/receipts`)} download>
          {t('bank.stream.receipts')}
        </a>
      </p>
      <StreamTable rows={rows} items={items} />
    </>
  );
}

function StreamTable({
  rows,
  items,
}: {
  readonly rows: readonly StreamRow[];
  readonly items: readonly LoanItem[];
}) {
  const { t } = useTranslation();
  const known = new Map(items.map((item) => [item.id, item]));
  return (
    <Table
      label={t('desk.title')}
      lines
      columns={[
        { name: 'number', title: t('bank.stream.number'), number: true },
        { name: 'item', title: t('bank.stream.item') },
        { name: 'received', title: t('bank.stream.received') },
        { name: 'state', title: t('bank.stream.state') },
        { name: 'notes', title: t('bank.stream.notes') },
      ]}
    >
      {rows.map((row) =>
        'gap' in row ? (
          <GapRow key={`gap ${row.gap.from}`} gap={row.gap} />
        ) : (
          <ItemRow key={row.item.id} item={row.item} known={known} />
        ),
      )}
    </Table>
  );
}

function GapRow({ gap: { from, to } }: { readonly gap: Gap }) {
  const { t } = useTranslation();
  return (
    <tr className="gap">
      <th scope="row" className="number">
        {from === to ? from : `${from}–${to}`}
      </th>
      <td colSpan={4}>
        <Mark outcome="failed">
          {t(from === to ? 'bank.stream.gapOne' : 'bank.stream.gapMany', { from, to })}
        </Mark>
        <div className="hint">{t('bank.stream.gapWhat')}</div>
      </td>
    </tr>
  );
}

interface ItemRowProps {
  readonly item: LoanItem;
  readonly known: ReadonlyMap<string, LoanItem>;
}

function ItemRow({ item, known }: ItemRowProps) {
  const { id, sequence, type, received_at, state } = item;
  return (
    <tr>
      <th scope="row" className="number">
        {sequence}
      </th>
      <td>
        <FiledItemLink id={id} type={type} />
      </td>
      <td>
        <Time at={received_at} />
      </td>
      <td>
        <StageMark stage={state.stage} />
      </td>
      <td className="whole">
        <Notes item={item} known={known} />
      </td>
    </tr>
  );
}

function Notes({ item, known }: ItemRowProps) {
  const { t } = useTranslation();
  const to = (id: string | undefined) => known.get(id ?? '')?.sequence;
  const partly = !item.erased && item.annotated_by?.some((id) => known.get(id)?.type === 'ERASE');
  const links = (['superseded_by', 'supersedes', 'annotates'] as const).map(
    (link) => [link, to(item[link])] as const,
  );
  const text = { superseded_by: 'supersededBy', supersedes: 'supersedes', annotates: 'annotates' } as const;
  const notes: ReactNode[] = [
    item.erased && <Mark outcome="not-checked">{t('bank.stream.erased')}</Mark>,
    partly && <Mark outcome="not-checked">{t('bank.stream.partlyErased')}</Mark>,
    ...links.map(
      ([link, number]) =>
        number !== undefined && (
          <>
            {t(`bank.stream.${text[link]}`)}{' '}
            <Link to="/desk/items/$id" params={{ id: item[link]! }}>
              {t('bank.stream.number')} {number}
            </Link>
          </>
        ),
    ),
  ].filter(Boolean);
  if (notes.length === 0) return <span className="nothing">—</span>;
  return (
    <ul className="plain">
      {notes.map((note, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the notes of an item stand in one order
        <li key={i}>{note}</li>
      ))}
    </ul>
  );
}
