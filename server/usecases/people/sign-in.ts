/** The ceremonies of a person: enrol with an invitation, sign in, prove presence anew, add and remove passkeys. */
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { openChallenge, takeChallenge } from './challenges.ts';
import { note } from './custody-lines.ts';
import type { PeopleDeps } from './deps.ts';
import { textOf } from './documents.ts';
import { claimInvitation, type OpenInvitation, openInvitation } from './invitations.ts';
import { bindLoan } from './loans.ts';
import {
  addPasskey,
  checkAssertion,
  checkCreation,
  checkUserHandle,
  creationOptions,
  dropPasskey,
  type KnownPasskey,
  passkeysOf,
  requestOptions,
} from './passkeys.ts';
import { addPerson, newPersonId, newUserHandle, readPerson } from './persons.ts';
import { demandFresh, markSteppedUp, openSession, readSession } from './sessions.ts';
import type {
  BoundLoan,
  Enrolment,
  OpenedSession,
  Person,
  Session,
  WebauthnOptions,
  WebauthnResponse,
} from './types.ts';

export async function enrolOptions(deps: PeopleDeps, code: string): Promise<WebauthnOptions> {
  const { invitation, name } = await openInvitation(deps, code);
  const userHandle = newUserHandle(deps.random);
  const challenge = await openChallenge(deps, {
    purpose: 'enrol',
    holder: invitation.id,
    data: { user_handle: userHandle },
  });
  return creationOptions(deps, challenge, { userHandle, name }, []);
}

/** The invitation is used up by an answer that holds, and by no other. */
export async function enrol(
  deps: PeopleDeps,
  code: string,
  response: WebauthnResponse,
  label: string | undefined,
): Promise<Enrolment> {
  const { invitation } = await openInvitation(deps, code);
  const answered = await takeChallenge(deps, 'enrol', invitation.id, response);
  const credential = await checkCreation(deps, answered, response);
  const id = newPersonId(deps.random);
  const claimed = await claimInvitation(deps, code, id);
  const { role, member } = claimed.invitation;
  const userHandle = textOf(answered.data, 'user_handle');
  const { name, contact } = claimed;
  const person = await addPerson(deps, { id, role, organisation: member, userHandle, name, contact });
  const passkey = await addPasskey(deps, id, credential, label);
  if (claimed.loan !== null) await bind(deps, person, claimed);
  await note(deps, person, 'person.enrolled', { passkey: passkey.id, invitation: invitation.id });
  return { session: await openSession(deps, person, 'passkey'), passkey };
}

async function bind(
  deps: PeopleDeps,
  person: Pick<Person, 'id' | 'role' | 'organisation'>,
  used: OpenInvitation,
) {
  const { organisation, id: invitation } = used.invitation;
  const bound = await bindLoan(deps, { person: person.id, organisation, loan: used.loan!, invitation });
  await note(deps, person, 'loan.bound', { invitation }, bound);
  return bound;
}

/** @throws ServiceError `INVITATION_FOREIGN` when caller and invitation are not both a borrower's */
export async function accept(deps: PeopleDeps, caller: Caller, code: string): Promise<BoundLoan> {
  const { invitation } = await openInvitation(deps, code);
  const { role } = invitation;
  if (caller.role !== 'user' || role !== 'user') {
    throw new ServiceError('INVITATION_FOREIGN', 'this invitation is not for the account that is signed in', {
      facts: { invited: role, signedIn: caller.role },
    });
  }
  return bind(deps, caller, await claimInvitation(deps, code, caller.id));
}

export async function signInOptions(deps: PeopleDeps): Promise<WebauthnOptions> {
  return requestOptions(deps, await openChallenge(deps, { purpose: 'sign-in', holder: '', data: {} }));
}

export async function signIn(deps: PeopleDeps, response: WebauthnResponse): Promise<OpenedSession> {
  const answered = await takeChallenge(deps, 'sign-in', '', response);
  const passkey = await checkAssertion(deps, answered, response);
  const person = await readPerson(deps, passkey.person);
  checkUserHandle(person, response);
  if (person.state !== 'active') {
    throw new ServiceError('PASSKEY_UNKNOWN', 'this passkey is not enrolled for the account');
  }
  await note(deps, person, 'session.opened', { passkey: passkey.id });
  return openSession(deps, person, 'passkey');
}

export async function stepUpOptions(deps: PeopleDeps, token: string): Promise<WebauthnOptions> {
  const { person } = await readSession(deps, token);
  const challenge = await openChallenge(deps, { purpose: 'step-up', holder: person.id, data: {} });
  return requestOptions(deps, challenge, await passkeysOf(deps, person.id));
}

export async function stepUp(deps: PeopleDeps, token: string, response: WebauthnResponse): Promise<Session> {
  const { person } = await readSession(deps, token);
  const answered = await takeChallenge(deps, 'step-up', person.id, response);
  await checkAssertion(deps, answered, response, person.id);
  return markSteppedUp(deps, token);
}

/** A person without a passkey, as sample people are at first, has nothing to prove presence with. */
async function demandFreshOrFirst(deps: PeopleDeps, token: string, existing: readonly KnownPasskey[]) {
  if (existing.length > 0) await demandFresh(deps, token);
}

export async function addPasskeyOptions(deps: PeopleDeps, token: string): Promise<WebauthnOptions> {
  const { person } = await readSession(deps, token);
  const existing = await passkeysOf(deps, person.id);
  await demandFreshOrFirst(deps, token, existing);
  const challenge = await openChallenge(deps, { purpose: 'add-passkey', holder: person.id, data: {} });
  return creationOptions(deps, challenge, person, existing);
}

export async function addFurtherPasskey(
  deps: PeopleDeps,
  token: string,
  response: WebauthnResponse,
  label: string | undefined,
): Promise<KnownPasskey> {
  const { person } = await readSession(deps, token);
  await demandFreshOrFirst(deps, token, await passkeysOf(deps, person.id));
  const answered = await takeChallenge(deps, 'add-passkey', person.id, response);
  const passkey = await addPasskey(deps, person.id, await checkCreation(deps, answered, response), label);
  await note(deps, person, 'passkey.added', { passkey: passkey.id });
  // The authenticator has just found out who is there.
  await markSteppedUp(deps, token);
  return passkey;
}

export async function removePasskey(deps: PeopleDeps, token: string, id: string): Promise<void> {
  const { person } = await readSession(deps, token);
  await demandFresh(deps, token);
  await dropPasskey(deps, person.id, id);
  await note(deps, person, 'passkey.removed', { passkey: id });
}
