/** What a tribunal works with beside the record: notes, questions, marks. Kept apart from the case, so that nobody's note is in another's way. */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { CaseDeps } from './deps.ts';

export const WORK = 'case-work';

export type WorkKind = 'note' | 'question' | 'mark';

type WorkDeps = Pick<CaseDeps, 'documents' | 'vault'>;

export const workKey = (id: string, kind: WorkKind, name: string): string => `${id}/${kind}/${name}`;

async function opened({ vault }: WorkDeps, { value }: StoredDocument): Promise<JsonObject> {
  const { value: secret } = await openValue(vault, 'case-work', value.secret);
  return isObject(secret) ? secret : {};
}

const PAGE = 500;

/** All of one kind, in the order of their names. */
export async function listWork(deps: WorkDeps, id: string, kind: WorkKind): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  let cursor: string | undefined;
  do {
    const page = await deps.documents.list(WORK, {
      index: 'case',
      prefix: workKey(id, kind, ''),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const document of page.documents) found.push(await opened(deps, document));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

const ATTEMPTS = 20;

/** @param change gets undefined when there is none yet; throws to refuse */
export async function changeWork(
  deps: WorkDeps,
  key: string,
  change: (standing: JsonObject | undefined) => JsonObject,
): Promise<JsonObject> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await deps.documents.get(WORK, key);
    const value = change(standing && (await opened(deps, standing)));
    const secret = await sealValue(deps.vault, 'case-work', value as Json);
    const write = { key, value: { secret }, indexes: { case: key } };
    if ((await deps.documents.put(WORK, write, standing?.version ?? 0)).ok) return value;
  }
  throw new ServiceError('STORE_UNAVAILABLE', 'this was changed by others again and again', {
    retryAfterSeconds: 1,
  });
}
