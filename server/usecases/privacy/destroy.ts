/**
 * Destroys what was decided: key and private part first, for without the key the rest is noise; then blobs and what was made of them; then the store's
 * own remnants. Each step may be repeated, so an interrupted destruction goes on from wherever it stopped.
 */
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { ErasureScope } from '../../../core/privacy/erasure-receipt.ts';
import type { Erased } from '../../ports/erasure.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { type OpenedItem, openItem, sealPrivatePart } from '../private-part.ts';
import type { ReceivedDocument } from '../types.ts';
import type { PrivacyDeps } from './deps.ts';
import type { Plan } from './erasure-document.ts';

type Parts = Exclude<ErasureScope, 'everything'>;

/** @returns the plan with `destroyed` set. Harmless when repeated */
export async function destroyKey(
  deps: PrivacyDeps,
  row: EvidenceRow,
  scope: ErasureScope,
  plan: Plan,
): Promise<void> {
  const gone = row.keyId !== plan.keyId || (await deps.store.key(plan.keyId)) === undefined;
  const erased = gone ? undefined : await replaceOrErase(deps, row, scope);
  deps.faults?.('key destroyed');
  // After a crash in between nobody knows any more what the key looked like: then no page may keep anything that was deleted.
  const remnants = erased === undefined ? 'everything' : ([erased.key.wrapped, erased.fingerprint] as const);
  await deps.store.forget(remnants);
}

async function replaceOrErase(
  deps: PrivacyDeps,
  row: EvidenceRow,
  scope: ErasureScope,
): Promise<Erased | undefined> {
  if (scope === 'everything') return deps.store.erase(row.id);
  const item = await openItem(deps, row);
  const key = await deps.vault.newKey();
  const documents: ReceivedDocument[] = [];
  for (const document of keptDocuments(deps, item, scope)) {
    const content = deps.vault.openDocument(item.key, document.blob);
    const { blob } = await deps.vault.storeDocument(key, content);
    documents.push({ ...document, blob });
  }
  const sealed = sealPrivatePart(deps.vault, key, { statement: withoutFields(deps, item, scope), documents });
  const blobs = documents.map(({ blob }) => blob);
  return deps.store.replacePart(row.id, { sealed, blobs, key: key.wrapped });
}

/** Documents are numbered as in the record; kept ones are a part of those, by name. */
function keptDocuments(deps: PrivacyDeps, item: OpenedItem, { documents }: Parts): ReceivedDocument[] {
  const { record } = openRecord(deps.crypto, parseSdJwt(item.statement));
  const erased = new Set(documents.map((n) => record.documents?.[n - 1]?.name));
  return item.documents.filter(({ name }) => !erased.has(name));
}

function withoutFields({ crypto }: PrivacyDeps, { statement }: OpenedItem, { fields }: Parts): string {
  if (fields.length === 0) return statement;
  const keep = ([member, field]: readonly string[]) =>
    member !== 'fields' || field === undefined || !fields.includes(field);
  return formatSdJwt(redact(crypto, parseSdJwt(statement), keep));
}

/** Blobs of the old key, and everything that was made of the item's content. */
export async function destroyRest(deps: PrivacyDeps, row: EvidenceRow, { blobs }: Plan): Promise<void> {
  for (const blob of blobs) await deps.vault.dropDocument(blob);
  deps.faults?.('blobs deleted');
  const { id, organisation, loanIndex } = row;
  for (const cache of deps.caches) await cache.forget({ id, organisation, loanIndex });
  deps.faults?.('caches emptied');
}
