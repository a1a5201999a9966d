/** What a view shows while it loads, when there is nothing, and when it failed. */
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/http.ts';
import { NoPasskey } from '../api/session.ts';
import { Ticked } from './ticked.tsx';

export function Loading() {
  const { t } = useTranslation();
  return (
    <p className="state-line loading" role="status">
      {t('app.loading')}…
    </p>
  );
}

export function Empty({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  return <p className="state-line">{children ?? t('app.empty')}</p>;
}

/** What is asked for needs a proof that the person is there, and there is no passkey to give one with. */
function PasskeyNeeded() {
  const { t } = useTranslation();
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{t('account.needed')}</strong>
      </p>
      <p>
        {t('account.neededHint')} <Link to="/account">{t('account.make')}</Link>
      </p>
    </div>
  );
}

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof NoPasskey) return <PasskeyNeeded />;
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return (
      <p className="failure" role="alert">
        {t('signIn.dismissed')}
      </p>
    );
  }
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{problem?.title ?? t('app.failed')}</strong>
      </p>
      {problem?.remedy !== undefined && (
        <p>
          <Ticked>{problem.remedy}</Ticked>
        </p>
      )}
      {problem?.detail !== undefined && (
        // The service says what was wrong with this very request in English only.
        <p className="hint" lang="en">
          {problem.detail}
        </p>
      )}
      {problem === undefined && <p>{t('app.offline')}</p>}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          {t('app.retry')}
        </button>
      )}
    </div>
  );
}

/** What is to be sent waits while the device has no connection at all: said, so that nobody takes it for done or lost. */
export function Unsent({ sending }: { readonly sending: Pick<UseMutationResult, 'isPaused'> }) {
  const { t } = useTranslation();
  return sending.isPaused && <p role="status">{t('app.unsent')}</p>;
}

/** The three states of a query around what it brings. */
export function Loaded<T>({
  query,
  notFound,
  children,
}: {
  readonly query: UseQueryResult<T>;
  /** Instead of the failure, where the address leads to nothing that this person may see. */
  readonly notFound?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.isPending) return <Loading />;
  if (query.isError && notFound !== undefined && isMissing(query.error)) return <>{notFound}</>;
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />;
  return <>{children(query.data)}</>;
}

const isMissing = (error: unknown) =>
  error instanceof ApiError && (error.problem.status === 404 || error.problem.code === 'REQUEST_INVALID');
