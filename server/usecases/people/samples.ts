/** People to try the service with: made once in the embedded installation, each let in by a code that works a single time. */
import { ServiceError } from '../../errors.ts';
import { note } from './custody-lines.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, create, digestOf, isoTime, listAll, textOf } from './documents.ts';
import { bindLoan } from './loans.ts';
import { addPerson, newPersonId, newUserHandle, readPerson, samplePerson } from './persons.ts';
import { newCode, normalCode } from './secret-code.ts';
import { openSession } from './sessions.ts';
import type { OpenedSession, Person, SamplePlan, SampleSignIn } from './types.ts';

const VALID_MS = 30 * 86_400_000;

function demandSamples({ samples }: PeopleDeps): void {
  if (samples) return;
  throw new ServiceError('SAMPLE_REFUSED', 'this installation has no sample people');
}

/** Codes of an earlier start are good no longer. */
export async function makeSamples(
  deps: PeopleDeps,
  plan: readonly SamplePlan[],
): Promise<readonly SampleSignIn[]> {
  demandSamples(deps);
  const made: SampleSignIn[] = [];
  for (const one of plan) {
    const person = (await samplePerson(deps, one.role)) ?? (await makePerson(deps, one));
    for (const { organisation, loan } of one.loans) {
      await bindLoan(deps, { person: person.id, organisation, loan, invitation: null });
    }
    made.push({ role: one.role, person: person.id, code: await issueCode(deps, person) });
  }
  return made;
}

function makePerson(deps: PeopleDeps, { role, organisation, name }: SamplePlan): Promise<Person> {
  const id = newPersonId(deps.random);
  const userHandle = newUserHandle(deps.random);
  return addPerson(deps, { id, role, organisation, userHandle, name, contact: null, sample: true });
}

async function issueCode(deps: PeopleDeps, { id: person }: Person): Promise<string> {
  for (const { key, version } of await listAll(deps, COLLECTIONS.samples, 'person', person)) {
    await deps.documents.delete(COLLECTIONS.samples, key, version);
  }
  const code = newCode(deps.random);
  const value = { person, expires: isoTime(deps.clock.now() + VALID_MS) };
  const key = digestOf(deps, normalCode(code)!);
  await create(deps, COLLECTIONS.samples, { key, value, indexes: { person } });
  return code;
}

/** @throws ServiceError `SAMPLE_REFUSED` where there are no sample people, `INVITATION_UNKNOWN` for a code that was used or never given */
export async function signInSample(deps: PeopleDeps, code: string): Promise<OpenedSession> {
  demandSamples(deps);
  const normal = normalCode(code);
  const found = normal && (await deps.documents.get(COLLECTIONS.samples, digestOf(deps, normal)));
  const taken = found && (await deps.documents.delete(COLLECTIONS.samples, found.key, found.version));
  if (!found || !taken || textOf(found.value, 'expires') <= isoTime(deps.clock.now())) {
    throw new ServiceError('INVITATION_UNKNOWN', 'this code is not known or was used before');
  }
  const person = await readPerson(deps, textOf(found.value, 'person'));
  await note(deps, person, 'session.opened', { sample: true });
  return openSession(deps, person, 'sample');
}
