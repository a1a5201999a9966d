/** Refused filings, kept sealed for a week so that whoever looks after filing sees what failed and why. The refused content itself is not kept. */

import type { Crypto } from '../../../core/crypto.ts';
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { DocumentStore, StoredDocument } from '../../ports/document-store.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Clock, Random } from '../../ports/platform.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { Vault } from '../../vault/vault.ts';
import { newId } from '../drafts.ts';
import { idempotencyOfKey } from '../idempotency.ts';
import type { Refusal, RefusalPage, RefusedFiling } from './types.ts';

const COLLECTION = 'filing-refusals';
const PURPOSE = 'refusal';
const KEPT_MS = 7 * 86_400_000;
const SWEPT_AT_ONCE = 500;

export interface RefusalDeps {
  readonly documents: DocumentStore;
  readonly store: Pick<EvidenceStore, 'rowByIdempotency'>;
  readonly vault: Vault;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
}

export async function keepRefusal(
  deps: RefusalDeps,
  organisation: string,
  filing: RefusedFiling,
): Promise<void> {
  const id = newId(deps);
  const at = new Date(deps.clock.now()).toISOString();
  const { code, key, ...rest } = filing;
  const sealed = await sealValue(deps.vault, PURPOSE, JSON.parse(JSON.stringify({ key, ...rest })) as Json);
  const idempotency = key === undefined ? null : idempotencyOfKey(deps.crypto, organisation, key);
  const value: JsonObject = { at, code, idempotency, sealed };
  const indexes = { listed: `${organisation}\n${at}\n${id}`, made: at };
  await deps.documents.put(COLLECTION, { key: id, value, indexes }, 0);
}

export async function listRefusals(
  deps: RefusalDeps,
  organisation: string,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<RefusalPage> {
  const query = { index: 'listed', prefix: `${organisation}\n`, order: 'descending', ...page } as const;
  const { documents, next } = await deps.documents.list(COLLECTION, query);
  return { refusals: await Promise.all(documents.map((one) => refusalOf(deps, one))), next };
}

async function refusalOf(deps: RefusalDeps, { key: id, value }: StoredDocument): Promise<Refusal> {
  const { value: opened } = await openValue(deps.vault, PURPOSE, value.sealed);
  const rest = (isObject(opened) ? opened : {}) as unknown as Omit<RefusedFiling, 'code'>;
  const idempotency = value.idempotency as string | null;
  const row = idempotency === null ? undefined : await deps.store.rowByIdempotency(idempotency);
  return {
    ...rest,
    id,
    at: value.at as string,
    code: value.code as RefusedFiling['code'],
    // Under a key of an earlier item nothing was filed by this request: it was refused for being another.
    ...(row !== undefined && row.receivedAt >= (value.at as string) && { filedAs: row.id }),
  };
}

export async function sweepRefusals({ documents, clock }: RefusalDeps): Promise<void> {
  const before = new Date(clock.now() - KEPT_MS).toISOString();
  const over = await documents.list(COLLECTION, { index: 'made', before, limit: SWEPT_AT_ONCE });
  for (const { key, version } of over.documents) await documents.delete(COLLECTION, key, version);
}
