/** Asking for an item's content to be erased, and what was answered. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../../language.ts';
import {
  askErasure,
  ERASURE_GROUNDS,
  type Erasure,
  type ErasureGround,
  erasuresQuery,
} from '../../api/erasures.ts';
import { apiUrl } from '../../api/http.ts';
import type { OwnItem } from '../../api/loans.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useDraft } from '../../drafts.ts';
import { language } from '../../i18n.ts';
import { GroundForm } from './ground-form.tsx';

export function AskErasure({
  item,
  loan,
  onDone,
}: {
  readonly item: OwnItem;
  readonly loan: string;
  onDone(): void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [ground, setGround] = useState<ErasureGround>('request');
  const [reason, setReason, clear] = useDraft(`erasure ${item.id}`, '');
  const ask = useMutation({
    mutationFn: () => askErasure(item.id, ground, reason),
    onSuccess: () => {
      clear();
      return queries.invalidateQueries({ queryKey: ['erasures'] });
    },
  });
  if (ask.isSuccess) {
    return (
      <p role="status">
        {t('erasure.asked')}{' '}
        <Link to="/loans/$id" params={{ id: loan }} search={{ part: 'erasures' }}>
          {t('erasure.follow')}
        </Link>
      </p>
    );
  }
  return (
    <GroundForm<ErasureGround>
      title={t('erasure.title', { n: item.sequence })}
      grounds={ERASURE_GROUNDS}
      words={(one) => t(`erasure.grounds.${one}`)}
      ground={ground}
      onGround={setGround}
      reason={reason}
      onReason={setReason}
      rows={3}
      most={1000}
      action={t('erasure.ask')}
      sending={ask}
      onDone={onDone}
    >
      <p>{t('erasure.what')}</p>
    </GroundForm>
  );
}

/** What was asked for about the items of a loan, with the answer and its ground. */
export function Erasures({ items, loan }: { readonly items: readonly OwnItem[]; readonly loan: string }) {
  const { t } = useTranslation();
  const erasures = useQuery(erasuresQuery);
  const asked = new Map(items.map((item) => [item.id, item]));
  return (
    <section>
      <h2>{t('erasure.heading')}</h2>
      <Loaded query={erasures}>
        {(all) => {
          const own = all.flatMap((one) => {
            const item = asked.get(one.evidence);
            return item === undefined ? [] : [{ one, item }];
          });
          if (own.length === 0) return <Empty>{t('erasure.none')}</Empty>;
          return (
            <ul className="plain">
              {own.map(({ one, item }) => (
                <li key={one.id} className="panel">
                  <Asked erasure={one} item={item} loan={loan} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}

interface AskedProps {
  readonly erasure: Erasure;
  readonly item: OwnItem;
  readonly loan: string;
}

function Asked({ erasure, item, loan }: AskedProps) {
  const { t } = useTranslation();
  const { id, state, ground, reason, requested_at, decided_at, decision } = erasure;
  const lang = language();
  return (
    <>
      <h3 className="item-title">
        <Link to="/loans/$id/items/$item" params={{ id: loan, item: item.id }}>
          {item.sequence}. {item.title[lang]}
        </Link>{' '}
        <span className="tag">{t(`erasure.states.${state}`)}</span>
      </h3>
      <p>
        {t(`erasure.grounds.${ground}`)}
        {COLON[lang]}
        {reason}
        <br />
        <span className="hint">
          {t('erasure.askedAt')} <Time at={requested_at} />
        </span>
      </p>
      {decision !== undefined && (
        <p>
          {t('erasure.answer')}
          {COLON[lang]}
          <span>{decision}</span>
          <br />
          <span className="hint">
            {t('erasure.answeredAt')} <Time at={decided_at} />
          </span>
        </p>
      )}
      {state === 'done' && (
        <p className="actions">
          <a className="button" href={apiUrl(`v1/erasures/${id}/receipt`)} download={`${id}.erasure.jwt`}>
            {t('erasure.receipt')}
          </a>
        </p>
      )}
    </>
  );
}
