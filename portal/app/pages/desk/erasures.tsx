/** Requests to erase: those that wait for the bank's decision, and those that have it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Erasure, erasuresQuery } from '../../api/erasures.ts';
import { By } from '../../components/by.tsx';
import { FiledItemLink } from '../../components/filed-item-link.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { ERASURE_FILTERS, type ErasureView } from '../../desk-search.ts';
import { DeskTabs } from './tabs.tsx';

const isOpen = ({ state }: Erasure) => state === 'requested' || state === 'approved';

export const ERASURE_OUTCOMES = {
  requested: 'not-checked',
  approved: 'not-checked',
  refused: 'failed',
  done: 'passed',
} as const;

export function Erasures() {
  const { t } = useTranslation();
  const { show = 'open' } = useSearch({ from: '/desk/erasures' });
  const erasures = useQuery(erasuresQuery);
  return (
    <>
      <PageTitle>{t('bank.erasures.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('bank.erasures.lead')}</p>
      <Filter show={show} />
      <Loaded query={erasures}>
        {(all) => {
          const shown = all.filter((one) => show === 'all' || isOpen(one) === (show === 'open'));
          if (shown.length > 0) return <ErasureTable items={shown} />;
          return <Empty>{t(show === 'open' ? 'bank.erasures.noneOpen' : 'bank.erasures.none')}</Empty>;
        }}
      </Loaded>
    </>
  );
}

function Filter({ show }: { readonly show: NonNullable<ErasureView['show']> }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/desk/erasures' });
  return (
    <search className="filters">
      <label>
        {t('bank.erasures.filter')}
        <select
          value={show}
          onChange={({ target }) =>
            navigate({ search: { show: ERASURE_FILTERS.find((one) => one === target.value) }, replace: true })
          }
        >
          {ERASURE_FILTERS.map((one) => (
            <option key={one} value={one}>
              {t(`bank.erasures.filters.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function ErasureTable({ items }: { readonly items: readonly Erasure[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('bank.erasures.title')}
      stacks
      columns={[
        { name: 'item', title: t('bank.erasures.item') },
        { name: 'asked', title: t('bank.erasures.asked') },
        { name: 'ground', title: t('bank.erasures.ground') },
        { name: 'state', title: t('bank.erasures.state') },
        { name: 'answer', title: t('bank.erasures.reply') },
      ]}
    >
      {items.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            <FiledItemLink id={one.evidence} type={one.type} />
          </th>
          <td>
            <Time at={one.requested_at} />
            <div className="hint">
              <By role={one.requested_by.role} />
            </div>
          </td>
          <td>{t(`bank.erasures.grounds.${one.ground}`)}</td>
          <td>
            <Mark outcome={ERASURE_OUTCOMES[one.state]}>{t(`erasure.states.${one.state}`)}</Mark>
          </td>
          <td>
            <Link to="/desk/erasures/$id" params={{ id: one.id }}>
              {t(one.state === 'requested' ? 'bank.erasures.decide' : 'bank.erasures.look')}
            </Link>
          </td>
        </tr>
      ))}
    </Table>
  );
}
