/** An erasure as it is kept: free text and the loan's number sealed, the rest without personal data. */
import type { JsonObject } from '../../../core/json.ts';
import type { ErasureGround, ErasureScope } from '../../../core/privacy/erasure-receipt.ts';
import type { Actor } from '../../ports/custody.ts';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Erasure, ErasurePage, ErasureState } from './types.ts';

export const ERASURES = 'erasures';
const PURPOSE = 'erasure';
/** Erasures of one item. */
const LIMIT = 500;

/** What is to be destroyed, fixed at the decision, so that an interrupted erasure goes on with the same. */
export interface Plan {
  readonly keyId: string;
  readonly blobs: readonly string[];
  /** Whether key and private part are gone, so that the rest may follow. */
  readonly destroyed: boolean;
}

export interface ErasureRecord {
  readonly id: string;
  readonly evidence: string;
  readonly type: string;
  readonly sequence: number;
  readonly organisation: string;
  readonly loanIndex: string;
  readonly state: ErasureState;
  readonly scope: ErasureScope;
  readonly ground: ErasureGround;
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  readonly decidedBy?: Actor;
  readonly decidedAt?: string;
  readonly erasedAt?: string;
  readonly record?: string;
  readonly receipt?: string;
  readonly plan?: Plan;
  /** `Secrets`. */
  readonly sealed: JsonObject;
}

export interface Secrets {
  readonly reason: string;
  readonly decision?: string;
  /** The loan's number, from the decision until the record of type ERASE is filed under it. */
  readonly loan?: string;
}

export interface StoredErasure {
  readonly record: ErasureRecord;
  readonly version: number;
}

export const stored = (document: StoredDocument | undefined): StoredErasure | undefined =>
  document && { record: document.value as unknown as ErasureRecord, version: document.version };

export function writeOf(record: ErasureRecord): DocumentWrite {
  const { id, evidence, organisation, state, requestedAt, requestedBy } = record;
  const moment = `${requestedAt}\n${id}`;
  return {
    key: id,
    value: record as unknown as JsonObject,
    indexes: {
      organisation: `${organisation}\n${moment}`,
      person: `${requestedBy.id}\n${moment}`,
      evidence: `${evidence}\n${moment}`,
      ...(state === 'approved' && { unfinished: moment }),
    },
  };
}

export const sealSecrets = (vault: Vault, secrets: Secrets): Promise<JsonObject> =>
  sealValue(vault, PURPOSE, { ...secrets });

export async function openSecrets(vault: Vault, { sealed }: ErasureRecord): Promise<Secrets> {
  return (await openValue(vault, PURPOSE, sealed)).value as unknown as Secrets;
}

export async function publicErasure(vault: Vault, record: ErasureRecord): Promise<Erasure> {
  const { reason, decision } = await openSecrets(vault, record);
  const { sealed: _sealed, plan: _plan, loanIndex: _loanIndex, ...open } = record;
  return { ...open, reason, ...(decision !== undefined && { decision }) };
}

export async function listErasures(
  { documents, vault }: { readonly documents: DocumentStore; readonly vault: Vault },
  owner: { readonly organisation: string } | { readonly person: string },
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<ErasurePage> {
  const [index, name] = 'person' in owner ? ['person', owner.person] : ['organisation', owner.organisation];
  const page = await documents.list(ERASURES, {
    index,
    prefix: `${name}\n`,
    order: 'descending',
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const records = page.documents.map((document) => stored(document)!.record);
  return { erasures: await Promise.all(records.map((one) => publicErasure(vault, one))), next: page.next };
}

export async function erasuresOf(documents: DocumentStore, evidence: string): Promise<ErasureRecord[]> {
  const query = { index: 'evidence', prefix: `${evidence}\n`, limit: LIMIT } as const;
  const { documents: found } = await documents.list(ERASURES, query);
  return found.map((document) => stored(document)!.record);
}
