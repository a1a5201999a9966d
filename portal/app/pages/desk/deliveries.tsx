/** What was posted to an endpoint, and posting it once more. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Delivery, deliveriesQuery, redeliver } from '../../api/webhooks.ts';
import { Mark } from '../../components/mark.tsx';
import { More } from '../../components/more.tsx';
import { Empty, Failure, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import type { DeliveryView } from '../../desk-search.ts';

const OUTCOMES = { pending: 'not-checked', delivered: 'passed', failed: 'failed' } as const;

export function Deliveries({ webhook, state }: DeliveryView & { readonly webhook: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const posts = useInfiniteQuery(deliveriesQuery(webhook, state));
  const again = useMutation({
    mutationFn: (id: string) => redeliver(webhook, id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  const items = posts.data?.pages.flatMap((page) => page.items) ?? [];
  if (posts.isPending) return <Loading />;
  if (posts.isError) return <Failure error={posts.error} onRetry={() => posts.refetch()} />;
  if (items.length === 0) {
    return <Empty>{t(state === undefined ? 'webhooks.noDeliveries' : 'bank.hooks.noneSuch')}</Empty>;
  }
  return (
    <>
      <Table
        label={t('webhooks.deliveries')}
        stacks
        columns={[
          { name: 'event', title: t('webhooks.event') },
          { name: 'state', title: t('webhooks.state') },
          { name: 'last', title: t('webhooks.last') },
          { name: 'answer', title: t('webhooks.answer') },
          { name: 'again', title: t('webhooks.again') },
        ]}
      >
        {items.map((delivery) => (
          <Post key={delivery.id} delivery={delivery} busy={again.isPending} onAgain={again.mutate} />
        ))}
      </Table>
      {again.isError && <Failure error={again.error} />}
      <More query={posts} count={items.length} />
    </>
  );
}
interface PostProps {
  readonly delivery: Delivery;
  readonly busy: boolean;
  onAgain(id: string): void;
}

function Post({ delivery, busy, onAgain }: PostProps) {
  const { t } = useTranslation();
  const { id, event, state, attempts, next_attempt: next } = delivery;
  const last = attempts.at(-1);
  return (
    <tr>
      <th scope="row">
        {event.type}
        <div className="hint">
          <code>{id}</code>
        </div>
      </th>
      <td>
        <Mark outcome={OUTCOMES[state]}>{t(`webhooks.states.${state}`)}</Mark>
        {next !== undefined && (
          <div className="hint">
            {t('webhooks.nextTry')} <Time at={next} />
          </div>
        )}
      </td>
      <td>
        <Time at={last?.at} />
        <div className="hint">{t('bank.hooks.attempts', { count: attempts.length })}</div>
      </td>
      <td className="words">
        {last?.status ?? (last?.failure === undefined ? '—' : t(`webhooks.failures.${last.failure}`))}
      </td>
      <td>
        <button type="button" className="small" disabled={busy} onClick={() => onAgain(id)}>
          {t('webhooks.redeliver')}
        </button>
      </td>
    </tr>
  );
}
