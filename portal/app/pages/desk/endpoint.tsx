/** One endpoint: whether it is on, and what can be done with it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newSecret, ping, removeWebhook, switchWebhook, type Webhook } from '../../api/webhooks.ts';
import { Digest } from '../../components/digest.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';
import { Time } from '../../components/time.tsx';

/** After an act all that is shown of webhooks is asked for again. */
export const useFreshWebhooks = () => {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
    await queries.invalidateQueries({ queryKey: ['deliveries'] });
  };
};

/** @param linked whether its own page is elsewhere */
export function Endpoint({ webhook, linked }: { readonly webhook: Webhook; readonly linked: boolean }) {
  const { t } = useTranslation();
  const fresh = useFreshWebhooks();
  const { id, enabled } = webhook;
  const act = useMutation({ mutationFn: (what: () => Promise<unknown>) => what(), onSuccess: fresh });
  const secret = useMutation({ mutationFn: () => withPresence(() => newSecret(id)), onSuccess: fresh });
  return (
    <>
      <State webhook={webhook} />
      <div className="actions">
        <button type="button" disabled={act.isPending} onClick={() => act.mutate(() => ping(id))}>
          {t('webhooks.ping')}
        </button>
        {linked && (
          <Link className="button" to="/desk/webhooks/$id" params={{ id }} search={{}}>
            {t('webhooks.deliveries')}
          </Link>
        )}
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => act.mutate(() => withPresence(() => switchWebhook(id, !enabled)))}
        >
          {t(enabled ? 'webhooks.switchOff' : 'webhooks.switchOn')}
        </button>
        <button type="button" disabled={secret.isPending} onClick={() => secret.mutate()}>
          {t('webhooks.newSecret')}
        </button>
        <Removal id={id} onGone={fresh} />
      </div>
      {secret.isSuccess && <Secret value={secret.data.secret} />}
      {secret.isError && <Failure error={secret.error} />}
      {act.isError && <Failure error={act.error} />}
    </>
  );
}

function State({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation();
  const { enabled, disabled_reason: reason, types, failing_since: failing } = webhook;
  return (
    <ul className="plain reasons">
      <li>
        <Mark outcome={enabled ? 'passed' : 'not-checked'}>
          {enabled ? t('webhooks.on') : t(`webhooks.reasons.${reason ?? 'owner'}`)}
        </Mark>{' '}
        <span className="hint">{t('bank.hooks.events', { types: types.join(', ') })}</span>
      </li>
      {failing !== undefined && (
        <li>
          <Mark outcome="failed">
            {t('bank.hooks.failingSince')} <Time at={failing} />
          </Mark>
        </li>
      )}
    </ul>
  );
}

/** Asks once, and says that it cannot be undone. */
function Removal({ id, onGone }: { readonly id: string; onGone(): Promise<void> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => withPresence(() => removeWebhook(id)),
    onSuccess: async () => {
      await navigate({ to: '/desk/webhooks' });
      await onGone();
    },
  });
  if (!asked) {
    return (
      <button type="button" className="danger" onClick={() => setAsked(true)}>
        {t('webhooks.remove')}
      </button>
    );
  }
  return (
    <div className="ask" role="alert">
      <p>{t('webhooks.removeSure')}</p>
      <p className="actions">
        <button type="button" onClick={() => setAsked(false)}>
          {t('bank.hooks.keep')}
        </button>
        <button type="button" className="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t('bank.hooks.removeNow')}
        </button>
      </p>
      {remove.isError && <Failure error={remove.error} />}
    </div>
  );
}

export function Secret({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <p>{t('webhooks.secretOnce')}</p>
      <p>
        <code>{value}</code> <Digest value={value} />
      </p>
    </div>
  );
}
