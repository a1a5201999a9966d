/** What a file given to the verifier claims to be, told by its first and last bytes alone. Whether it is that is the verifier's to say. */
import { utf8Decode } from '../bytes.ts';
import { extractAttachment } from '../pdf/attachment.ts';
import { latin1 } from '../pdf/latin1.ts';
import { MACHINE_RECEIPT } from '../receipt/receipt.ts';
import type { ReportKind } from './report.ts';

const TLOG_PROOF = 'c2sp.org/tlog-proof@v1\n';

/** @returns undefined for what is none of package, receipt and tlog-proof */
export function kindOfSubject(bytes: Uint8Array): ReportKind | undefined {
  if (isArchive(bytes, bytes)) return 'package';
  const start = latin1(bytes.subarray(0, TLOG_PROOF.length));
  if (start === TLOG_PROOF) return isUtf8(bytes) ? 'tlog-proof' : undefined;
  // Any other PDF is a document, and no receipt.
  if (start.startsWith('%PDF-'))
    return extractAttachment(bytes, MACHINE_RECEIPT) === undefined ? undefined : 'receipt';
  return /^\s*\{/.test(start) ? 'receipt' : undefined;
}

/**
 * An archive whose first bytes are damaged is still meant as one, and the report will say what is wrong with it.
 * @param head at least the first two bytes. @param tail at least the last 22, where there are as many
 */
export function isArchive(head: Uint8Array, tail: Uint8Array): boolean {
  return latin1(head.subarray(0, 2)) === 'PK' || latin1(tail.subarray(-22)).startsWith('PK\u0005\u0006');
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8Decode(bytes);
    return true;
  } catch {
    return false;
  }
}
