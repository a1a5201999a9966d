/** All papers of a loan by file name. */
import type { LoanCase } from '../loan-case.ts';
import type { Paper } from '../pdf/model.ts';
import {
  addressConfirmation,
  arbitrationAgreement,
  creditAuthorisation,
  evidenceClause,
  privacyConsent,
  separateConsent,
} from './consents.ts';
import { contractPaper } from './contract.ts';
import {
  accelerationPaper,
  answerPaper,
  calculationPaper,
  overduePaper,
  requestPaper,
  servicePaper,
} from './default-papers.ts';
import { applicationPaper, receiptPaper, schedulePaper, voucherPaper } from './money-papers.ts';
import { promptPage } from './prompt-page.ts';

const PAPERS = {
  privacy: ['个人信息处理授权书.pdf', privacyConsent],
  separate: ['单独同意书.pdf', separateConsent],
  credit: ['征信查询授权书.pdf', creditAuthorisation],
  application: ['借款申请表.pdf', applicationPaper],
  evidence: ['电子数据存证约定.pdf', evidenceClause],
  arbitration: ['仲裁协议.pdf', arbitrationAgreement],
  address: ['送达地址确认书.pdf', addressConfirmation],
  prompt: ['重要条款提示页快照.pdf', promptPage],
  contract: ['个人消费借款合同.pdf', contractPaper],
  voucher: ['放款凭证.pdf', voucherPaper],
  schedule: ['还款计划表.pdf', schedulePaper],
  overdue: ['逾期情况说明.pdf', overduePaper],
  acceleration: ['借款提前到期通知书.pdf', accelerationPaper],
  calculation: ['请求金额计算表.pdf', calculationPaper],
  request: ['仲裁申请书.pdf', requestPaper],
  service: ['电子送达记录单.pdf', servicePaper],
  answer: ['答辩意见.pdf', answerPaper],
} as const satisfies Record<string, readonly [string, (loan: LoanCase) => Paper]>;

export type PaperKey = keyof typeof PAPERS | `receipt-${number}`;

export interface NamedPaper {
  readonly key: PaperKey;
  readonly name: string;
  readonly paper: Paper;
}

export function allPapers(loan: LoanCase): NamedPaper[] {
  const fixed = Object.entries(PAPERS).map(([key, [name, make]]) => ({
    key: key as PaperKey,
    name,
    paper: make(loan),
  }));
  const receipts = loan.payments
    .filter(({ filed }) => filed)
    .map((payment) => ({
      key: `receipt-${payment.number}` as const,
      name: `还款回单-${payment.number}.pdf`,
      paper: receiptPaper(loan, payment),
    }));
  return [...fixed, ...receipts];
}
