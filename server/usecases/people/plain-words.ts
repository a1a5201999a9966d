/** What each kind of item is to a borrower: its name from the document type, and in one sentence why it matters to them. */
import { documentType } from '../../../core/evidence/document-types.ts';
import type { Label } from '../../../core/evidence/field-spec.ts';

export interface PlainWords {
  readonly title: Label;
  readonly why: Label;
}

const WHY: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  REG: ['证明账户是谁、何时开立的。', 'Shows who opened the account, and when.'],
  KYC: ['说明贷款方如何核实您的身份。', 'Shows how the lender checked who you are.'],
  FACE: ['说明当时是否由本人完成人脸核验。', 'Shows whether it was you in front of the camera.'],
  CARD: [
    '说明收款卡是否属于您；放款应进入此卡。',
    'Shows whether the card is yours; the loan should go there.',
  ],
  MSISDN: ['说明接收验证码的手机号是否属于您。', 'Shows whether the phone that got the codes is yours.'],
  CONSENT: ['写明您同意谁、为何使用您的个人信息。', 'Says whom you allowed to use your data, and what for.'],
  EVCLAUSE: [
    '约定证据如何保存；您也可据此核验。',
    'Says how evidence is kept; you can check it the same way.',
  ],
  ARBAG: [
    '决定争议是否由仲裁处理以及由哪个仲裁委员会处理。',
    'Decides whether a dispute goes to arbitration, and to whom.',
  ],
  SRVADDR: [
    '通知和仲裁文书将送到此处；请确认仍可收到。',
    'Notices and papers of a case go here; see that you still get them.',
  ],
  APPL: ['记录您申请的金额与期限。', 'Says how much you asked for, and for how long.'],
  CRAUTH: ['记录您是否允许查询您的征信。', 'Says whether you allowed your credit record to be read.'],
  LIMIT: ['写明获批的额度与利率。', 'Says what limit and rate you were given.'],
  CONTRACT: [
    '写明借了多少、利率多少、如何偿还，是一切请求的基础。',
    'Says what was lent, at what rate, and how it is paid back: every claim rests on it.',
  ],
  PROMPT: ['说明重要条款当时是否向您明确提示。', 'Shows whether the important terms were put before you.'],
  COUNTERSIGN: ['由您设备上的密钥签署的确认。', 'Your own word, signed by the key on your device.'],
  SIGN: [
    '说明签署过程的每一步以及是否由本人完成。',
    'Shows each step of the signing, and whether it was you.',
  ],
  GUAR: ['写明还有谁承担责任或参与放款。', 'Says who else stands for the loan or lends.'],
  DRAW: ['记录您要求放款的金额。', 'Says how much you asked to be paid out.'],
  DISB: [
    '证明实际到账金额；若少于合同金额，请提出异议。',
    'Shows what was really paid out; object if it is less than agreed.',
  ],
  SCHED: ['写明每期应还金额与日期。', 'Says what was due on which day.'],
  REPAY: [
    '记录您的还款；缺少一笔即可能多付。',
    'Counts what you paid; a missing one means you may pay twice.',
  ],
  AMEND: ['写明后来约定的减免或展期。', 'Says what was agreed later: less, or more time.'],
  ACCEL: ['贷款方据此要求提前一次还清。', 'By this the lender wants everything at once.'],
  OVERDUE: ['记录逾期从何日开始、金额多少。', 'Says since when and how much is overdue.'],
  DUN: [
    '记录贷款方如何催收；方式应合法。',
    'Shows how the lender asked for payment; it must have kept to the law.',
  ],
  ASSIGN: ['债权已转让给他人；此后应向受让人还款。', 'The claim went to another; from then on you owe them.'],
  CALC: ['写明请求金额如何算出；可逐项核对。', 'Shows how the claim was worked out; check each line.'],
  CLAIM: ['贷款方向仲裁委员会提出的请求。', 'What the lender asks of the commission.'],
  CASE: ['记录案件进行到哪一步。', 'Says what happened to the case.'],
  SERVE: ['说明文书是否、何时、以何种方式送达您。', 'Shows whether, when and how papers reached you.'],
  COUNTER: [
    '您的答辩与证据，与银行证据地位相同。',
    "Your answer and evidence, of the same rank as the bank's.",
  ],
  CUSTODY: ['固定查阅记录，使其不能被改写。', 'Fixes who read what, so that it cannot be rewritten.'],
  REC: ['记录仲裁庭的提问与庭审。', 'What the tribunal asked and what was said.'],
  VERIFY: ['记录证据核验的结果。', 'What a check of the evidence found.'],
  AWARD: ['仲裁结果；请注意履行期限。', 'The outcome; mind the time for performance.'],
  CLOSE: ['证明债务已履行、和解或结清。', 'Shows that the debt is performed, settled or closed.'],
  ERASE: ['证明内容已按请求删除，而证明仍有效。', 'Shows that content was erased, while the proof stands.'],
  NOTE: ['对较早一项的说明或更正。', 'A word on, or a correction of, an earlier item.'],
};

/** A type that a later version knows is named by its code. */
export function plainWords(code: string): PlainWords {
  const [zh, en] = WHY[code] ?? ['', ''];
  return { title: documentType(code)?.label ?? { zh: code, en: code }, why: { zh, en } };
}
