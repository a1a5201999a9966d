/** Organisations and certificates in the document store. There are few of each: lists are read whole. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { CertificateRecord, OrganisationRecord } from './types.ts';

const ORGANISATIONS = 'organisations';
const CERTIFICATES = 'certificates';
const PAGE = 500;

export interface Versioned<T> {
  readonly version: number;
  readonly record: T;
}

export interface RegisterRows {
  readonly organisations: readonly Versioned<OrganisationRecord>[];
  readonly certificates: readonly Versioned<CertificateRecord>[];
}

async function readAll<T>(documents: DocumentStore, collection: string): Promise<readonly Versioned<T>[]> {
  const rows: Versioned<T>[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await documents.list(collection, {
      index: 'name',
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    rows.push(...page.documents.map(({ version, value }) => ({ version, record: value as unknown as T })));
    cursor = page.next;
    if (cursor === undefined) return rows;
  }
}

export async function readRegister(documents: DocumentStore): Promise<RegisterRows> {
  return {
    organisations: await readAll(documents, ORGANISATIONS),
    certificates: await readAll(documents, CERTIFICATES),
  };
}

/** @param version that is replaced, 0 for a new one. @throws ServiceError `CONFLICT` when another version stands */
export async function saveOrganisation(
  documents: DocumentStore,
  record: OrganisationRecord,
  version: number,
): Promise<void> {
  const write = { key: record.name, value: plain(record), indexes: { name: record.name } };
  const { ok } = await documents.put(ORGANISATIONS, write, version);
  if (!ok) throw conflict('organisation', record.name, version);
}

/** @throws ServiceError `CONFLICT` */
export async function saveCertificate(
  documents: DocumentStore,
  record: CertificateRecord,
  version: number,
): Promise<void> {
  const name = `${record.organisation}\n${record.from ?? ''}`;
  const { ok } = await documents.put(
    CERTIFICATES,
    { key: record.id, value: plain(record), indexes: { name } },
    version,
  );
  if (!ok) throw conflict('certificate', record.id, version);
}

const plain = (record: object) => record as JsonObject;

function conflict(what: string, id: string, version: number): ServiceError {
  const message = version === 0 ? `this ${what} is registered already` : `this ${what} has just been changed`;
  return new ServiceError('CONFLICT', message, { facts: { [what]: id } });
}
