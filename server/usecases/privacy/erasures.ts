/** An erasure from the request to the receipt: requested, refused or approved, done. */
import { openRecord } from '../../../core/evidence/open.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { actorOf } from '../custody/reads.ts';
import { newId } from '../drafts.ts';
import { openItem } from '../private-part.ts';
import type { PrivacyDeps } from './deps.ts';
import { destroyKey, destroyRest } from './destroy.ts';
import {
  ERASURES,
  type ErasureRecord,
  openSecrets,
  publicErasure,
  type Secrets,
  type StoredErasure,
  sealSecrets,
  stored,
  writeOf,
} from './erasure-document.ts';
import { fileErase, signedReceipt, signerFor } from './erasure-proof.ts';
import { demandErasable, itemRetention } from './retention.ts';
import type { Erasure, ErasureRequest } from './types.ts';

export async function requestErasure(
  deps: PrivacyDeps,
  caller: Caller,
  row: EvidenceRow,
  { scope, ground, reason }: ErasureRequest,
): Promise<Erasure> {
  demandParts(await wholeRecord(deps, row), scope);
  const { id: evidence, type, sequence, organisation, loanIndex } = row;
  const record: ErasureRecord = {
    id: newId(deps),
    evidence,
    type,
    sequence,
    organisation,
    loanIndex,
    state: 'requested',
    scope,
    ground,
    requestedBy: actorOf(caller),
    requestedAt: now(deps),
    sealed: await sealSecrets(deps.vault, { reason }),
  };
  await deps.documents.put(ERASURES, writeOf(record), 0);
  await recordAct(deps, record, actorOf(caller), 'erasure.requested');
  return publicErasure(deps.vault, record);
}

export async function decideErasure(
  deps: PrivacyDeps,
  caller: Caller,
  { record, version }: StoredErasure,
  { approve, reason }: { readonly approve: boolean; readonly reason: string },
): Promise<Erasure> {
  if (record.state !== 'requested') throw decidedAlready(record);
  const secrets = { ...(await openSecrets(deps.vault, record)), decision: reason };
  const decided = { ...record, decidedBy: actorOf(caller), decidedAt: now(deps) };
  const next = approve
    ? await approval(deps, decided, secrets)
    : { ...decided, state: 'refused' as const, sealed: await sealSecrets(deps.vault, secrets) };
  const { ok } = await deps.documents.put(ERASURES, writeOf(next), version);
  if (!ok) throw decidedAlready(record);
  await recordAct(deps, next, actorOf(caller), 'erasure.decided', { approved: approve });
  if (!approve) return publicErasure(deps.vault, next);
  return finishErasure(deps, { record: next, version: version + 1 });
}

async function approval(deps: PrivacyDeps, record: ErasureRecord, secrets: Secrets): Promise<ErasureRecord> {
  const row = await rowOf(deps, record);
  demandErasable(deps, await itemRetention(deps, row), record.ground);
  // Nothing is destroyed that could not be receipted afterwards.
  signerFor(deps, record.organisation);
  const { loan } = await wholeRecord(deps, row);
  return {
    ...record,
    state: 'approved',
    plan: { keyId: row.keyId, blobs: row.blobs, destroyed: false },
    sealed: await sealSecrets(deps.vault, { ...secrets, loan }),
  };
}

/** Goes on with an approved erasure wherever it stopped. */
export async function finishErasure(deps: PrivacyDeps, standing: StoredErasure): Promise<Erasure> {
  let { record, version } = standing;
  const row = await rowOf(deps, record);
  const plan = record.plan!;
  if (!plan.destroyed) {
    await destroyKey(deps, row, record.scope, plan);
    record = { ...record, plan: { ...plan, destroyed: true }, erasedAt: now(deps) };
    version = await replace(deps, record, version);
  }
  await destroyRest(deps, row, plan);
  const { loan, ...secrets } = await openSecrets(deps.vault, record);
  const filed = await fileErase(deps, record, row, loan!);
  deps.faults?.('record filed');
  const receipt = await signedReceipt(deps, record, row, filed);
  const { plan: _plan, ...rest } = record;
  const sealed = await sealSecrets(deps.vault, secrets);
  const done: ErasureRecord = { ...rest, state: 'done', record: filed.id, receipt, sealed };
  await replace(deps, done, version);
  await recordAct(deps, done, SERVICE(done.organisation), 'erasure.done', { record: filed.id });
  const erasure = await publicErasure(deps.vault, done);
  deps.done?.(erasure);
  return erasure;
}

const SERVICE = (organisation: string) =>
  ({ kind: 'service', organisation, id: 'erasure', role: 'service' }) as const;

async function replace(deps: PrivacyDeps, record: ErasureRecord, version: number): Promise<number> {
  const outcome = await deps.documents.put(ERASURES, writeOf(record), version);
  if (outcome.ok) return outcome.version;
  throw new ServiceError('CONFLICT', 'the erasure is being carried out elsewhere', {
    facts: { erasure: record.id },
  });
}

async function rowOf({ store }: PrivacyDeps, { evidence }: ErasureRecord): Promise<EvidenceRow> {
  const row = await store.row(evidence);
  if (row !== undefined) return row;
  throw new ServiceError('LOG_CORRUPT', 'an item that is to be erased is not there', { facts: { evidence } });
}

/** @throws ServiceError `CONTENT_ERASED` */
async function wholeRecord(deps: PrivacyDeps, row: EvidenceRow): Promise<EvidenceRecord> {
  const { statement } = await openItem(deps, row);
  return openRecord(deps.crypto, parseSdJwt(statement)).record as EvidenceRecord;
}

/** @throws ServiceError `REQUEST_INVALID` for a document or field that the item does not have */
function demandParts(
  { documents, fields }: Pick<EvidenceRecord, 'documents' | 'fields'>,
  scope: ErasureRequest['scope'],
): void {
  if (scope === 'everything') return;
  const problems = [
    ...scope.documents.filter((n) => documents[n - 1] === undefined).map((n) => `/scope/documents: no ${n}`),
    ...scope.fields.filter((name) => !Object.hasOwn(fields, name)).map((name) => `/scope/fields: no ${name}`),
  ];
  if (problems.length === 0) return;
  throw new ServiceError('REQUEST_INVALID', 'the item has no such part', { facts: { problems } });
}

function decidedAlready({ id, state }: ErasureRecord): ServiceError {
  return new ServiceError('CONFLICT', 'the erasure was decided already', { facts: { erasure: id, state } });
}

async function recordAct(
  { custody }: PrivacyDeps,
  { id, evidence, organisation, loanIndex, ground }: ErasureRecord,
  actor: ReturnType<typeof actorOf>,
  action: string,
  facts: Record<string, string | boolean> = {},
): Promise<void> {
  const subject = `evidence/${evidence}`;
  await custody.record({
    actor,
    action,
    subject,
    organisation,
    loan: loanIndex,
    facts: { erasure: id, ground, ...facts },
  });
}

const now = ({ clock }: PrivacyDeps) => new Date(clock.now()).toISOString();

/** @returns erasures that were approved and not carried out to the end */
export async function unfinished({ documents }: PrivacyDeps): Promise<StoredErasure[]> {
  const page = await documents.list(ERASURES, { index: 'unfinished', limit: 100 });
  return page.documents.map((document) => stored(document)!);
}
