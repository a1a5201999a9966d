/**
 * A case as it lies in the document store: names, texts and numbers of persons sealed under the case's own key; state, dates, amount and ids of
 * organisations and persons in plain text, since lists are sorted and access is decided by them.
 */
import { hex, utf8 } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { ContentKey, Vault } from '../../vault/vault.ts';
import type { CaseState } from './states.ts';
import type { CaseContent, CaseDocument, CaseQuery, CaseStep, Deadlines, TribunalMember } from './types.ts';

export const CASES = 'cases';

/** What is sealed. */
export interface CaseSecret {
  readonly content: CaseContent;
  /** Reasons given with steps, by revision. */
  readonly reasons: Readonly<Record<string, string>>;
}

export interface CaseRecord {
  readonly id: string;
  readonly revision: number;
  readonly state: CaseState;
  readonly organisation: string;
  readonly commission: string;
  readonly loanIndex: string;
  readonly number?: string;
  readonly amount: string;
  readonly currency: string;
  readonly deadlines: Deadlines;
  readonly tribunal: readonly TribunalMember[];
  readonly assignees: readonly string[];
  readonly steps: readonly CaseStep[];
  readonly documents: readonly CaseDocument[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly openedAt?: string;
  /** Hex SHA-256 over (organisation, key): the same creation is not done twice. */
  readonly idempotency: string;
  readonly fingerprint: string;
}

/** A case with its secret opened, and the version of the document that it was read from. */
export interface OpenCase {
  readonly record: CaseRecord;
  readonly secret: CaseSecret;
  readonly key: ContentKey;
  readonly version: number;
}

/** Who sees the case in lists: `all`, an organisation, a person of the tribunal, or whoever is bound to the loan. */
export type Viewer =
  | { readonly kind: 'all' }
  | { readonly kind: 'organisation' | 'person' | 'loan'; readonly id: string };

const SORT_LETTER: Readonly<Record<CaseQuery['sort'], string>> = {
  created: 'c',
  updated: 'u',
  deadline: 'd',
  amount: 'a',
};

/** Names of indexes are short and plain, ids of viewers are neither: hence the hash. */
export function viewerIndex(c: Crypto, viewer: Viewer, sort: CaseQuery['sort']): string {
  const name = `triseal/case-viewer/v1\n${viewer.kind}\n${'id' in viewer ? viewer.id : ''}`;
  return `${SORT_LETTER[sort]}-${hex(c.sha256(utf8(name))).slice(0, 32)}`;
}

function viewersOf(record: CaseRecord): readonly Viewer[] {
  const organisations = new Set([record.organisation, record.commission, ...record.assignees]);
  // A commission has no business with a draft.
  if (record.state === 'draft') organisations.delete(record.commission);
  return [
    { kind: 'all' },
    ...[...organisations].map((id) => ({ kind: 'organisation', id }) as const),
    ...record.tribunal.map(({ person: id }) => ({ kind: 'person', id }) as const),
    ...(record.state === 'draft' ? [] : [{ kind: 'loan', id: record.loanIndex } as const]),
  ];
}

const AMOUNT_DIGITS = 18;

export function sortValue(record: CaseRecord, sort: CaseQuery['sort']): string {
  if (sort === 'created') return record.createdAt;
  if (sort === 'updated') return record.updatedAt;
  if (sort === 'amount') return record.amount.replace('.', '').padStart(AMOUNT_DIGITS, '0');
  // The next thing that is due; cases without one come last.
  const { answer, hearing, award } = record.deadlines;
  const due: Readonly<Record<CaseState, string | undefined>> = {
    draft: undefined,
    opened: answer,
    served: answer,
    answered: hearing,
    'package-ready': hearing,
    heard: award,
    awarded: undefined,
    closed: undefined,
  };
  return due[record.state] ?? '9999';
}

export const isPending = ({ evidence }: CaseStep): boolean => evidence === undefined;

function writeOf(c: Crypto, record: CaseRecord, sealed: JsonObject): DocumentWrite {
  const { id, ...plain } = record;
  const indexes: Record<string, string> = {};
  for (const viewer of viewersOf(record)) {
    for (const sort of ['created', 'updated', 'deadline', 'amount'] as const) {
      indexes[viewerIndex(c, viewer, sort)] = sortValue(record, sort);
    }
  }
  if (record.steps.some(isPending)) indexes.pending = record.updatedAt;
  const value = JSON.parse(JSON.stringify({ ...plain, secret: sealed })) as JsonObject;
  return { key: id, value, indexes, unique: { idempotency: record.idempotency } };
}

export function recordOf({ key, value }: StoredDocument): CaseRecord {
  const { secret: _secret, ...plain } = value;
  return { id: key, ...plain } as unknown as CaseRecord;
}

/** @throws ServiceError `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function openCase(vault: Vault, document: StoredDocument): Promise<OpenCase> {
  const { key, value } = await openValue(vault, 'case', document.value.secret);
  return {
    record: recordOf(document),
    secret: value as unknown as CaseSecret,
    key,
    version: document.version,
  };
}

interface Kept {
  readonly documents: DocumentStore;
  readonly vault: Vault;
  readonly crypto: Crypto;
}

/** @returns undefined when a case with this idempotency stands already */
export async function insertCase(
  { documents, vault, crypto }: Kept,
  record: CaseRecord,
  secret: CaseSecret,
): Promise<boolean> {
  const sealed = await sealValue(vault, 'case', secret as unknown as Json);
  const outcome = await documents.put(CASES, writeOf(crypto, record, sealed), 0);
  return outcome.ok;
}

export interface CaseChange {
  readonly record: CaseRecord;
  /** Absent: as it was. */
  readonly secret?: CaseSecret;
}

const ATTEMPTS = 50;

/**
 * Changes a case by compare-and-swap. `change` may run several times, and throws to refuse.
 * @returns the case as it stands afterwards
 */
export async function changeCase(
  { documents, vault, crypto }: Kept,
  id: string,
  change: (open: OpenCase) => CaseChange | undefined,
): Promise<OpenCase> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await documents.get(CASES, id);
    if (standing === undefined) {
      throw new ServiceError('NOT_FOUND', 'there is no such case', { facts: { case: id } });
    }
    const open = await openCase(vault, standing);
    const changed = change(open);
    if (changed === undefined) return open;
    const secret = changed.secret ?? open.secret;
    const sealed =
      changed.secret === undefined
        ? (standing.value.secret as JsonObject)
        : await sealValue(vault, 'case', secret as unknown as Json, open.key);
    const outcome = await documents.put(CASES, writeOf(crypto, changed.record, sealed), standing.version);
    if (outcome.ok) return { record: changed.record, secret, key: open.key, version: outcome.version };
  }
  throw new ServiceError('STORE_UNAVAILABLE', 'the case was changed by others again and again', {
    facts: { case: id },
    retryAfterSeconds: 1,
  });
}
