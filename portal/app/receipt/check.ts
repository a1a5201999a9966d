/** What is public of a receipt, and the checks of it that are made here. */
import { queryOptions } from '@tanstack/react-query';
import type { ReceiptCheck } from '../../../client/api.generated.ts';
import { base64Decode, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { createWebCrypto } from '../../../core/crypto-web.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { extractAttachment } from '../../../core/pdf/attachment.ts';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { MACHINE_RECEIPT, parseReceipt } from '../../../core/receipt/receipt.ts';
import type { Report } from '../../../core/verify/report.ts';
import { startVerification } from '../../verifier/client.ts';
import { bytesOf } from '../../verifier/sort-files.ts';
import { getJson } from '../api/http.ts';
import { createWorker, serviceTrust } from '../verifier.ts';

export type { ReceiptCheck };

const crypto = createWebCrypto();

export const receiptQuery = (number: string) =>
  queryOptions({
    queryKey: ['receipt', number],
    queryFn: ({ signal }) => getJson<ReceiptCheck>(`r/${encodeURIComponent(number)}`, signal),
    // What was checked stands still while somebody looks at it.
    refetchOnWindowFocus: false,
  });

export interface CheckedReceipt {
  /** Whether the entry that the service sent is the one whose digest it names. */
  readonly digestHolds: boolean;
  readonly report: Report;
}

/** The entry and its proof, verified in a worker: nothing of it is the service's word. */
export const checkedQuery = ({ number, proof, entry, leaf_hash }: ReceiptCheck) =>
  queryOptions({
    queryKey: ['receipt-checked', number, leaf_hash, proof],
    queryFn: async (): Promise<CheckedReceipt> => {
      const bytes = base64Decode(entry, 'entry');
      const digestHolds = hex(leafHash(crypto, bytes)) === leaf_hash;
      const trust = await serviceTrust();
      const command = {
        kind: 'tlog-proof',
        subject: utf8(proof),
        files: [{ name: 'entry', bytes }],
        at: Date.now(),
        ...(trust !== undefined && { trust }),
      } as const;
      const { report } = startVerification(createWorker, command, () => undefined);
      return { digestHolds, report: await report };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A receipt that somebody holds. */
export type HeldReceipt =
  | { readonly name: string; readonly state: 'same' | 'unreadable' }
  | { readonly name: string; readonly state: 'other'; readonly number: string };

/** Whether a file is the receipt that is looked at: by the entry itself, not by what it says of itself. */
export async function heldReceipt(file: File, wanted: ReceiptCheck): Promise<HeldReceipt> {
  const { name } = file;
  try {
    const bytes = await bytesOf(file);
    const inside = bytes[0] === PERCENT ? extractAttachment(bytes, MACHINE_RECEIPT) : bytes;
    const { id, entry } = parseReceipt(utf8Decode(inside ?? bytes, 'receipt'));
    if (hex(leafHash(crypto, entry)) === wanted.leaf_hash) return { name, state: 'same' };
    return { name, state: 'other', number: receiptNumber(crypto, id) };
  } catch {
    // The report of the verification says what is wrong with it.
    return { name, state: 'unreadable' };
  }
}

/** `%`, with which a PDF begins. */
const PERCENT = 0x25;

/** Hex SHA-256 of a file, to be compared by eye. */
export async function digestOfFile(file: File): Promise<string> {
  return hex(crypto.sha256(await bytesOf(file)));
}
