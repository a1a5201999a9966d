/** Webhooks: endpoints, their secrets shown once; what became of each post stands on the page of each. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { addWebhook, webhooksQuery } from '../../api/webhooks.ts';
import { Address } from '../../components/address.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';
import { Endpoint, Secret, useFreshWebhooks } from './endpoint.tsx';
import { DeskTabs } from './tabs.tsx';

export function Webhooks() {
  const { t } = useTranslation();
  const webhooks = useQuery(webhooksQuery);
  return (
    <>
      <PageTitle>{t('webhooks.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('webhooks.lead')}</p>
      <Loaded query={webhooks}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('webhooks.none')}</Empty>
          ) : (
            <ul className="plain">
              {items.map((webhook) => (
                <li key={webhook.id} className="panel">
                  <h2 className="item-title">
                    <Link to="/desk/webhooks/$id" params={{ id: webhook.id }} search={{}}>
                      <Address url={webhook.url} />
                    </Link>
                  </h2>
                  <Endpoint webhook={webhook} linked />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewEndpoint />
    </>
  );
}

function NewEndpoint() {
  const { t } = useTranslation();
  const fresh = useFreshWebhooks();
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
    <form className="form on-screen" onSubmit={submit}>
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
      <button type="submit" className="primary" disabled={add.isPending}>
        {t('webhooks.add')}
      </button>
      {add.isSuccess && <Secret value={add.data.secret} />}
      {add.isError && <Failure error={add.error} />}
    </form>
  );
}
