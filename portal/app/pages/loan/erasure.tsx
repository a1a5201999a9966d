/** Asking for an item's content to be erased, and what was answered. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askErasure, ERASURE_GROUNDS, type ErasureGround, erasuresQuery } from '../../api/erasures.ts';
import { apiUrl } from '../../api/http.ts';
import type { OwnItem } from '../../api/loans.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useDraft } from '../../drafts.ts';
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
export function Erasures({ items }: { readonly items: readonly OwnItem[] }) {
  const { t } = useTranslation();
  const erasures = useQuery(erasuresQuery);
  const numbers = new Map(items.map(({ id, sequence }) => [id, sequence]));
  return (
    <section>
      <h2>{t('erasure.heading')}</h2>
      <Loaded query={erasures}>
        {(all) => {
          const own = all.filter(({ evidence }) => numbers.has(evidence));
          if (own.length === 0) return <Empty>{t('erasure.none')}</Empty>;
          return (
            <ul className="plain">
              {own.map(({ id, evidence, state, ground, reason, requested_at, decided_at, decision }) => (
                <li key={id} className="panel">
                  <strong>{t('erasure.item', { n: numbers.get(evidence) ?? 0 })}</strong>{' '}
                  <span className="tag">{t(`erasure.states.${state}`)}</span>
                  <p>
                    {t(`erasure.grounds.${ground}`)}: {reason}
                  </p>
                  {decision !== undefined && (
                    <p>
                      {t('erasure.answer')}: {decision}
                    </p>
                  )}
                  <p className="hint">
                    <Time at={decided_at ?? requested_at} />
                  </p>
                  {state === 'done' && (
                    <a
                      className="button"
                      href={apiUrl(`v1/erasures/${id}/receipt`)}
                      download={`${id}.erasure.jwt`}
                    >
                      {t('erasure.receipt')}
                    </a>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
