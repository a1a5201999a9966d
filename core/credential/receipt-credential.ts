/** What the credential of a receipt says. */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { parseEntry } from '../entry/entry.ts';
import { recordToClaims } from '../evidence/claims.ts';
import { openRecord } from '../evidence/open.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import type { Json, JsonObject } from '../json.ts';
import { leafHash } from '../merkle/tree.ts';
import { receiptNumber } from '../receipt/number.ts';
import { type Receipt, receiptToJson } from '../receipt/receipt.ts';
import { parseTlogProof } from '../tlog/proof.ts';
import type { CredentialContent } from './issue.ts';

/**
 * Open: the receipt's number, its state and its place in the log, which are public anyway. Hidden until disclosed: loan, kind, filer, time and
 * documents of the item, and `receipt`, the machine receipt without its trust data, from which everything can be verified.
 */
export function receiptCredential(c: Crypto, receipt: Receipt): CredentialContent {
  const record = receipt.record === null ? {} : openRecord(c, parseSdJwt(receipt.record)).record;
  const { loan, type, event, documents, filing } = recordToClaims(record);
  const hidden = { loan, document_type: type, event, documents, filed_by: filing };
  const entry = parseEntry(receipt.entry);
  return {
    open: {
      receipt_number: receiptNumber(c, receipt.id),
      stage: receipt.state.stage,
      received_at: entry.received,
      log: {
        origin: receipt.origin,
        index: parseTlogProof(receipt.proof).index,
        leaf_hash: hex(leafHash(c, receipt.entry)),
      },
    },
    hidden: {
      ...(Object.fromEntries(
        Object.entries(hidden).filter(([, value]) => value !== undefined),
      ) as JsonObject),
      receipt: { ...receiptToJson(receipt), trust: null } as Json,
    },
  };
}
