/** A receipt checked where it was received: offline, against trust data that the caller keeps. */
import type { Crypto } from '../core/crypto.ts';
import type { JsonObject } from '../core/json.ts';
import type { Report } from '../core/verify/report.ts';
import { parseTrust } from '../core/verify/trust.ts';
import { type GivenFile, verifyReceipt } from '../core/verify/verify.ts';

export interface ReceiptCheck {
  readonly receipt: JsonObject;
  /** The documents that were filed, under their names in the record. */
  readonly files?: readonly GivenFile[];
  /** `trust.json` of the installation, from a source that the caller trusts. */
  readonly trust?: Uint8Array;
  readonly now?: number;
}

/** @throws CoreError for trust data that cannot be read; whatever the receipt holds is a finding of the report */
export function checkReceipt(c: Crypto, { receipt, files = [], trust, now }: ReceiptCheck): Promise<Report> {
  return verifyReceipt(c, JSON.stringify(receipt), files, {
    at: now ?? Date.now(),
    ...(trust === undefined ? {} : { trust: parseTrust(trust) }),
  });
}
