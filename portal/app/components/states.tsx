/** What a view shows while it loads, when there is nothing, and when it failed. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/http.ts';

export function Loading() {
  const { t } = useTranslation();
  return (
    <p className="state-line" role="status">
      {t('app.loading')}…
    </p>
  );
}

export function Empty({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  return <p className="state-line">{children ?? t('app.empty')}</p>;
}

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{problem?.title ?? t('app.failed')}</strong>
      </p>
      {problem?.detail !== undefined && <p>{problem.detail}</p>}
      {problem?.remedy !== undefined && <p>{problem.remedy}</p>}
      {problem === undefined && <p>{t('app.offline')}</p>}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          {t('app.retry')}
        </button>
      )}
    </div>
  );
}

/** The three states of a query around what it brings. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />;
  return <>{children(query.data)}</>;
}
