/** From the use cases' words to the API's: snake_case members, bytes as hex or base64. */
import { base64, hex } from '../../core/bytes.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PublicReceipt } from '../usecases/receipts/types.ts';
import type { Evidence, EvidencePage, EvidenceState, Filed, Summary } from '../usecases/types.ts';

function presentState({ stage, label, witnesses, of, times }: EvidenceState): JsonObject {
  return { stage, label, witnesses, of, times: times.map((time) => ({ ...time })) };
}

export function presentSummary(summary: Summary): JsonObject {
  const { id, type, index, sequence, receivedAt, state, supersedes, supersededBy, annotates, annotatedBy } =
    summary;
  return {
    id,
    type,
    index,
    sequence,
    received_at: receivedAt,
    state: presentState(state),
    ...(supersedes !== undefined && { supersedes }),
    ...(supersededBy !== undefined && { superseded_by: supersededBy }),
    ...(annotates !== undefined && { annotates }),
    ...(annotatedBy !== undefined && { annotated_by: [...annotatedBy] }),
  };
}

export function presentFiled(filed: Filed): JsonObject {
  const { size, hashes, checkpoint } = filed.inclusion;
  return {
    ...presentSummary(filed),
    leaf_hash: hex(filed.leafHash),
    entry: base64(filed.entry),
    inclusion: { size, hashes: hashes.map(base64), checkpoint },
    replayed: filed.replayed,
  };
}

export function presentEvidence(evidence: Evidence): JsonObject {
  return {
    ...presentSummary(evidence),
    organisation: evidence.organisation,
    loan: evidence.loan,
    signed_by: evidence.signedBy,
    record: evidence.record,
    documents: evidence.documents.map(({ mediaType, ...rest }, i) => ({
      n: i + 1,
      name: rest.name,
      media_type: mediaType,
      size: rest.size,
      sha256: rest.sha256,
      sm3: rest.sm3,
      stored: rest.stored,
    })),
  };
}

export function presentReceiptCheck(receipt: PublicReceipt): JsonObject {
  const { number, origin, index, leafHash, receivedAt, state, checkpointSize, signer, entry, proof } =
    receipt;
  return {
    number,
    origin,
    index,
    leaf_hash: leafHash,
    received_at: receivedAt,
    state: presentState(state),
    checkpoint_size: checkpointSize ?? null,
    signer: signer === undefined ? null : { ...signer },
    entry: base64(entry),
    proof,
  };
}

export function presentPage({ items, next }: EvidencePage): JsonObject {
  return {
    items: items.map((item) => ({ ...presentSummary(item), erased: item.erased })),
    ...(next !== undefined && { next_cursor: Buffer.from(String(next)).toString('base64url') }),
  };
}
