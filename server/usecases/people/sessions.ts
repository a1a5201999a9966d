/** Sessions of people: kept here, known to the browser by a random token alone, gone the moment they are ended. */
import { base64url } from '../../../core/bytes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import type { PeopleDeps } from './deps.ts';
import {
  COLLECTIONS,
  create,
  digestOf,
  isoTime,
  listAll,
  replace,
  sweep,
  textOf,
  textOrNull,
} from './documents.ts';
import { readPerson } from './persons.ts';
import type { OpenedSession, Person, Session } from './types.ts';

const TOKEN_BYTES = 32;
/** A session's last request is written down this often at most, so that reading does not write. */
const TOUCH_MS = 60_000;

export async function openSession(
  deps: PeopleDeps,
  person: Person,
  method: Session['method'],
): Promise<OpenedSession> {
  await sweep(deps, COLLECTIONS.sessions);
  const token = base64url(deps.random.bytes(TOKEN_BYTES));
  const now = deps.clock.now();
  const value: JsonObject = {
    person: person.id,
    method,
    opened_at: isoTime(now),
    seen_at: isoTime(now),
    // Signing in was the proof of presence.
    stepped_up_at: isoTime(now),
    expires: isoTime(now + deps.limits.sessionSeconds * 1000),
  };
  await create(deps, COLLECTIONS.sessions, { key: digestOf(deps, token), value, indexes: indexesOf(value) });
  return { token, session: sessionOf(deps, person, value) };
}

const indexesOf = (value: JsonObject) => ({
  person: textOf(value, 'person'),
  expires: textOf(value, 'expires'),
});

function sessionOf({ clock, limits }: PeopleDeps, person: Person, value: JsonObject): Session {
  const steppedUp = textOrNull(value, 'stepped_up_at');
  const until = steppedUp === null ? 0 : Date.parse(steppedUp) + limits.stepUpSeconds * 1000;
  return {
    person,
    method: value.method === 'sample' ? 'sample' : 'passkey',
    openedAt: textOf(value, 'opened_at'),
    expiresAt: textOf(value, 'expires'),
    idleUntil: isoTime(idleUntil(value, limits.idleSeconds)),
    steppedUpUntil: until > clock.now() ? isoTime(until) : null,
  };
}

const idleUntil = (value: JsonObject, idleSeconds: number): number =>
  Date.parse(textOf(value, 'seen_at')) + idleSeconds * 1000;

/** @throws ServiceError `SESSION_ENDED` */
export async function readSession(deps: PeopleDeps, token: string): Promise<Session> {
  const found = await deps.documents.get(COLLECTIONS.sessions, digestOf(deps, token));
  if (found === undefined) throw ended('unknown');
  const now = deps.clock.now();
  if (textOf(found.value, 'expires') <= isoTime(now)) throw ended('expired');
  if (idleUntil(found.value, deps.limits.idleSeconds) <= now) throw ended('idle');
  const person = await readPerson(deps, textOf(found.value, 'person'));
  if (person.state !== 'active') throw ended('account');
  return sessionOf(deps, person, await touch(deps, found, now));
}

async function touch(deps: PeopleDeps, found: StoredDocument, now: number): Promise<JsonObject> {
  if (now - Date.parse(textOf(found.value, 'seen_at')) < TOUCH_MS) return found.value;
  const value = { ...found.value, seen_at: isoTime(now) };
  // When another request was faster, its time is as good.
  await replace(deps, COLLECTIONS.sessions, found, { value, indexes: indexesOf(value) });
  return value;
}

/** Notes a fresh proof of presence. @throws ServiceError `SESSION_ENDED` */
export async function markSteppedUp(deps: PeopleDeps, token: string): Promise<Session> {
  for (;;) {
    const { person } = await readSession(deps, token);
    const found = await deps.documents.get(COLLECTIONS.sessions, digestOf(deps, token));
    if (found === undefined) throw ended('unknown');
    const value = { ...found.value, stepped_up_at: isoTime(deps.clock.now()) };
    if (await replace(deps, COLLECTIONS.sessions, found, { value, indexes: indexesOf(value) })) {
      return sessionOf(deps, person, value);
    }
  }
}

/** @throws ServiceError `STEP_UP_NEEDED`, `SESSION_ENDED` */
export async function demandFresh(deps: PeopleDeps, token: string): Promise<void> {
  const { steppedUpUntil } = await readSession(deps, token);
  if (steppedUpUntil !== null) return;
  throw new ServiceError('STEP_UP_NEEDED', 'this needs a fresh proof that you are there', {
    facts: { withinSeconds: deps.limits.stepUpSeconds },
  });
}

/** Harmless when repeated. @returns whose session it was */
export async function endSession(deps: PeopleDeps, token: string): Promise<string | undefined> {
  const key = digestOf(deps, token);
  for (;;) {
    const found = await deps.documents.get(COLLECTIONS.sessions, key);
    if (found === undefined) return undefined;
    if (await deps.documents.delete(COLLECTIONS.sessions, key, found.version))
      return textOf(found.value, 'person');
  }
}

/** @returns how many there were */
export async function endSessionsOf(deps: PeopleDeps, person: string): Promise<number> {
  let count = 0;
  for (;;) {
    const found = await listAll(deps, COLLECTIONS.sessions, 'person', person);
    if (found.length === 0) return count;
    for (const { key, version } of found) {
      if (await deps.documents.delete(COLLECTIONS.sessions, key, version)) count++;
    }
  }
}

function ended(reason: 'unknown' | 'expired' | 'idle' | 'account'): ServiceError {
  return new ServiceError('SESSION_ENDED', 'the session has ended', { facts: { reason } });
}
