/** The own organisation: certificates with their validity, use against quota, and how a key is changed. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownOrganisationQuery } from '../../api/organisation.ts';
import { OrganisationView } from '../../components/organisation-view.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { DeskTabs } from './tabs.tsx';

export function OrganisationPage() {
  const { t } = useTranslation();
  const own = useQuery(ownOrganisationQuery);
  const steps = t('bank.organisation.steps', { returnObjects: true });
  return (
    <>
      <PageTitle>{t('bank.organisation.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('bank.organisation.lead')}</p>
      <Loaded query={own}>{(data) => <OrganisationView data={data} />}</Loaded>
      <section>
        <h2>{t('bank.organisation.change')}</h2>
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p>{t('bank.organisation.stolen')}</p>
      </section>
    </>
  );
}
