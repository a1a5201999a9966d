/** Application, disbursement voucher, schedule, receipts. */
import { at, clockText } from '../calendar.ts';
import type { LoanCase, Payment } from '../loan-case.ts';
import { cents, grouped, inWords, percent } from '../money.ts';
import type { Paper } from '../pdf/model.ts';
import { contractNumber } from './names.ts';
import { heading, paper, rows, small, space, text, title } from './paper.ts';

const yuan = (value: bigint) => `${grouped(value)} 元`;

export function applicationPaper({ data, principal }: LoanCase): Paper {
  const { borrower, terms } = data;
  return paper(`AP-${data.loan}`, at(terms.applied, '20:21:33'), [
    title('借款申请表'),
    rows(
      ['申请人', borrower.name],
      ['证件号码', borrower.idNumber],
      ['申请金额', yuan(principal)],
      ['申请期限', `${terms.months} 个月`],
      ['借款用途', terms.purpose],
      ['职业', borrower.occupation],
      ['工作单位', borrower.employer],
      ['申报月收入', yuan(cents(borrower.monthlyIncome))],
    ),
    heading('申请人声明'),
    text('1. 以上信息真实、完整。2. 借款仅用于申报用途。3. 本人不是为他人借款。'),
    rows(['提交时间', `${terms.applied} 20:21:33（UTC+8）`]),
  ]);
}

export function voucherPaper({ data, principal, deducted }: LoanCase): Paper {
  const { borrower, lender, terms, deductions } = data;
  const time = at(terms.starts, '09:06:42');
  return paper(`FK-${data.loan}`, time, [
    title('放款凭证'),
    rows(
      ['银行流水号', `FK-${data.loan}`],
      ['付款方', lender.name],
      ['收款方', borrower.name],
      ['收款账户', `${borrower.cardIssuer} ${borrower.card}`],
      ['合同金额', yuan(principal)],
      ...deductions.map(({ name, amount }) => [name, `-${yuan(cents(amount))}`] as const),
      ['实际到账金额', yuan(principal - deducted)],
      ['金额大写', `人民币${inWords(principal - deducted)}`],
      ['到账时间', `${clockText(time)}（UTC+8）`],
      ['用途', terms.purpose],
      ['关联合同', contractNumber(data.loan)],
    ),
    space(10),
    small('本凭证由核心系统自动生成，无需签章。'),
  ]);
}

export function schedulePaper({ data, schedule, principal }: LoanCase): Paper {
  const { terms } = data;
  const interest = schedule.reduce((sum, one) => sum + one.interest, 0n);
  return paper(`JH-${data.loan}`, at(terms.starts, '09:07:10'), [
    title('还款计划表'),
    rows(
      ['借款编号', data.loan],
      ['借款本金', yuan(principal)],
      ['年利率', percent(terms.annualRate)],
      ['还款方式', '等额本息'],
    ),
    {
      kind: 'table',
      columns: [
        { title: '期次', share: 1 },
        { title: '应还日', share: 2 },
        { title: '应还本金（元）', share: 2, align: 'right' },
        { title: '应还利息（元）', share: 2, align: 'right' },
        { title: '应还合计（元）', share: 2, align: 'right' },
      ],
      rows: [
        ...schedule.map((one) => [
          String(one.number),
          one.due,
          grouped(one.principal),
          grouped(one.interest),
          grouped(one.principal + one.interest),
        ]),
        ['合计', '', grouped(principal), grouped(interest), grouped(principal + interest)],
      ],
    },
    small('每期利息为期初剩余本金乘以年利率除以 12，四舍五入到分；末期归还全部剩余本金。'),
  ]);
}

export function receiptPaper({ data }: LoanCase, payment: Payment): Paper {
  const time = at(payment.on, payment.clock);
  const { principal, interest, defaultInterest } = payment.allocation;
  return paper(`HK-${data.loan}-${payment.number}`, time, [
    title('还款回单'),
    rows(
      ['银行流水号', `HK-${data.loan}-${payment.number}`],
      ['付款方', data.borrower.name],
      ['收款方', data.lender.name],
      ['还款金额', `${yuan(payment.amount)}（${inWords(payment.amount)}）`],
      ['还款方式', payment.source === 'transfer' ? '主动转账' : '银行代扣'],
      ['对应期次', `第 ${payment.instalment} 期`],
      ['其中：本金', yuan(principal)],
      ['其中：利息', yuan(interest)],
      ['其中：罚息', yuan(defaultInterest)],
      ['剩余本金', yuan(payment.balance)],
      ['入账时间', `${clockText(time)}（UTC+8）`],
    ),
  ]);
}
