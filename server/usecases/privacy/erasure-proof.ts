/** What an erasure leaves to show for it: a record of type ERASE in the same stream, and a signed receipt. */
import { hex } from '../../../core/bytes.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { type ErasureScope, REMAINS, signErasureReceipt } from '../../../core/privacy/erasure-receipt.ts';
import { ServiceError } from '../../errors.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import type { ServiceSigner } from '../deps.ts';
import type { Filed } from '../types.ts';
import type { PrivacyDeps } from './deps.ts';
import type { ErasureRecord } from './erasure-document.ts';

/** @param loan its number, under which the record is filed. Harmless when repeated: the erasure names the filing */
export function fileErase(
  deps: PrivacyDeps,
  record: ErasureRecord,
  row: EvidenceRow,
  loan: string,
): Promise<Filed> {
  const { id, organisation, scope, ground, decidedBy } = record;
  const { filer } = signerFor(deps, organisation);
  return deps.fileEvidence({
    organisation,
    ...(filer !== organisation && { filer }),
    idempotencyKey: `erasure/${id}`,
    content: {
      record: {
        type: 'ERASE',
        loan,
        annotates: { id: row.id, sequence: row.sequence },
        event: { time: record.erasedAt!, source: 'system' },
        provenance: { class: 'bare-hash' },
        fields: {
          erased: partsOf(scope).map((part) => ({ item: row.id, part })),
          ground,
          erased_at: record.erasedAt!,
          erased_by: `${decidedBy!.organisation}/${decidedBy!.role}`,
          proof_left: [...REMAINS],
        },
      },
    },
  });
}

/** As the document type names them. */
function partsOf(scope: ErasureScope): string[] {
  if (scope === 'everything') return ['everything'];
  const { documents, fields } = scope;
  return [...(documents.length > 0 ? ['content'] : []), ...(fields.length > 0 ? ['fields'] : [])];
}

/** @param filed the record of type ERASE */
export async function signedReceipt(
  deps: PrivacyDeps,
  record: ErasureRecord,
  row: EvidenceRow,
  filed: Filed,
): Promise<string> {
  const { id, organisation, scope, ground, requestedAt, decidedAt, erasedAt, plan } = record;
  const { signer, certificateSha256 } = signerFor(deps, organisation);
  const [entry] = await deps.reader.entries(row.index, row.index + 1);
  const issuedAt = Math.floor(deps.clock.now() / 1000);
  return signErasureReceipt(
    { signer, certificateSha256, issuedAt },
    {
      id,
      origin: row.origin,
      organisation,
      item: {
        id: row.id,
        index: row.index,
        sequence: row.sequence,
        type: row.type,
        leaf_hash: hex(leafHash(deps.crypto, entry!.bytes)),
      },
      scope,
      ground,
      requested_at: requestedAt,
      decided_at: decidedAt!,
      erased_at: erasedAt!,
      destroyed: { keys: 1, documents: scope === 'everything' ? plan!.blobs.length : scope.documents.length },
      remains: REMAINS,
      evidence: { id: filed.id, index: filed.index, sequence: filed.sequence },
    },
  );
}

/** The organisation's own certificate at the service, else the first that the service has. */
export function signerFor(
  { signerOf, signing }: PrivacyDeps,
  organisation: string,
): ServiceSigner & { readonly filer: string } {
  for (const filer of [organisation, ...signing]) {
    const signer = signerOf(filer);
    if (signer !== undefined) return { ...signer, filer };
  }
  throw new ServiceError('SIGNER_UNAVAILABLE', 'the service holds no certificate to sign the receipt with', {
    facts: { organisation },
  });
}
