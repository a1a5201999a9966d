/** What the borrower agreed to before the contract: data protection, credit bureau, evidence, arbitration, service of process. */
import { addDays, at, inChinese } from '../calendar.ts';
import type { LoanCase } from '../loan-case.ts';
import type { Paper } from '../pdf/model.ts';
import { arbitrationClause } from './contract.ts';
import {
  ARBITRATION_RULES,
  CREDIT_BUREAU,
  contractNumber,
  EVIDENCE_SERVICE,
  IDENTITY_PROVIDER,
} from './names.ts';
import { alert, heading, paper, rows, space, strong, text, title } from './paper.ts';

const PRIVACY_VERSION = 'PRIVACY-2024-06';
const SEPARATE_VERSION = 'SEPARATE-2024-06';
export const CONSENT_VERSIONS = { privacy: PRIVACY_VERSION, separate: SEPARATE_VERSION } as const;

export function privacyConsent({ data }: LoanCase): Paper {
  const { borrower, lender, terms } = data;
  return paper(PRIVACY_VERSION, at(terms.applied, '20:10:05'), [
    title('个人信息处理授权书'),
    rows(['授权人', borrower.name], ['被授权人', lender.name], ['版本', PRIVACY_VERSION]),
    heading('一、处理的信息与目的'),
    text('1. 姓名、证件信息、手机号码：用于实名认证和合同订立。'),
    text('2. 职业、收入、负债信息：用于评估还款能力。'),
    text('3. 银行账户信息：用于放款和还款。'),
    text('4. 设备信息、操作记录：用于账户安全和争议解决时的举证。'),
    heading('二、保存期限'),
    text('自借款结清之日起保存十年；法律、行政法规另有规定的，从其规定。期限届满后删除。'),
    heading('三、您的权利'),
    text('您有权查阅、复制、更正您的个人信息，有权撤回同意。撤回同意不影响撤回前已经进行的处理。'),
    space(8),
    rows(['同意方式', '点击“同意并继续”'], ['同意时间', `${terms.applied} 20:10:05（UTC+8）`]),
  ]);
}

export function separateConsent({ data }: LoanCase): Paper {
  const { borrower, commission, terms } = data;
  return paper(SEPARATE_VERSION, at(terms.applied, '20:10:48'), [
    title('敏感个人信息及对外提供单独同意书'),
    rows(['授权人', borrower.name], ['版本', SEPARATE_VERSION]),
    heading('一、敏感个人信息'),
    alert(
      '您的证件号码、人脸信息、金融账户属于敏感个人信息，一旦泄露可能危害人身和财产安全。我们仅为身份核验、放款还款和争议解决所必需而处理。',
    ),
    heading('二、向其他处理者提供'),
    text(`1. ${IDENTITY_PROVIDER}：证件号码、人脸信息，用于身份核验和活体检测。`),
    text(`2. ${EVIDENCE_SERVICE}：上述资料的加密原文与摘要，用于存证。日志只含摘要，不含个人信息。`),
    text(`3. ${commission}：发生争议时，为仲裁所必需的证据材料。`),
    space(8),
    strong('本同意书与其他文件分别展示、分别确认，您可以拒绝。'),
    rows(['同意方式', '单独弹窗内点击“单独同意”'], ['同意时间', `${terms.applied} 20:10:48（UTC+8）`]),
  ]);
}

export function creditAuthorisation({ data }: LoanCase): Paper {
  const { borrower, lender, terms } = data;
  return paper(`CR-${data.loan}`, at(terms.applied, '20:18:20'), [
    title('征信查询授权书'),
    rows(['授权人', borrower.name], ['被授权人', lender.name], ['征信机构', CREDIT_BUREAU]),
    text(
      '授权人同意被授权人为审核借款申请和贷后管理之目的，向上述征信机构查询授权人的信用报告，并依法报送授权人的借款和还款信息。',
    ),
    rows(
      ['授权期限', `${inChinese(terms.applied)}至${inChinese(addDays(terms.applied, 365))}`],
      ['授权时间', `${terms.applied} 20:18:20（UTC+8）`],
    ),
  ]);
}

export function evidenceClause({ data }: LoanCase): Paper {
  const { borrower, lender, terms } = data;
  return paper(`EV-${data.loan}`, at(terms.signed, '19:31:10'), [
    title('电子数据存证约定'),
    rows(['甲方', lender.name], ['乙方', borrower.name], ['关联合同', contractNumber(data.loan)]),
    heading('一、存证服务'),
    text(
      `双方约定由${EVIDENCE_SERVICE}保存借款订立和履行过程中的电子数据。银行、用户方、仲裁机构各持一份日志，各以自己的密钥签署检查点。`,
    ),
    heading('二、算法与密钥'),
    text(
      '摘要算法为 SHA-256 与 SM3；提交方签名算法为 ES256；三方检查点签名算法为 Ed25519 与 ML-DSA-44；时间戳遵循 RFC 3161。各方公钥在证据包的信任资料中列明。',
    ),
    heading('三、核验'),
    text(
      '任何一方均可在断开网络的条件下，用随证据包提供的核验工具，或者按照公开的规范自行编写的工具核验。核验一致只说明数据自存证后未被篡改，不说明其内容真实。',
    ),
    heading('四、保存期限'),
    text('自借款结清之日起十年。期满销毁原文和密钥，保留不含个人信息的证明。'),
    rows(['确认时间', `${terms.signed} 19:31:10（UTC+8）`]),
  ]);
}

export function arbitrationAgreement(loan: LoanCase): Paper {
  const { borrower, lender, terms, commission } = loan.data;
  return paper(`ARB-${loan.data.loan}`, at(terms.signed, '19:33:05'), [
    title('仲裁协议'),
    rows(
      ['甲方', lender.name],
      ['乙方', borrower.name],
      ['关联合同', contractNumber(loan.data.loan)],
      ['仲裁机构', commission],
      ['仲裁规则', ARBITRATION_RULES],
    ),
    heading('一、请求仲裁的意思表示'),
    text('双方自愿将争议提交仲裁，不向人民法院起诉。'),
    heading('二、仲裁事项与仲裁机构'),
    alert(arbitrationClause(loan)),
    heading('三、在线程序'),
    text(
      '双方同意通过信息网络进行立案、送达、举证、质证、开庭和文书送达。任何一方有合理理由的，可以请求仲裁庭改为线下进行。',
    ),
    heading('四、独立性'),
    text('本协议独立于借款合同。借款合同的变更、解除、终止、无效或者被撤销，不影响本协议的效力。'),
    space(8),
    strong('本协议单独展示、单独确认。'),
    rows(['乙方确认', '阅读后点击“同意仲裁”'], ['确认时间', `${terms.signed} 19:33:05（UTC+8）`]),
  ]);
}

export function addressConfirmation({ data }: LoanCase): Paper {
  const { borrower, terms } = data;
  return paper(`ADDR-${data.loan}`, at(terms.signed, '19:35:40'), [
    title('送达地址确认书'),
    rows(
      ['确认人', borrower.name],
      ['电子邮箱', `${borrower.email}（验证码已校验）`],
      ['手机短信', `${borrower.mobile}（验证码已校验）`],
      ['邮寄地址', borrower.address],
    ),
    heading('一、适用范围'),
    text('本确认书适用于合同履行中的通知，以及仲裁、调解和执行程序中的文书送达。'),
    heading('二、电子送达'),
    alert(
      '确认人同意以上述电子邮箱和手机短信接收法律文书。文书到达上述系统之日为送达日；被退回的，不视为送达。',
    ),
    heading('三、变更'),
    text(
      '地址变更的，应当在变更后三日内通知对方；仲裁程序中还应当通知仲裁机构。未通知的，按原地址送达视为送达。',
    ),
    rows(['确认时间', `${terms.signed} 19:35:40（UTC+8）`]),
  ]);
}
