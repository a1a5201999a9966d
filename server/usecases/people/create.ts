/** Puts people's use cases together. */

import { hasCode } from '../../errors.ts';
import { authorise, demandAction } from '../access/authorise.ts';
import { actorOf } from '../custody/reads.ts';
import { answer, objectTo } from './answers.ts';
import { countersign, countersignOptions } from './countersign.ts';
import type { PeopleDeps } from './deps.ts';
import {
  inviteInto,
  inviteStaff,
  inviteToLoan,
  loanInvitations,
  openInvitation,
  staffInvitations,
  withdrawInvitation,
} from './invitations.ts';
import { overviews, ownLoan, personsOf, referencesOf } from './loans.ts';
import { consentsOf, itemsOf } from './own-loan.ts';
import { passkeysOf } from './passkeys.ts';
import { markEnded, membersOf, readPerson } from './persons.ts';
import { makeSamples, signInSample } from './samples.ts';
import { demandFresh, endSession, endSessionsOf, readSession } from './sessions.ts';
import {
  accept,
  addFurtherPasskey,
  addPasskeyOptions,
  enrol,
  enrolOptions,
  removePasskey,
  signIn,
  signInOptions,
  stepUp,
  stepUpOptions,
} from './sign-in.ts';
import type { People } from './types.ts';

export function createPeople(deps: PeopleDeps): People {
  return {
    loansOf: (caller) => referencesOf(deps, caller),
    person: (id) => readPerson(deps, id),
    personsOf: (loan) => personsOf(deps, loan),

    inviteToLoan: (caller, loan, details) => inviteToLoan(deps, caller, loan, details),
    inviteStaff: async (caller, role, details) => inviteStaff(deps, caller, role, details),
    inviteInto: async (caller, organisation, role, details) =>
      inviteInto(deps, caller, organisation, role, details),
    loanInvitations: (caller, loan) => loanInvitations(deps, caller, loan),
    staffInvitations: (caller) => staffInvitations(deps, caller),
    withdrawInvitation: (caller, id) => withdrawInvitation(deps, caller, id),
    lookAt: async (code) => (await openInvitation(deps, code)).invitation,
    accept: (caller, code) => accept(deps, caller, code),
    async staff(caller) {
      demandAction(caller, 'people.read');
      return (await membersOf(deps, caller.organisation)).filter(({ role }) => role !== 'user');
    },
    endPerson: (caller, id) => endPerson(deps, caller, id),

    enrolOptions: (code) => enrolOptions(deps, code),
    enrol: (code, response, label) => enrol(deps, code, response, label),
    signInOptions: () => signInOptions(deps),
    signIn: (response) => signIn(deps, response),
    signInSample: (code) => signInSample(deps, code),
    stepUpOptions: (token) => stepUpOptions(deps, token),
    stepUp: (token, response) => stepUp(deps, token, response),

    session: (token) => readSession(deps, token),
    demandFresh: (token) => demandFresh(deps, token),
    signOut: async (token) => {
      await endSession(deps, token);
    },
    signOutEverywhere: ({ id }) => endSessionsOf(deps, id),

    passkeys: ({ id }) => passkeysOf(deps, id),
    addPasskeyOptions: (token) => addPasskeyOptions(deps, token),
    addPasskey: (token, response, label) => addFurtherPasskey(deps, token, response, label),
    removePasskey: (token, id) => removePasskey(deps, token, id),

    loans: (caller) => overviews(deps, caller),
    loan: (caller, id) => ownLoan(deps, caller, id),
    items: (caller, id, after, limit) => itemsOf(deps, caller, id, after, limit),
    consents: (caller, id) => consentsOf(deps, caller, id),
    countersignOptions: (caller, evidence, meaning) => countersignOptions(deps, caller, evidence, meaning),
    countersign: (caller, evidence, response) => countersign(deps, caller, evidence, response),
    objectTo: (caller, input, key) => objectTo(deps, caller, input, key),
    answer: (caller, loan, input, key, documents) => answer(deps, caller, loan, input, key, documents),

    samples: (plan) => makeSamples(deps, plan),
  };
}

/** The account first, so that no session can be opened between; then what is open. */
async function endPerson(
  deps: PeopleDeps,
  caller: Parameters<People['endPerson']>[0],
  id: string,
): ReturnType<People['endPerson']> {
  demandAction(caller, 'people.end');
  const person = await readPerson(deps, id).catch((error: unknown) => {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  });
  // Borrowers are of the user side: no bank takes their account away.
  const owner = person && { organisations: [person.organisation] };
  authorise(caller, 'people.end', owner, { kind: 'person', id });
  const ended = await markEnded(deps, id);
  await endSessionsOf(deps, id);
  const { organisation } = ended;
  const act = {
    actor: actorOf(caller),
    action: 'person.ended',
    subject: `person/${id}`,
    organisation,
    person: id,
  };
  await deps.custody.record(act);
  // Who is not of the organisation learns that it is done, and not who it was.
  return organisation === caller.organisation ? ended : { ...ended, name: null, contact: null };
}
