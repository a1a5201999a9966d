/** The receipt as a PDF: the page to read, the machine receipt inside. */
import { utf8 } from '../../../core/bytes.ts';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { receiptPage } from '../../../core/receipt/page.ts';
import { formatReceipt, MACHINE_RECEIPT, type Receipt } from '../../../core/receipt/receipt.ts';
import { renderPdf } from '../../pdf/render.ts';
import type { ReceiptTools } from './create.ts';
import type { ReceiptFile } from './types.ts';

/** The same receipt gives the same bytes. */
export async function receiptPdf(tools: ReceiptTools, receipt: Receipt): Promise<ReceiptFile> {
  const { crypto, publicUrl } = tools;
  const number = receiptNumber(crypto, receipt.id);
  const page = receiptPage(crypto, { receipt, checkUrl: `${publicUrl()}/r/${number}` });
  const bytes = await renderPdf(page, await tools.fonts(), [
    {
      name: MACHINE_RECEIPT,
      mediaType: 'application/json',
      description: '机读凭证 machine receipt (docs/spec/receipt.md)',
      bytes: utf8(formatReceipt(receipt)),
      relation: 'Data',
    },
  ]);
  return { fileName: `receipt-${number}.pdf`, bytes };
}
