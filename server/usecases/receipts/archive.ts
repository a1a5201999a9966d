/** All receipts of a loan in one zip, made while it is sent: one receipt in memory at a time. */
import { setImmediate } from 'node:timers/promises';
import { utf8 } from '../../../core/bytes.ts';
import { crc32 } from '../../../core/package/crc32.ts';
import { zipAppender } from '../../../core/package/zip-layout.ts';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { formatReceipt } from '../../../core/receipt/receipt.ts';
import { ServiceError } from '../../errors.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { receiptOf } from '../receipt.ts';
import type { ReceiptTools } from './create.ts';
import { receiptPdf } from './pdf.ts';
import type { ReceiptArchive } from './types.ts';

const PAGE = 100;

export async function loanArchive(
  tools: ReceiptTools,
  organisation: string,
  loan: string,
): Promise<ReceiptArchive> {
  const loanIndex = tools.vault.loanIndex(organisation, loan);
  const page = (after: number) => tools.store.rowsOfLoan({ organisation, loanIndex, after, limit: PAGE });
  const first = await page(0);
  if (first.length === 0) throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan } });
  const fileName = `receipts-${loan.replace(/[^A-Za-z0-9.-]+/g, '_')}.zip`;
  return { fileName, content: zipOf(files(tools, first, page)) };
}

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function* files(
  tools: ReceiptTools,
  first: readonly EvidenceRow[],
  page: (after: number) => Promise<readonly EvidenceRow[]>,
): AsyncGenerator<File> {
  for (let rows = first; rows.length > 0; rows = await page(rows.at(-1)!.sequence)) {
    for (const row of rows) {
      // Setting a page takes a while; others are to be served between two.
      await setImmediate();
      const receipt = await receiptOf(tools, tools.streams, row);
      const name = `${String(row.sequence).padStart(6, '0')}-${receiptNumber(tools.crypto, row.id)}`;
      yield { name: `${name}.json`, bytes: utf8(formatReceipt(receipt)) };
      yield { name: `${name}.pdf`, bytes: (await receiptPdf(tools, receipt)).bytes };
    }
  }
}

async function* zipOf(list: AsyncIterable<File>): AsyncGenerator<Uint8Array> {
  const zip = zipAppender();
  for await (const { name, bytes } of list) {
    yield zip.add({ name, size: bytes.length, crc32: crc32(bytes) }).header;
    yield bytes;
  }
  yield zip.trailer();
}
