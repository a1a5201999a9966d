/** One request to erase: what is asked, how long the item must be kept, the decision, and the answer that was sent. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentType } from '../../../../core/evidence/document-types.ts';
import { decideErasure, type Erasure, erasureQuery } from '../../api/erasures.ts';
import { apiUrl } from '../../api/http.ts';
import { By } from '../../components/by.tsx';
import { ErasureClock, retentionQuery } from '../../components/erasure-clock.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Failure, Loaded } from '../../components/states.tsx';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import { NotFound } from '../not-found.tsx';
import { ERASURE_OUTCOMES } from './erasures.tsx';
import { DeskTabs } from './tabs.tsx';

export function ErasurePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/desk/erasures/$id' });
  const erasure = useQuery(erasureQuery(id));
  return (
    <Loaded query={erasure} notFound={<NotFound />}>
      {(data) => (
        <>
          <p className="crumbs">
            <Link to="/desk/erasures">{t('bank.erasures.title')}</Link>
          </p>
          <PageTitle>{t('bank.erasures.one')}</PageTitle>
          <DeskTabs />
          <Request erasure={data} />
          {data.state === 'requested' ? (
            <>
              <ErasureClock item={data.evidence} asked />
              <Decision erasure={data} />
            </>
          ) : (
            <Answer erasure={data} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Request({ erasure }: { readonly erasure: Erasure }) {
  const { t } = useTranslation();
  const { evidence, type, sequence, state, scope, ground, reason } = erasure;
  const { requested_at: at, requested_by: by } = erasure;
  const name = documentType(type)?.label[language()] ?? type;
  const list = (values: readonly (string | number)[]) => values.join(', ') || t('bank.erasures.nothing');
  return (
    <>
      <p>
        <Mark outcome={ERASURE_OUTCOMES[state]}>{t(`erasure.states.${state}`)}</Mark>
      </p>
      <dl className="subject">
        <div>
          <dt>{t('bank.erasures.item')}</dt>
          <dd>
            <Link to="/desk/items/$id" params={{ id: evidence }}>
              {t('bank.item.title', { number: sequence, name })}
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('bank.erasures.scope')}</dt>
          <dd>
            {scope === 'everything'
              ? t('bank.erasures.everything')
              : t('bank.erasures.parts', { documents: list(scope.documents), fields: list(scope.fields) })}
          </dd>
        </div>
        <div>
          <dt>{t('bank.erasures.ground')}</dt>
          <dd>{t(`bank.erasures.grounds.${ground}`)}</dd>
        </div>
        <div>
          <dt>{t('bank.erasures.asked')}</dt>
          <dd>
            <Time at={at} />
            <div className="hint">
              <By role={by.role} /> · {by.organisation}
            </div>
          </dd>
        </div>
      </dl>
      <section>
        <h2>{t('bank.erasures.reason')}</h2>
        <p className="prose">{reason}</p>
      </section>
    </>
  );
}

function Decision({ erasure: { id, evidence, ground } }: { readonly erasure: Erasure }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const retention = useQuery(retentionQuery(evidence)).data;
  const [choice, setChoice] = useState<'approve' | 'refuse'>();
  const decide = useMutation({
    mutationFn: (reason: string) => withPresence(() => decideErasure(id, choice!, reason)),
    onSuccess: (decided) => queries.setQueryData(['erasure', id], decided),
    onSettled: async () => {
      for (const key of ['erasures', 'stream', 'desk-item', 'erasure']) {
        await queries.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    decide.mutate(String(new FormData(event.currentTarget).get('reason')).trim());
  };
  const refusedAnyway = retention?.erasable === false && ground !== 'order';
  return (
    <section className="on-screen">
      <h2>{t('bank.erasures.decision')}</h2>
      <form className="form" onSubmit={submit}>
        <fieldset>
          <legend className="visually-hidden">{t('bank.erasures.decision')}</legend>
          {(['refuse', 'approve'] as const).map((one) => (
            <label key={one} className="tick">
              <input
                type="radio"
                name="decision"
                required
                checked={choice === one}
                onChange={() => setChoice(one)}
              />
              {t(`bank.erasures.${one}`)}
            </label>
          ))}
        </fieldset>
        {choice === 'approve' && refusedAnyway && (
          <p className="warning">
            <Mark outcome="not-checked">{t('bank.erasures.notErasable')}</Mark>
          </p>
        )}
        <label>
          {t('bank.erasures.answer')}
          <textarea name="reason" rows={4} required maxLength={1000} />
        </label>
        {choice === 'approve' && (
          <label className="tick">
            <input type="checkbox" name="sure" required />
            {t('bank.erasures.irreversible')}
          </label>
        )}
        <PresenceHint />
        <button
          type="submit"
          className={choice === 'approve' ? 'danger' : 'primary'}
          disabled={decide.isPending || choice === undefined}
        >
          {t(choice === 'approve' ? 'bank.erasures.erase' : 'bank.erasures.send')}
        </button>
        {decide.isError && <Failure error={decide.error} />}
      </form>
    </section>
  );
}

function Answer({ erasure }: { readonly erasure: Erasure }) {
  const { t } = useTranslation();
  const { id, state, decision, decided_at: at, erased_at: erasedAt, record } = erasure;
  return (
    <section role="status">
      <h2>{t('erasure.answer')}</h2>
      {decision !== undefined && <p className="prose">{decision}</p>}
      <p className="hint">
        {t('bank.erasures.decidedBy')} <Time at={at} />
        {erasedAt !== undefined && (
          <>
            {' '}
            · {t('bank.erasures.erasedAt')} <Time at={erasedAt} />
          </>
        )}
      </p>
      <p>{t('bank.erasures.sent')}</p>
      <p className="actions">
        {state === 'done' && (
          <a className="button" href={apiUrl(`v1/erasures/${id}/receipt`)} download={`${id}.erasure.jwt`}>
            {t('bank.erasures.receipt')}
          </a>
        )}
        {record !== undefined && (
          <Link className="button" to="/desk/items/$id" params={{ id: record }}>
            {t('bank.erasures.record')}
          </Link>
        )}
      </p>
    </section>
  );
}
