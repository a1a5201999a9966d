/** What was fetched, kept for the life of the page; and what happens when the service no longer knows the session. */
import { QueryClient } from '@tanstack/react-query';
import { forgetRows } from './api/bulk.ts';
import { ApiError } from './api/http.ts';
import type { Session } from './api/session.ts';
import { forgetBulk } from './cases/bulk.ts';
import { forgetVerified } from './cases/verified.ts';

/** What the service refused it refuses again; what did not reach it may the next time. */
const retry = (count: number, error: unknown) => !(error instanceof ApiError) && count < 2;

export const queries = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 5_000 } } });

/** Nothing of one person's may be left for the next. @param session null when nobody is signed in any more */
export function changePerson(client: QueryClient, session: Session | null): void {
  // The session itself stays in its place: what looks at it must see the change.
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  client.setQueryData(['session'], session);
  forgetBulk();
  forgetVerified();
  forgetRows();
}

/** A passkey that is lacking, or refused, ends no session, though it is answered with 401 as well. */
const ended = (error: unknown) =>
  error instanceof ApiError && ['UNAUTHENTICATED', 'SESSION_ENDED'].includes(error.problem.code);

/** Why the last session ended, as far as it is known; told on the page to sign in. */
export type SessionEnd = 'idle' | 'expired' | 'account' | 'unknown';

export const lastEnd = (): SessionEnd | undefined => queries.getQueryData<SessionEnd>(['session-end']);

/** It is over: nothing of it stays on the screen; what was typed is kept for the same person. */
export function endSession(reason: SessionEnd): void {
  changePerson(queries, null);
  queries.setQueryData(['session-end'], reason);
}

const REASONS: readonly SessionEnd[] = ['idle', 'expired', 'account'];

function reasonOf(error: unknown): SessionEnd {
  const given = error instanceof ApiError ? error.problem.facts?.reason : undefined;
  return REASONS.find((one) => one === given) ?? 'unknown';
}

/** @param onEnd called when an answer says that the session is over: it ran out, or another window signed out */
export function watchSession(onEnd: () => void): void {
  const take = (error: unknown) => {
    if (!ended(error) || queries.getQueryData(['session']) === null) return;
    endSession(reasonOf(error));
    onEnd();
  };
  queries.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') take(event.action.error);
  });
  queries.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') take(event.action.error);
  });
}
