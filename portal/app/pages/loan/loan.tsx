/** One loan of the borrower's: each item in plain words, with what can be done about it. */

import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../api/http.ts';
import { consentsQuery, type OwnItem, ownItemsQuery } from '../../api/loans.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import { NotFound } from '../not-found.tsx';
import { Answer } from './answer.tsx';
import { Countersign } from './countersign.tsx';
import { AskErasure, Erasures } from './erasure.tsx';
import { Objection } from './objection.tsx';

interface Act {
  readonly kind: 'sign' | 'object' | 'erase';
  readonly item: OwnItem;
}

export function LoanPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/loans/$id' });
  const items = useQuery(ownItemsQuery(id));
  const [act, setAct] = useState<Act>();
  const done = () => setAct(undefined);
  return (
    <>
      <p className="crumbs">
        <Link to="/loans">{t('loans.title')}</Link>
      </p>
      <Loaded query={items} notFound={<NotFound />}>
        {({ loan, items: list }) => (
          <>
            <PageTitle>{t('loans.loan', { loan: loan.loan })}</PageTitle>
            <p className="actions">
              <a
                className="button"
                href={apiUrl(`v1/loans/${encodeURIComponent(loan.loan)}/receipts`)}
                download
              >
                {t('loans.receipts')}
              </a>
            </p>
            <ol className="plain">
              {list.map((item) => (
                <Item key={item.id} item={item} act={act} onAct={setAct} onDone={done} />
              ))}
            </ol>
            <Answer loan={id} />
            <Consents loan={id} />
            <Erasures items={list} />
          </>
        )}
      </Loaded>
    </>
  );
}

interface ItemProps {
  readonly item: OwnItem;
  readonly act: Act | undefined;
  onAct(act: Act): void;
  onDone(): void;
}

function Item({ item, act, onAct, onDone }: ItemProps) {
  const { t } = useTranslation();
  const lang = language();
  const { id, sequence, title, why, received_at, state } = item;
  const open = act?.item.id === id ? act.kind : undefined;
  return (
    <li className="panel">
      <h2 className="item-title">
        {sequence}. {title[lang]} <span className="tag">{t(`loans.stages.${state.stage}`)}</span>
      </h2>
      <p>{why[lang]}</p>
      <p className="hint">
        {t('loans.filed')} <Time at={received_at} />
      </p>
      <p className="actions">
        <a className="button" href={apiUrl(`v1/evidence/${id}/receipt.pdf`)} download>
          {t('loans.pdf')}
        </a>
        <a className="button" href={apiUrl(`v1/evidence/${id}/receipt`)} download={`receipt-${id}.json`}>
          {t('loans.machine')}
        </a>
        <button type="button" onClick={() => onAct({ kind: 'sign', item })}>
          {t('loans.sign')}
        </button>
        <button type="button" onClick={() => onAct({ kind: 'object', item })}>
          {t('loans.object')}
        </button>
        <button type="button" className="quiet" onClick={() => onAct({ kind: 'erase', item })}>
          {t('erasure.act')}
        </button>
      </p>
      {open === 'sign' && <Countersign item={item} onDone={onDone} />}
      {open === 'erase' && <AskErasure item={item} onDone={onDone} />}
      {open === 'object' && <Objection item={item} onDone={onDone} />}
    </li>
  );
}

function Consents({ loan }: { readonly loan: string }) {
  const { t } = useTranslation();
  const consents = useQuery(consentsQuery(loan));
  return (
    <section>
      <h2>{t('loans.consents')}</h2>
      <Loaded query={consents}>
        {(items) =>
          items.length === 0 ? (
            <Empty />
          ) : (
            <ul className="plain">
              {items.map(({ id, title, received_at, fields }) => (
                <li key={id} className="panel">
                  <strong>{title[language()]}</strong>
                  <p className="hint">
                    <Time at={received_at} />
                  </p>
                  <dl className="facts">
                    {Object.entries(fields ?? {}).map(([name, value]) => (
                      <div key={name}>
                        <dt>{name.replaceAll('_', ' ')}</dt>
                        <dd>{plain(value)}</dd>
                      </div>
                    ))}
                  </dl>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

/** A value as the record has it, without its brackets. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(plain).join(', ');
}
