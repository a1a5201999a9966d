/** The loan contract. Clauses that bear on the borrower are set off, as a careful lender sets them off. */
import { addMonths, at, inChinese } from '../calendar.ts';
import type { LoanCase } from '../loan-case.ts';
import { grouped, inWords, percent } from '../money.ts';
import type { Block, Paper } from '../pdf/model.ts';
import { ARBITRATION_RULES, CONTRACT_TEMPLATE, contractNumber, EVIDENCE_SERVICE } from './names.ts';
import { alert, heading, paper, rows, small, space, strong, text, title } from './paper.ts';

export function arbitrationClause({ data }: LoanCase): string {
  return `因本合同引起的或与本合同有关的一切争议，各方同意提交${data.commission}，按照${ARBITRATION_RULES}进行仲裁；各方同意仲裁程序通过信息网络在线进行。仲裁裁决是终局的，对各方均有约束力。`;
}

export const ACCELERATION_CLAUSE = '第八条第二款';

function parties({ data }: LoanCase): Block[] {
  const { lender, borrower } = data;
  return [
    heading('合同当事人'),
    rows(
      ['贷款人（甲方）', lender.name],
      ['住所', lender.address],
      ['电子邮箱', lender.email],
      ['借款人（乙方）', borrower.name],
      ['证件类型及号码', `居民身份证 ${borrower.idNumber}`],
      ['手机号码', borrower.mobile],
      ['电子邮箱', borrower.email],
      ['住址', borrower.address],
    ),
    text(
      '甲乙双方根据《中华人民共和国民法典》及有关法律、法规，在平等、自愿、协商一致的基础上，就乙方向甲方借款事宜订立本合同，共同遵守。本合同以数据电文形式订立，与纸质合同具有同等效力。',
    ),
    strong('乙方在签署前应当通读全部条款。以红色标示的条款与乙方有重大利害关系，请特别注意。'),
  ];
}

function money({ data, principal, schedule }: LoanCase): Block[] {
  const { terms, borrower } = data;
  const first = schedule[0];
  const monthly = (first?.principal ?? 0n) + (first?.interest ?? 0n);
  return [
    heading('第一条　借款金额与用途'),
    text(`1. 借款本金为人民币 ${grouped(principal)} 元（大写：${inWords(principal)}）。币种为人民币。`),
    text(`2. 借款用途为：${terms.purpose}。乙方不得将借款用于购房、股票、期货及其他法律禁止的用途。`),
    heading('第二条　借款期限'),
    text(
      `借款期限为 ${terms.months} 个月，自 ${inChinese(terms.starts)}起至 ${inChinese(addMonths(terms.starts, terms.months))}止。实际放款日与约定起始日不一致的，以实际放款日为准，到期日相应调整。`,
    ),
    heading('第三条　利率、费用与综合成本'),
    alert(
      `1. 借款年利率（单利）为 ${percent(terms.annualRate)}，按月计息，月利率为年利率除以 12。除利息外，甲方不收取手续费、服务费、管理费等任何费用，年化综合成本与年利率一致。`,
    ),
    alert('2. 利息自实际放款之日起按实际放款金额计算。甲方不得预先在本金中扣除利息。'),
    heading('第四条　放款'),
    text(
      `1. 乙方提出提款申请并经甲方审核通过后，甲方将借款一次性划入乙方本人名下账户：${borrower.cardIssuer}，尾号 ${borrower.card.slice(-4)}。`,
    ),
    text('2. 款项划入上述账户即视为甲方完成放款义务，乙方对该笔借款承担还本付息责任。'),
    heading('第五条　还款'),
    text(
      `1. 还款方式为等额本息，分 ${terms.months} 期归还，每期应还约 ${grouped(monthly)} 元，末期金额因四舍五入略有差异，以还款计划表为准。还款日为放款日次月起每月 ${Number(terms.starts.slice(8))} 日。`,
    ),
    text('2. 乙方授权甲方于还款日从约定账户扣收当期款项。乙方也可以通过转账方式主动还款。'),
    text(
      '3. 乙方的还款不足以清偿全部到期债务的，依次抵充实现债权的费用、罚息、利息、本金，并先抵充先到期的债务。',
    ),
    text('4. 乙方可以提前归还部分或者全部借款。提前还款的，利息按实际借款期间计算，甲方不收取违约金。'),
  ];
}

function duties(): Block[] {
  return [
    heading('第六条　乙方的陈述与保证'),
    text('1. 乙方具有完全民事行为能力，所提供的身份、职业、收入、负债等信息真实、完整、有效。'),
    text('2. 乙方以本人身份、通过本人实名认证的设备订立本合同，身份核验、活体检测及签署操作均由本人完成。'),
    text('3. 乙方的联系方式、住址、职业发生变化的，应当在五日内通知甲方。'),
    heading('第七条　甲方的义务'),
    text('1. 按照约定的金额、时间和方式发放借款。'),
    text('2. 对乙方的个人信息依法保密，仅在乙方授权的目的和范围内处理。'),
    text('3. 应乙方要求，及时提供还款计划、还款记录、结清证明和本合同的电子文本。'),
    text('4. 以合理方式催收。不得采用骚扰、威胁、侮辱等方式，不得向与债务无关的第三人催收。'),
  ];
}

function breach({ data }: LoanCase): Block[] {
  return [
    heading('第八条　违约责任与提前到期'),
    alert(
      `1. 乙方未按期归还借款本金的，自逾期之日起，甲方对逾期本金按年利率 ${percent(data.terms.defaultRate)} 计收罚息，直至清偿之日。日罚息率为年罚息率除以 360。对未付利息不计收复利。`,
    ),
    alert(
      '2. 乙方连续两期或者累计三期未足额还款的，甲方有权宣布全部未到期借款提前到期，并以本合同约定的送达方式通知乙方。自通知载明的到期日起，乙方应当清偿全部剩余本金、期内利息和罚息，甲方对全部剩余本金按前款标准计收罚息。',
    ),
    alert('3. 因乙方违约致使甲方采取仲裁等方式实现债权的，乙方应当承担甲方为此支付的合理费用。'),
    text('4. 甲方未按约定发放借款或者违法处理乙方个人信息的，应当赔偿乙方因此受到的损失。'),
    heading('第九条　送达'),
    alert(
      `1. 乙方确认以下地址为本合同履行及争议解决（包括仲裁、调解和执行程序）的送达地址：手机 ${data.borrower.mobile}；电子邮箱 ${data.borrower.email}；住址 ${data.borrower.address}。`,
    ),
    text(
      '2. 以电子方式送达的，送达信息到达上述系统之日为送达日。被系统退回的，不视为送达，应当改用其他方式。',
    ),
    text('3. 乙方变更送达地址的，应当书面或者通过甲方应用通知甲方；进入仲裁程序后，还应当通知仲裁机构。'),
  ];
}

function evidence(loan: LoanCase): Block[] {
  return [
    heading('第十条　电子数据与存证'),
    text(
      `1. 双方同意，本合同的订立和履行所产生的电子数据，采用${EVIDENCE_SERVICE}进行存证：对数据计算 SHA-256 与 SM3 摘要，由提交方签名，记入由银行、用户方、仲裁机构三方各自保存并签署的只追加日志，并加盖时间戳。`,
    ),
    text(
      '2. 经上述方式保存，并能通过公开的核验工具验证一致的电子数据，双方同意作为认定事实的依据；对方有相反证据足以推翻的除外。',
    ),
    text('3. 乙方有权随时获取存证凭证，并有权以同等方式提交自己的证据。'),
    heading('第十一条　争议解决'),
    alert(arbitrationClause(loan)),
    text(
      '仲裁协议另行签署，与本条内容一致，并独立存在。本合同的变更、解除、终止、无效或者被撤销，不影响仲裁协议的效力。',
    ),
    heading('第十二条　债权转让'),
    text(
      '甲方转让本合同项下债权的，应当通知乙方。未经通知，该转让对乙方不发生效力。乙方对原债权人的抗辩，可以向受让人主张。',
    ),
    heading('第十三条　个人信息保护'),
    text(
      '1. 甲方依据乙方单独签署的授权书处理乙方的个人信息。敏感个人信息仅用于身份核验、风险评估和争议解决。',
    ),
    text(
      '2. 甲方向仲裁机构和存证服务提供方提供个人信息的，以争议解决和存证所必需为限；存证日志不记载个人信息。',
    ),
    text('3. 借款结清且法定保存期限届满后，甲方应当删除乙方的个人信息，法律另有规定的除外。'),
    heading('第十四条　附则'),
    text('1. 本合同自双方电子签署之日起成立，自放款之日起生效。'),
    text('2. 还款计划表、提款申请、送达地址确认书、仲裁协议是本合同的组成部分。'),
    text('3. 本合同未尽事宜，由双方协商并签署补充协议；补充协议与本合同具有同等效力。'),
    text(`4. 本合同适用中华人民共和国法律。合同模板版本：${CONTRACT_TEMPLATE}。`),
  ];
}

export function contractPaper(loan: LoanCase): Paper {
  const { loan: number, lender, borrower, terms } = loan.data;
  const signed = at(terms.signed, '19:43:20');
  return paper(contractNumber(number), signed, [
    title('个人消费借款合同'),
    rows(['合同编号', contractNumber(number)], ['借款编号', number], ['签订日期', inChinese(terms.signed)]),
    ...parties(loan),
    ...money(loan),
    ...duties(),
    ...breach(loan),
    ...evidence(loan),
    heading('签署'),
    rows(
      ['甲方', `${lender.name}（电子印章）`],
      ['签署时间', `${terms.signed} 19:43:21（UTC+8）`],
      ['乙方', `${borrower.name}（短信验证码与人脸验证后确认签署）`],
      ['签署时间', `${terms.signed} 19:43:20（UTC+8）`],
    ),
    space(6),
    small('乙方的签署方式为平台记录的点击确认，不是数字证书签名。签署过程见签署过程记录。'),
  ]);
}
