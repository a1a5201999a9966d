/** Webhooks: endpoints, their secrets shown once, and what became of each post. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addWebhook,
  newSecret,
  ping,
  removeWebhook,
  switchWebhook,
  type Webhook,
  webhooksQuery,
} from '../../api/webhooks.ts';
import { Digest } from '../../components/digest.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';
import { Deliveries } from './deliveries.tsx';
import { DeskTabs } from './tabs.tsx';

const useFresh = () => {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
    await queries.invalidateQueries({ queryKey: ['deliveries'] });
  };
};

export function Webhooks() {
  const { t } = useTranslation();
  const webhooks = useQuery(webhooksQuery);
  return (
    <>
      <PageTitle>{t('webhooks.title')}</PageTitle>
      <DeskTabs />
      <p className="hint">{t('webhooks.lead')}</p>
      <Loaded query={webhooks}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('webhooks.none')}</Empty>
          ) : (
            <ul className="plain">
              {items.map((webhook) => (
                <Endpoint key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewEndpoint />
    </>
  );
}

function Endpoint({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation();
  const fresh = useFresh();
  const [open, setOpen] = useState(false);
  const { id, url, types, enabled, disabled_reason: reason } = webhook;
  const act = useMutation({ mutationFn: (what: () => Promise<unknown>) => what(), onSuccess: fresh });
  const secret = useMutation({ mutationFn: () => withPresence(() => newSecret(id)), onSuccess: fresh });
  const run = (what: () => Promise<unknown>) => () => act.mutate(what);
  return (
    <li className="panel">
      <h2 className="item-title">{url}</h2>
      <p>
        <Mark outcome={enabled ? 'passed' : 'not-checked'}>
          {enabled ? t('webhooks.on') : t(`webhooks.reasons.${reason ?? 'owner'}`)}
        </Mark>{' '}
        <span className="hint">{types.join(', ')}</span>
      </p>
      <p className="actions">
        <button type="button" disabled={act.isPending} onClick={run(() => ping(id))}>
          {t('webhooks.ping')}
        </button>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('webhooks.deliveries')}
        </button>
        <button
          type="button"
          disabled={act.isPending}
          onClick={run(() => withPresence(() => switchWebhook(id, !enabled)))}
        >
          {t(enabled ? 'webhooks.switchOff' : 'webhooks.switchOn')}
        </button>
        <button type="button" disabled={secret.isPending} onClick={() => secret.mutate()}>
          {t('webhooks.newSecret')}
        </button>
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => confirm(t('webhooks.removeSure')) && run(() => removeWebhook(id))()}
        >
          {t('webhooks.remove')}
        </button>
      </p>
      {secret.isSuccess && <Secret value={secret.data.secret} />}
      {secret.isError && <Failure error={secret.error} />}
      {act.isError && <Failure error={act.error} />}
      {open && <Deliveries webhook={id} />}
    </li>
  );
}

function Secret({ value }: { readonly value: string }) {
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

function NewEndpoint() {
  const { t } = useTranslation();
  const fresh = useFresh();
  const add = useMutation({
    mutationFn: ({ url, types }: { readonly url: string; readonly types: readonly string[] }) =>
      withPresence(() => addWebhook(url, types)),
    onSuccess: fresh,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const types = String(values.get('types'))
      .split(/[\s,]+/)
      .filter((type) => type !== '');
    add.mutate({ url: String(values.get('url')).trim(), types }, { onSuccess: () => form.reset() });
  };
  return (
    <form className="form" onSubmit={submit}>
      <h2>{t('webhooks.add')}</h2>
      <label>
        {t('webhooks.url')}
        <input type="url" name="url" required maxLength={2048} placeholder="https://" />
      </label>
      <label>
        {t('webhooks.types')}
        <input name="types" required defaultValue="log.sealed, case.*, package.ready, erasure.done" />
      </label>
      <p className="hint">{t('webhooks.typesHint')}</p>
      <button type="submit" disabled={add.isPending}>
        {t('webhooks.add')}
      </button>
      {add.isSuccess && <Secret value={add.data.secret} />}
      {add.isError && <Failure error={add.error} />}
    </form>
  );
}
