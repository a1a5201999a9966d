/**
 * Warns before the session ends and lets it go on (WCAG 2.2.1); when it has ended, clears the screen and says so, without waiting for the next request
 * to be refused.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lastAnswer } from '../api/http.ts';
import { type Session, sessionQuery, useSession } from '../api/session.ts';
import { endSession } from '../queries.ts';
import { deadlineOf } from '../session-deadline.ts';

const WARN_MS = 2 * 60_000;
const TICK_MS = 1_000;

export function SessionClock() {
  const session = useSession();
  return session == null ? null : <Clock session={session} />;
}

function Clock({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const router = useRouter();
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const takenAt = queries.getQueryState(sessionQuery.queryKey)?.dataUpdatedAt ?? now;
  const { at, skew } = lastAnswer();
  const deadline = deadlineOf(session, takenAt, at, skew);
  const left = deadline.at - now;
  const over = left <= 0;
  const { reason } = deadline;
  useEffect(() => {
    if (!over) return;
    endSession(reason);
    void router.invalidate();
  }, [over, reason, router]);
  const stay = async () => {
    const still = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
    if (still !== null) return;
    endSession('unknown');
    await router.invalidate();
  };
  if (left > WARN_MS || over) return null;
  return (
    <div className="session-notice" role="alert">
      <p>{t(`signIn.ending.${reason}`)}</p>
      {reason === 'idle' && (
        <button type="button" onClick={stay}>
          {t('signIn.stay')}
        </button>
      )}
    </div>
  );
}
