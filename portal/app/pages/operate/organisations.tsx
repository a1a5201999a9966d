/** All organisations that the service knows. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { organisationsQuery } from '../../api/organisation.ts';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { OperateTabs } from './tabs.tsx';

export function OrganisationsPage() {
  const { t } = useTranslation();
  const organisations = useQuery(organisationsQuery);
  return (
    <>
      <PageTitle>{t('operate.organisations')}</PageTitle>
      <OperateTabs />
      <Loaded query={organisations}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('operate.none')}</Empty>
          ) : (
            <Table
              label={t('operate.organisations')}
              stacks
              columns={[
                { name: 'name', title: t('bank.organisation.name') },
                { name: 'kind', title: t('bank.organisation.kind') },
                { name: 'state', title: t('bank.organisation.state') },
                { name: 'since', title: t('operate.since') },
              ]}
            >
              {items.map(({ name, kind, state, created_at: since }) => (
                <tr key={name}>
                  <th scope="row">
                    <Link to="/operate/organisations/$name" params={{ name }}>
                      {name}
                    </Link>
                  </th>
                  <td>{t(`operate.kinds.${kind}`)}</td>
                  <td>
                    <Mark outcome={state === 'active' ? 'passed' : 'failed'}>
                      {t(`bank.organisation.states.${state}`)}
                    </Mark>
                  </td>
                  <td>
                    <Time at={since} />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </>
  );
}
