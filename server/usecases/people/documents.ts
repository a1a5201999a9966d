/** Collections of the document store that hold people and their credentials, and the ways in which all of them are read and changed. */
import { hex, utf8 } from '../../../core/bytes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import type { PeopleDeps } from './deps.ts';

export const COLLECTIONS = {
  people: 'people',
  loans: 'people-loans',
  invitations: 'people-invitations',
  passkeys: 'people-passkeys',
  challenges: 'people-challenges',
  sessions: 'people-sessions',
  samples: 'people-samples',
  acts: 'people-acts',
} as const;

type Documents = Pick<PeopleDeps, 'documents'>;

/** Secrets are kept by their digest: whoever reads the store cannot use them. */
export function digestOf({ crypto }: Pick<PeopleDeps, 'crypto'>, secret: string): string {
  return hex(crypto.sha256(utf8(secret)));
}

export const isoTime = (at: number): string => new Date(at).toISOString();

/** @throws ServiceError `CONFLICT` when a value that must be unique belongs to another */
export async function create({ documents }: Documents, collection: string, write: DocumentWrite) {
  const outcome = await documents.put(collection, write, 0);
  if (!outcome.ok)
    throw new ServiceError('CONFLICT', 'there is such a thing already', { facts: { collection } });
}

/** Replaces the document that was read; false when another change came between. */
export async function replace(
  { documents }: Documents,
  collection: string,
  read: StoredDocument,
  write: Omit<DocumentWrite, 'key'>,
): Promise<boolean> {
  return (await documents.put(collection, { key: read.key, ...write }, read.version)).ok;
}

const PAGE = 200;

/** All documents under one index value; for lists that one person or loan has. */
export async function listAll(
  { documents }: Documents,
  collection: string,
  index: string,
  value: string,
): Promise<StoredDocument[]> {
  const found: StoredDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await documents.list(collection, {
      index,
      from: value,
      prefix: value,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.documents);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** Deletes what has expired, a few at a time: called where such things are made, so that they do not gather. */
export async function sweep(
  { documents, clock }: Pick<PeopleDeps, 'documents' | 'clock'>,
  collection: string,
) {
  const { documents: expired } = await documents.list(collection, {
    index: 'expires',
    before: isoTime(clock.now()),
    limit: 20,
  });
  for (const { key, version } of expired) await documents.delete(collection, key, version);
}

export const textOf = (value: JsonObject, name: string): string => String(value[name] ?? '');

/** A text, or null where there is none. */
export function textOrNull(value: JsonObject, name: string): string | null {
  const found = value[name];
  return typeof found === 'string' ? found : null;
}
