/** When a session ends, by this machine's clock. */
import type { Session } from '../../client/api.generated.ts';

export interface Deadline {
  /** Milliseconds. */
  readonly at: number;
  readonly reason: 'idle' | 'expired';
}

/**
 * @param takenAt when the session was looked at @param answeredAt when the service last answered anything: from then on it waits anew
 * @param skew what must be added to this machine's clock to get the service's
 */
export function deadlineOf(
  session: Pick<Session, 'idle_until' | 'expires_at'>,
  takenAt: number,
  answeredAt: number,
  skew: number,
): Deadline {
  const idleMs = Date.parse(session.idle_until) - (takenAt + skew);
  const idle = Math.max(takenAt, answeredAt) + idleMs;
  const expired = Date.parse(session.expires_at) - skew;
  return idle < expired ? { at: idle, reason: 'idle' } : { at: expired, reason: 'expired' };
}
