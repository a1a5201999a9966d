/**
 * The receipt as a borrower reads it: what was filed, when and by whose clock, by whom, how far it has come, and how to check it without us. Says
 * what the machine receipt says and nothing more; it proves nothing itself.
 */
import type { Crypto } from '../crypto.ts';
import type { DocumentModel } from '../document/block.ts';
import { both } from '../report/words.ts';
import { receiptNumber } from './number.ts';
import { card, documents } from './page-content.ts';
import { factsOf } from './page-facts.ts';
import { howTo, place, times } from './page-proof.ts';
import type { Receipt } from './receipt.ts';

export interface ReceiptPageInput {
  readonly receipt: Receipt;
  /** Where anybody may look the receipt up. */
  readonly checkUrl: string;
}

/** @throws CoreError for a receipt whose parts cannot be read */
export function receiptPage(c: Crypto, input: ReceiptPageInput): DocumentModel {
  const facts = factsOf(c, input.receipt);
  const number = receiptNumber(c, input.receipt.id);
  return {
    title: both('存证凭证', 'Evidence receipt'),
    subtitle: both(
      '请连同所涉文件一并妥善保存。凭证的效力来自所附证明，不依赖本服务是否继续存在。',
      'Keep it together with the document it is about. It holds by the proof attached to it, whether or not this service is still there.',
    ),
    mark: `${number} · ${input.receipt.origin}`,
    made: madeAt(input.receipt),
    author: input.receipt.origin,
    sections: [
      {
        id: 'receipt',
        title: both('凭证', 'Receipt'),
        blocks: [card(input.receipt, input.checkUrl, facts, number)],
      },
      { id: 'content', title: both('存证的文件', 'What was filed'), blocks: documents(facts) },
      {
        id: 'times',
        title: both('时间及其来源', 'Times, and whose clock'),
        blocks: [times(input.receipt, facts)],
      },
      { id: 'proof', title: both('在日志中的位置', 'Place in the log'), blocks: [place(facts)] },
      { id: 'check', title: both('如何自行核验', 'How to check without us'), blocks: howTo(facts) },
    ],
  };
}

/** The newest time that the receipt itself names, so that the same receipt gives the same page. */
function madeAt({ state }: Receipt): string {
  const all = [state.loggedAt, state.timestampedAt, state.sealedAt, ...state.witnessed.map(({ at }) => at)];
  return all
    .filter((at) => at !== null)
    .sort()
    .at(-1)!;
}
