/** One organisation as the operator sees it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { organisationQuery } from '../../api/organisation.ts';
import { OrganisationView } from '../../components/organisation-view.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { NotFound } from '../not-found.tsx';
import { OperateTabs } from './tabs.tsx';

export function AnyOrganisationPage() {
  const { t } = useTranslation();
  const { name } = useParams({ from: '/operate/organisations/$name' });
  const organisation = useQuery(organisationQuery(name));
  return (
    <Loaded query={organisation} notFound={<NotFound />}>
      {(data) => (
        <>
          <p className="crumbs">
            <Link to="/operate/organisations">{t('operate.organisations')}</Link>
          </p>
          <PageTitle>{name}</PageTitle>
          <OperateTabs />
          <OrganisationView data={data} named={false} />
        </>
      )}
    </Loaded>
  );
}
