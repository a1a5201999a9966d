/** Legal holds: as long as one is in force, nothing of the item or the loan is erased, whatever the ground. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Actor } from '../../ports/custody.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import { actorOf } from '../custody/reads.ts';
import { newId } from '../drafts.ts';
import type { PrivacyDeps } from './deps.ts';
import type { Hold, HoldSubject } from './types.ts';

const HOLDS = 'holds';
const PURPOSE = 'hold';
/** Holds on one item and its loan; more would be a fault of the caller's. */
const LIMIT = 500;

interface HoldRecord {
  readonly id: string;
  readonly subject: HoldSubject;
  readonly organisation: string;
  readonly setBy: Actor;
  readonly setAt: string;
  /** Reasons are free text, and may name people. */
  readonly reason: JsonObject;
  readonly lifted?: { readonly by: Actor; readonly at: string; readonly reason: JsonObject };
}

export async function setHold(
  deps: PrivacyDeps,
  caller: Caller,
  subject: HoldSubject,
  organisation: string,
  reason: string,
): Promise<Hold> {
  const record: HoldRecord = {
    id: newId(deps),
    subject,
    organisation,
    setBy: actorOf(caller),
    setAt: new Date(deps.clock.now()).toISOString(),
    reason: await sealValue(deps.vault, PURPOSE, reason),
  };
  await deps.documents.put(HOLDS, writeOf(record), 0);
  await recordAct(deps, caller, 'hold.set', record);
  return opened(deps, record);
}

export async function findHold(deps: PrivacyDeps, id: string): Promise<Hold | undefined> {
  const found = await deps.documents.get(HOLDS, id);
  return found && opened(deps, recordOf(found));
}

export async function liftHold(deps: PrivacyDeps, caller: Caller, id: string, reason: string): Promise<Hold> {
  const found = await deps.documents.get(HOLDS, id);
  if (found === undefined)
    throw new ServiceError('NOT_FOUND', 'there is no such hold', { facts: { hold: id } });
  const record = recordOf(found);
  if (record.setBy.organisation !== caller.organisation || record.setBy.role !== caller.role) {
    throw new ServiceError('FORBIDDEN', 'a hold is lifted by the party that set it', {
      facts: { hold: id, setBy: record.setBy.role },
    });
  }
  if (record.lifted !== undefined) throw liftedAlready(record);
  const at = new Date(deps.clock.now()).toISOString();
  const lifted = { by: actorOf(caller), at, reason: await sealValue(deps.vault, PURPOSE, reason) };
  const next: HoldRecord = { ...record, lifted };
  const { ok } = await deps.documents.put(HOLDS, writeOf(next), found.version);
  if (!ok) throw liftedAlready(record);
  await recordAct(deps, caller, 'hold.lifted', next);
  return opened(deps, next);
}

/** Holds in force and lifted, of the item and of its loan, oldest first. */
export async function holdsOn(
  deps: PrivacyDeps,
  item: { readonly id: string; readonly loanIndex: string },
): Promise<Hold[]> {
  const subjects: HoldSubject[] = [`evidence/${item.id}`, `loan/${item.loanIndex}`];
  const holds: Hold[] = [];
  for (const subject of subjects) {
    const query = { index: 'subject', prefix: `${subject}\n`, limit: LIMIT } as const;
    const { documents } = await deps.documents.list(HOLDS, query);
    for (const document of documents) holds.push(await opened(deps, recordOf(document)));
  }
  return holds.sort((a, b) => (a.setAt < b.setAt ? -1 : 1));
}

export const inForce = (holds: readonly Hold[]): Hold[] => holds.filter(({ lifted }) => lifted === undefined);

function writeOf(record: HoldRecord) {
  const { id, subject, setAt } = record;
  return {
    key: id,
    value: record as unknown as JsonObject,
    indexes: { subject: `${subject}\n${setAt}\n${id}` },
  };
}

const recordOf = ({ value }: StoredDocument) => value as unknown as HoldRecord;

async function opened({ vault }: PrivacyDeps, { lifted, ...record }: HoldRecord): Promise<Hold> {
  const read = async (sealed: JsonObject) => (await openValue(vault, PURPOSE, sealed)).value as string;
  return {
    ...record,
    reason: await read(record.reason),
    ...(lifted !== undefined && { lifted: { ...lifted, reason: await read(lifted.reason) } }),
  };
}

async function recordAct(
  { custody }: PrivacyDeps,
  caller: Caller,
  action: 'hold.set' | 'hold.lifted',
  { id, subject, organisation }: HoldRecord,
): Promise<void> {
  const [kind, name] = subject.split('/') as [string, string];
  const loan = kind === 'loan' ? { loan: name } : {};
  await custody.record({
    actor: actorOf(caller),
    action,
    subject,
    organisation,
    ...loan,
    facts: { hold: id },
  });
}

function liftedAlready({ id }: HoldRecord): ServiceError {
  return new ServiceError('CONFLICT', 'the hold is lifted already', { facts: { hold: id } });
}
