/** The end of a list that comes in pages: says whether there is more, and fetches it. */
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

export function More({
  query,
  count,
}: {
  readonly query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage'>;
  /** Rows that are shown. */
  readonly count: number;
}) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return <p className="hint">{t('bank.allShown')}</p>;
  return (
    <p className="actions">
      <button type="button" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
        {t('bank.more')}
      </button>
      <span className="hint">{t('bank.shown', { count })}</span>
    </p>
  );
}
