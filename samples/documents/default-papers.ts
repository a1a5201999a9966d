/** Default and claim: overdue statement, acceleration notice, calculation, request for arbitration, certificate of service, answer. */
import { addDays, at, clockText, inChinese } from '../calendar.ts';
import type { LoanCase } from '../loan-case.ts';
import { cents, grouped, inWords, percent } from '../money.ts';
import type { Paper } from '../pdf/model.ts';
import { ACCELERATION_CLAUSE, arbitrationClause } from './contract.ts';
import { channelName, contractNumber, SERVICE_PLATFORM } from './names.ts';
import { heading, paper, rows, small, space, text, title } from './paper.ts';

const yuan = (value: bigint) => `${grouped(value)} 元`;

export function overduePaper({ data, overdue }: LoanCase): Paper {
  return paper(`YQ-${data.loan}`, at(data.overdueAsOf, '23:30:00'), [
    title('逾期情况说明'),
    rows(
      ['借款编号', data.loan],
      ['借款人', data.borrower.name],
      ['逾期起始日', overdue.since],
      ['统计截止日', data.overdueAsOf],
      ['逾期天数', `${overdue.days} 天`],
      ['逾期期次', overdue.instalments.map((number) => `第 ${number} 期`).join('、')],
      ['逾期本金', yuan(overdue.principal)],
      ['逾期利息', yuan(overdue.interest)],
      ['罚息', yuan(overdue.defaultInterest)],
    ),
    text(`罚息按逾期本金、年罚息率 ${percent(data.terms.defaultRate)}、每年 360 天逐期计算，四舍五入到分。`),
  ]);
}

export function accelerationPaper({ data, accelerated, claim }: LoanCase): Paper {
  const { acceleration, borrower, lender } = data;
  const { beforeAcceleration } = claim.parts;
  return paper(`TQDQ-${data.loan}`, at(acceleration.on, acceleration.clock), [
    title('借款提前到期通知书'),
    text(`${borrower.name}：`),
    text(
      `您与本行签订的编号为 ${contractNumber(data.loan)} 的《个人消费借款合同》，因您未按期足额还款，已符合合同${ACCELERATION_CLAUSE}约定的提前到期条件。本行现通知您：`,
    ),
    text(`一、全部借款于 ${inChinese(acceleration.dueDate)}提前到期。`),
    text(
      `二、请您于该日前清偿本金 ${yuan(claim.principal)}、利息 ${yuan(claim.interest)}、罚息 ${yuan(beforeAcceleration)}，合计 ${yuan(accelerated)}（${inWords(accelerated)}）。`,
    ),
    text(
      `三、逾期未清偿的，本行将依合同约定提交仲裁，并自到期日起对全部剩余本金按年利率 ${percent(data.terms.defaultRate)} 计收罚息。`,
    ),
    text(`如有异议，请在收到本通知后五日内联系：${lender.email}。`),
    space(10),
    rows(
      ['通知方式', channelName(acceleration.channel)],
      ['通知人', lender.name],
      ['通知时间', `${acceleration.on} ${acceleration.clock}（UTC+8）`],
    ),
  ]);
}

export function claimFormula({ data, claim }: LoanCase): string {
  const { parts } = claim;
  const { terms, acceleration, claim: cut } = data;
  return [
    `本金 = 提前到期日剩余本金 ${grouped(claim.principal)}`,
    `利息 = 逾期各期利息 ${grouped(parts.overdueInterest)} + 未到期本金 × ${percent(terms.annualRate)} ÷ 360 × ${parts.currentDays} 天（得 ${grouped(parts.currentInterest)}）`,
    `罚息 = 到期前逾期本金罚息 ${grouped(parts.beforeAcceleration)} + ${grouped(claim.principal)} × ${percent(terms.defaultRate)} ÷ 360 × ${parts.daysAfter} 天（${acceleration.dueDate} 至 ${cut.cutOff}，得 ${grouped(parts.afterAcceleration)}）`,
    `此后罚息以 ${grouped(claim.principal)} 为基数，按 ${percent(terms.defaultRate)} ÷ 360 逐日计算至清偿之日`,
  ].join('；\n');
}

export function calculationPaper(loan: LoanCase): Paper {
  const { data, claim, total } = loan;
  return paper(`JS-${data.loan}`, at(data.claim.cutOff, '18:00:00'), [
    title('请求金额计算表'),
    rows(['借款编号', data.loan], ['计算截止日', data.claim.cutOff]),
    {
      kind: 'table',
      columns: [
        { title: '项目', share: 2 },
        { title: '金额（元）', share: 2, align: 'right' },
      ],
      rows: [
        ['剩余本金', grouped(claim.principal)],
        ['利息', grouped(claim.interest)],
        ['罚息', grouped(claim.defaultInterest)],
        ['维权费用', grouped(cents(data.claim.costs))],
        ['合计', grouped(total)],
      ],
    },
    heading('计算公式'),
    ...claimFormula(loan)
      .split('；\n')
      .map((line) => text(`${line}。`)),
  ]);
}

export function requests({ data, claim, total }: LoanCase): string[] {
  const { cutOff, costs } = data.claim;
  return [
    `裁决被申请人偿还借款本金 ${yuan(claim.principal)}`,
    `裁决被申请人支付截至 ${inChinese(cutOff)}的利息 ${yuan(claim.interest)}、罚息 ${yuan(claim.defaultInterest)}，以及自次日起以 ${yuan(claim.principal)}为基数、按年利率 ${percent(data.terms.defaultRate)} 计算至实际清偿之日的罚息`,
    `裁决被申请人承担维权费用 ${yuan(cents(costs))}（以上暂计 ${yuan(total)}）`,
    '本案仲裁费用由被申请人承担',
  ];
}

export function facts({ data, principal, overdue }: LoanCase): string {
  const { terms, acceleration } = data;
  return `${inChinese(terms.signed)}，双方签订《个人消费借款合同》，约定借款 ${yuan(principal)}，期限 ${terms.months} 个月，年利率 ${percent(terms.annualRate)}，等额本息还款。${inChinese(terms.starts)}，申请人放款。被申请人自 ${inChinese(overdue.since)}起逾期，经多次催收未能清偿。申请人依据合同${ACCELERATION_CLAUSE}，于 ${inChinese(acceleration.on)}通知借款于 ${inChinese(acceleration.dueDate)}提前到期，被申请人仍未清偿。`;
}

export function requestPaper(loan: LoanCase): Paper {
  const { data } = loan;
  return paper(`SQ-${data.loan}`, at(data.claim.filed, '10:12:00'), [
    title('仲裁申请书'),
    rows(['申请人', data.lender.name], ['被申请人', data.borrower.name], ['仲裁机构', data.commission]),
    heading('仲裁请求'),
    ...requests(loan).map((line, index) => text(`${index + 1}. ${line}。`)),
    heading('事实与理由'),
    text(facts(loan)),
    heading('仲裁依据'),
    text(`双方签有仲裁协议：${arbitrationClause(loan)}`),
    space(8),
    rows(
      ['申请人', data.lender.name],
      ['委托代理人', '赵代理（一般授权）'],
      ['日期', inChinese(data.claim.filed)],
    ),
  ]);
}

export function servicePaper({ data }: LoanCase): Paper {
  const last = data.service.at(-1);
  const outcome: Record<string, string> = {
    opened: '已打开',
    arrived: '已到达',
    bounced: '被退回',
    sent: '已发送',
  };
  return paper(`SD-${data.loan}`, at(addDays(last?.on ?? data.claim.filed, 1), '09:00:00'), [
    title('电子送达记录单'),
    rows(
      ['送达文件', '仲裁通知书、仲裁申请书副本、证据材料、仲裁规则'],
      ['受送达人', data.borrower.name],
      ['送达地址', data.borrower.email],
      ['地址来源', '送达地址确认书'],
      ['送达平台', SERVICE_PLATFORM],
    ),
    {
      kind: 'table',
      columns: [
        { title: '时间（UTC+8）', share: 3 },
        { title: '事件', share: 2 },
        { title: '说明', share: 4 },
      ],
      rows: data.service.map(({ on, clock, event, reason }) => [
        clockText(at(on, clock)),
        outcome[event] ?? event,
        reason ?? '平台自动记录',
      ]),
    },
    text(last?.event === 'bounced' ? '送达未成功，应当改用其他方式。' : '送达信息已到达受送达人确认的系统。'),
  ]);
}

export function answerPaper({ data }: LoanCase): Paper {
  const { answer, borrower } = data;
  return paper(`DB-${data.loan}`, at(answer.on, answer.clock), [
    title('答辩意见'),
    rows(['答辩人', borrower.name], ['日期', inChinese(answer.on)]),
    text(answer.text),
    heading('质证意见'),
    ...answer.objections.map(({ item, text: content }, index) => text(`${index + 1}. ${item}：${content}`)),
    space(8),
    small('由答辩人通过用户端自行提交。'),
  ]);
}
