/** The private side of an item as it lies in `EvidenceRow.sealed`: the statement with all disclosures, and the documents that are kept. */
import type { Json, JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { EvidenceRow, EvidenceStore } from '../ports/evidence-store.ts';
import type { ContentKey, Vault } from '../vault/vault.ts';
import type { ReceivedDocument } from './types.ts';

export interface PrivatePart {
  /** SD-JWT with all its disclosures. */
  readonly statement: string;
  /** The documents whose bytes are kept, in the record's order; those filed by digest are not among them. */
  readonly documents: readonly ReceivedDocument[];
}

export interface OpenedItem extends PrivatePart {
  readonly key: ContentKey;
}

const PURPOSE = 'item';

export function sealPrivatePart(vault: Vault, key: ContentKey, part: PrivatePart): Uint8Array {
  const documents = part.documents.map(({ name, mediaType, size, sha256, sm3, crc32, blob }) => {
    return { name, mediaType, size, sha256, sm3, crc32, blob };
  });
  return vault.sealJson(key, PURPOSE, { statement: part.statement, documents });
}

/** @throws ServiceError `CONTENT_ERASED` when the item's key is gone, `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function openItem(
  { store, vault }: { readonly store: EvidenceStore; readonly vault: Vault },
  row: EvidenceRow,
): Promise<OpenedItem> {
  const wrapped = await store.key(row.keyId);
  if (wrapped === undefined) {
    throw new ServiceError('CONTENT_ERASED', 'the content of this item was erased; its proof stands', {
      facts: { id: row.id },
    });
  }
  const key = await vault.openKey(wrapped);
  // Authentic, hence written by `sealPrivatePart`.
  const { statement, documents } = vault.openJson(key, PURPOSE, row.sealed) as JsonObject;
  return {
    key,
    statement: statement as string,
    documents: documents as Json as unknown as ReceivedDocument[],
  };
}
