/** An endpoint by its own address: what was posted to it, by state. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { webhookQuery } from '../../api/webhooks.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { DELIVERY_STATES } from '../../desk-search.ts';
import { NotFound } from '../not-found.tsx';
import { Deliveries } from './deliveries.tsx';
import { Endpoint } from './endpoint.tsx';
import { DeskTabs } from './tabs.tsx';

export function WebhookPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/desk/webhooks/$id' });
  const { state } = useSearch({ from: '/desk/webhooks/$id' });
  const navigate = useNavigate({ from: '/desk/webhooks/$id' });
  const webhook = useQuery(webhookQuery(id));
  return (
    <Loaded query={webhook} notFound={<NotFound />}>
      {(data) => (
        <>
          <p className="crumbs">
            <Link to="/desk/webhooks">{t('bank.hooks.all')}</Link>
          </p>
          <PageTitle>{data.url}</PageTitle>
          <DeskTabs />
          <Endpoint webhook={data} linked={false} />
          <section>
            <h2>{t('webhooks.deliveries')}</h2>
            <search className="filters">
              <label>
                {t('bank.hooks.filter')}
                <select
                  value={state ?? ''}
                  onChange={({ target }) =>
                    navigate({
                      search: { state: DELIVERY_STATES.find((one) => one === target.value) },
                      replace: true,
                    })
                  }
                >
                  <option value="">{t('bank.hooks.every')}</option>
                  {DELIVERY_STATES.map((one) => (
                    <option key={one} value={one}>
                      {t(`webhooks.states.${one}`)}
                    </option>
                  ))}
                </select>
              </label>
            </search>
            <Deliveries webhook={id} state={state} />
          </section>
        </>
      )}
    </Loaded>
  );
}
