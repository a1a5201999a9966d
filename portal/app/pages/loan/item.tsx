/** One item of the borrower's: what it is, what it says, its documents, who has seen it, its receipt, and what can be done about it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { itemQuery } from '../../api/evidence.ts';
import { apiUrl } from '../../api/http.ts';
import { type OwnItem, ownItemsQuery } from '../../api/loans.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { DocumentViewer } from '../../documents/viewer.tsx';
import { RecordFields } from '../../findings/item-summary.tsx';
import { language } from '../../i18n.ts';
import type { ItemAct } from '../../loan-search.ts';
import '../case/case.css';
import { NotFound } from '../not-found.tsx';
import { Countersign } from './countersign.tsx';
import { AskErasure } from './erasure.tsx';
import { Objection } from './objection.tsx';
import { SeenItem } from './seen.tsx';
import { Stage } from './stage.tsx';

export function OwnItemPage() {
  const { t } = useTranslation();
  const { id, item } = useParams({ from: '/loans/$id/items/$item' });
  const items = useQuery(ownItemsQuery(id));
  return (
    <Loaded query={items} notFound={<NotFound />}>
      {({ loan, items: list }) => {
        const found = list.find((one) => one.id === item);
        if (found === undefined) return <NotFound />;
        return (
          <>
            <p className="crumbs">
              <Link to="/loans">{t('loans.title')}</Link> ›{' '}
              <Link to="/loans/$id" params={{ id }}>
                {t('loans.loan', { loan: loan.loan })}
              </Link>
            </p>
            <OneItem loan={id} item={found} />
          </>
        );
      }}
    </Loaded>
  );
}

function OneItem({ loan, item }: { readonly loan: string; readonly item: OwnItem }) {
  const { t } = useTranslation();
  const lang = language();
  const { id, sequence, title, why, received_at, state } = item;
  return (
    <>
      <PageTitle>{`${sequence}. ${title[lang]}`}</PageTitle>
      <p className="lead">{why[lang]}</p>
      <p>
        <Stage stage={state.stage} /> {t(`loans.stageMeans.${state.stage}`)}
      </p>
      <p className="hint">
        {t('loans.filed')} <Time at={received_at} />
      </p>
      <section>
        <h2>{t('loans.receipt')}</h2>
        <p>{t('loans.receiptWhy')}</p>
        <p className="actions">
          <a className="button" href={apiUrl(`v1/evidence/${id}/receipt.pdf`)} download>
            {t('loans.pdf')}
          </a>
          <a className="button" href={apiUrl(`v1/evidence/${id}/receipt`)} download={`receipt-${id}.json`}>
            {t('loans.machine')}
          </a>
        </p>
      </section>
      <Acts loan={loan} item={item} />
      <Content id={id} number={sequence} />
      <SeenItem evidence={id} />
    </>
  );
}

function Acts({ loan, item }: { readonly loan: string; readonly item: OwnItem }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { act, doc } = useSearch({ from: '/loans/$id/items/$item' });
  const to = { to: '/loans/$id/items/$item', params: { id: loan, item: item.id } } as const;
  const lead = (next: ItemAct) => ({ ...to, search: { act: next, doc }, resetScroll: false });
  const done = () => void navigate({ ...to, search: { doc }, resetScroll: false });
  return (
    <section className="on-screen">
      <h2>{t('loans.acts_')}</h2>
      <p className="hint">{t('loans.actsHint')}</p>
      <p className="actions">
        <Link className="button" {...lead('sign')} aria-current={act === 'sign' ? 'true' : undefined}>
          {t('loans.sign')}
        </Link>
        <Link className="button" {...lead('object')} aria-current={act === 'object' ? 'true' : undefined}>
          {t('loans.object')}
        </Link>
        <Link className="button" {...lead('erase')} aria-current={act === 'erase' ? 'true' : undefined}>
          {t('erasure.act')}
        </Link>
      </p>
      {act === 'sign' && <Countersign item={item} onDone={done} />}
      {act === 'object' && <Objection item={item} loan={loan} onDone={done} />}
      {act === 'erase' && <AskErasure item={item} loan={loan} onDone={done} />}
    </section>
  );
}

/** What the record says, and its documents: opened on demand, for each opening is recorded. */
function Content({ id, number }: { readonly id: string; readonly number: number }) {
  const { t } = useTranslation();
  const { id: loan } = useParams({ from: '/loans/$id/items/$item' });
  const { act, doc } = useSearch({ from: '/loans/$id/items/$item' });
  const item = useQuery(itemQuery(id));
  const navigate = useNavigate();
  const to = { to: '/loans/$id/items/$item', params: { id: loan, item: id }, resetScroll: false } as const;
  return (
    <section>
      <h2>{t('loans.says')}</h2>
      <Loaded query={item}>
        {({ record }) => {
          const documents = record.documents ?? [];
          const shown = doc === undefined ? undefined : documents[doc - 1];
          if (record.type === undefined) return <p className="panel">{t('loans.erased')}</p>;
          return (
            <>
              <RecordFields record={record} />
              <ul className="plain actions">
                {documents.map(({ name }, i) => (
                  <li key={name}>
                    <Link className="button" {...to} search={{ act, doc: i + 1 }}>
                      {t('loans.open', { name })}
                    </Link>
                  </li>
                ))}
              </ul>
              {shown !== undefined && doc !== undefined && (
                <DocumentViewer
                  document={{ evidence: id, number, n: doc, name: shown.name }}
                  onClose={() => void navigate({ ...to, search: { act } })}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
