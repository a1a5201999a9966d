/** What the service is made of, and what of it works: as `GET /readyz` tells. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PARTIES } from '../../../core/party.ts';
import { readyQuery } from '../api/filings.ts';
import { Mark } from './mark.tsx';
import { Loaded } from './states.tsx';
import { Table } from './table.tsx';

export function Health() {
  const { t } = useTranslation();
  const ready = useQuery(readyQuery);
  return (
    <section>
      <h2>{t('desk.health')}</h2>
      <Loaded query={ready}>
        {({ ready: taken, components }) => (
          <>
            <p>
              <Mark outcome={taken ? 'passed' : 'failed'}>
                {t(taken ? 'bank.health.ready' : 'bank.health.notReady')}
              </Mark>
            </p>
            <Table
              label={t('desk.health')}
              stacks
              columns={[
                { name: 'component', title: t('desk.component') },
                { name: 'condition', title: t('desk.condition') },
                { name: 'detail', title: t('desk.detail') },
              ]}
            >
              {components.map(({ name, ok, detail }) => (
                <tr key={name}>
                  <th scope="row">
                    <Name name={name} />
                  </th>
                  <td>
                    <Mark outcome={ok ? 'passed' : 'failed'}>{t(ok ? 'desk.works' : 'desk.broken')}</Mark>
                  </td>
                  <td>
                    <Detail text={detail} />
                  </td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Loaded>
    </section>
  );
}

/** The service names its parts in English; those that every installation has are known here. */
function Name({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const party = PARTIES.find((one) => one === name);
  if (party !== undefined) return <>{t(`ledger.${party}`)}</>;
  return <>{name === 'log' ? t('bank.health.log') : name}</>;
}

const SAYINGS = [
  ['entries', /^(\d+) entries$/],
  ['cosigned', /^cosigned (\d+)$/],
] as const;

function Detail({ text = '—' }: { readonly text: string | undefined }) {
  const { t } = useTranslation();
  for (const [saying, form] of SAYINGS) {
    const count = form.exec(text)?.[1];
    if (count !== undefined) return <>{t(`bank.health.${saying}`, { count: Number(count) })}</>;
  }
  return <>{text}</>;
}
