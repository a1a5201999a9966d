/** People, invitations, passkeys and sessions in the API's words. */
import type { JsonObject } from '../../core/json.ts';
import type {
  BoundLoan,
  Invitation,
  IssuedInvitation,
  LoanOverview,
  Passkey,
  Person,
  Session,
} from '../usecases/people/types.ts';

export function presentInvitation(invitation: Invitation): JsonObject {
  const { id, organisation, role, state, createdAt, expiresAt, usedAt } = invitation;
  return { id, organisation, role, state, created_at: createdAt, expires_at: expiresAt, used_at: usedAt };
}

export function presentIssued({ code, link, ...invitation }: IssuedInvitation): JsonObject {
  return { ...presentInvitation(invitation), code, link };
}

export function presentPerson({ id, role, organisation, state, name, contact, ...rest }: Person): JsonObject {
  return { id, role, organisation, state, name, contact, sample: rest.sample, created_at: rest.createdAt };
}

export function presentSession(session: Session, csrfToken: string): JsonObject {
  return {
    person: presentPerson(session.person),
    method: session.method,
    opened_at: session.openedAt,
    expires_at: session.expiresAt,
    idle_until: session.idleUntil,
    stepped_up_until: session.steppedUpUntil,
    csrf_token: csrfToken,
  };
}

export function presentPasskey({ id, label, algorithm, createdAt, lastUsedAt, synced }: Passkey): JsonObject {
  return { id, label, algorithm, created_at: createdAt, last_used_at: lastUsedAt, synced };
}

export function presentBoundLoan({ id, organisation, loan, boundAt }: BoundLoan): JsonObject {
  return { id, organisation, loan, bound_at: boundAt };
}

export function presentOverview(loan: LoanOverview): JsonObject {
  return { ...presentBoundLoan(loan), items: loan.items, last_received_at: loan.lastReceivedAt };
}
