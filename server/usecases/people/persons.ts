/** Persons: a random id, a role, an organisation; what names them is sealed. */
import { base64url, hex } from '../../../core/bytes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Role } from '../../ports/caller.ts';
import type { Random } from '../../ports/platform.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, create, isoTime, listAll, replace, textOf, textOrNull } from './documents.ts';
import type { Person } from './types.ts';

const PURPOSE = 'person';

export interface NewPerson {
  readonly id: string;
  readonly role: Role;
  readonly organisation: string;
  readonly userHandle: string;
  readonly name: string | null;
  readonly contact: string | null;
  readonly sample?: boolean;
}

/** UUID of version 4 (RFC 9562): tells nothing, not even when the person came. */
export function newPersonId(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const newUserHandle = (random: Random): string => base64url(random.bytes(32));

export async function addPerson(deps: PeopleDeps, person: NewPerson): Promise<Person> {
  const { id, role, organisation, userHandle, name, contact, sample = false } = person;
  const createdAt = isoTime(deps.clock.now());
  const value: JsonObject = {
    role,
    organisation,
    state: 'active',
    created_at: createdAt,
    sample,
    user_handle: userHandle,
    private: await sealValue(deps.vault, PURPOSE, { name, contact }),
  };
  await create(deps, COLLECTIONS.people, { key: id, value, indexes: indexesOf(value) });
  return { id, role, organisation, state: 'active', createdAt, sample, userHandle, name, contact };
}

const indexesOf = (value: JsonObject): Record<string, string> => ({
  organisation: `${textOf(value, 'organisation')}\t`,
  ...(value.sample === true && { sample: textOf(value, 'role') }),
});

/** @throws ServiceError `NOT_FOUND` */
export async function readPerson(deps: PeopleDeps, id: string): Promise<Person> {
  const found = await deps.documents.get(COLLECTIONS.people, id);
  if (found === undefined) throw new ServiceError('NOT_FOUND', 'there is no such person');
  return personOf(deps, id, found.value);
}

async function personOf({ vault }: PeopleDeps, id: string, value: JsonObject): Promise<Person> {
  const { value: sealed } = await openValue(vault, PURPOSE, value.private);
  return {
    id,
    role: textOf(value, 'role') as Role,
    organisation: textOf(value, 'organisation'),
    state: value.state === 'active' ? 'active' : 'ended',
    createdAt: textOf(value, 'created_at'),
    sample: value.sample === true,
    userHandle: textOf(value, 'user_handle'),
    name: textOrNull(sealed as JsonObject, 'name'),
    contact: textOrNull(sealed as JsonObject, 'contact'),
  };
}

export async function membersOf(deps: PeopleDeps, organisation: string): Promise<readonly Person[]> {
  const found = await listAll(deps, COLLECTIONS.people, 'organisation', `${organisation}\t`);
  return Promise.all(found.map(({ key, value }) => personOf(deps, key, value)));
}

export async function samplePerson(deps: PeopleDeps, role: Role): Promise<Person | undefined> {
  const [found] = await listAll(deps, COLLECTIONS.people, 'sample', role);
  return found && personOf(deps, found.key, found.value);
}

/** Marks the account as ended; who signed in with it is out with the next request. */
export async function markEnded(deps: PeopleDeps, id: string): Promise<Person> {
  for (;;) {
    const found = await deps.documents.get(COLLECTIONS.people, id);
    if (found === undefined) throw new ServiceError('NOT_FOUND', 'there is no such person');
    const value = { ...found.value, state: 'ended' };
    const done = await replace(deps, COLLECTIONS.people, found, { value, indexes: indexesOf(value) });
    if (done) return personOf(deps, id, value);
  }
}
