/** Codes of the checks of content; part of the closed list in `codes.ts`. */
export const LOAN_CODES = {
  // What is not there
  NOT_FILED: [
    'No item of type {type} is in the loan up to the closing checkpoint.',
    '截至封存检查点，该笔贷款没有 {type} 类存证。',
  ],
  CONTENT_WITHHELD: [
    'The content of items {items} is withheld; {type} may be among them.',
    '第 {items} 项存证的内容未予披露，{type} 可能在其中。',
  ],
  ITEMS_WITHHELD: ['The content of items {items} is withheld.', '第 {items} 项存证的内容未予披露。'],
  FIELD_WITHHELD: ['The field {field} of {item} is withheld.', '{item} 的字段 {field} 未予披露。'],
  FIELD_NOT_GIVEN: ['{item} does not state {field}.', '{item} 未载明 {field}。'],
  NEEDS_PACKAGE: [
    'Points of law are assessed over a whole loan; that needs a package.',
    '法律问题须就整笔贷款核对，需要证据包。',
  ],
  REFERENCE_UNKNOWN: [
    '{item} rests on items that are not in the loan: {missing}.',
    '{item} 所依据的存证不在该笔贷款中：{missing}。',
  ],
  PARTY_DIFFERS: [
    '{item} names {found} where the contract has {expected} ({role}).',
    '{item} 所载 {role} 为 {found}，合同为 {expected}。',
  ],

  // Who signed
  IDENTITY_LINK_MISSING: [
    'The link "{link}" of the identity chain is missing: the identity of the signer is not established by this package.',
    '身份链缺少“{link}”环节：本证据包不足以证明签署人身份。',
  ],
  IDENTITY_NOT_PASSED: [
    'The link "{link}" of the identity chain did not pass ({item}, {field}: {found}).',
    '身份链的“{link}”环节未通过（{item}，{field}：{found}）。',
  ],
  SESSION_DIFFERS: [
    'The link "{link}" ({item}) belongs to session {found}, not to the signing session {expected}.',
    '“{link}”环节（{item}）属于会话 {found}，并非签署会话 {expected}。',
  ],
  IDENTITY_DIGEST_DIFFERS: [
    'The link "{link}" ({item}) is about another text than the one that was signed.',
    '“{link}”环节（{item}）所涉文本与所签文本不同。',
  ],
  IDENTITY_LATE: [
    'The link "{link}" ({item}, {at}) is later than the signing act ({signedAt}).',
    '“{link}”环节（{item}，{at}）晚于签署行为（{signedAt}）。',
  ],
  ID_NUMBER_DIFFERS: [
    'The document number checked in {item} is not that of the borrower in {contract}.',
    '{item} 核验的证件号码与 {contract} 中借款人的证件号码不同。',
  ],
  PLATFORM_ATTESTED: [
    'The act of signing in {item} is attested by the platform only; the borrower used no key of their own.',
    '{item} 的签署行为仅由平台证明；借款人未使用自持密钥。',
  ],
  COUNTERSIGNATURE_INVALID: [
    'The countersignature {item} of the user does not hold: {rule}.',
    '用户会签 {item} 不成立：{rule}。',
  ],

  // Standard terms
  TICK_BOX_ONLY: [
    'Standard terms were shown with a tick box or pop-up only ({item}); that alone does not draw attention to them.',
    '格式条款仅以勾选或弹窗方式展示（{item}），仅此不足以认定已尽提示义务。',
  ],
  NO_CLAUSE_EMPHASISED: ['{item} names no clause that was emphasised.', '{item} 未载明任何重点提示的条款。'],
  READING_NOT_TRACED: [
    'The trace in {item} does not show that the clauses were before the reader (acts: {acts}).',
    '{item} 的交互轨迹未显示条款曾呈现于阅读者（操作：{acts}）。',
  ],

  // Arbitration agreement
  COMMISSION_NAME: [
    '{item} names "{found}", which is not a full name that the rule set knows; meant may be {expected}.',
    '{item} 载明的“{found}”不是规则集所知的仲裁机构全称；可能指 {expected}。',
  ],
  COMMISSION_UNKNOWN: [
    '{item} names "{found}", which the rule set does not know; compare the name with the register.',
    '{item} 载明的“{found}”不在规则集中，请与仲裁机构名录核对。',
  ],
  COMMISSION_DIFFERS: [
    'The request goes to {found}, the agreement names {expected}.',
    '仲裁申请向 {found} 提出，仲裁协议约定为 {expected}。',
  ],
  NOT_ACKNOWLEDGED: [
    'The arbitration agreement {item} was not acknowledged separately.',
    '仲裁协议 {item} 未经单独确认。',
  ],
  ONLINE_NOT_AGREED: ['{item} does not agree to an online procedure.', '{item} 未同意网上仲裁。'],
  BEFORE_DISPUTE: [
    'The request of {filed} was made before the loan was overdue ({since}).',
    '仲裁申请（{filed}）早于逾期之日（{since}）。',
  ],

  // Service and notice
  SERVICE_NOT_SHOWN: [
    'Service is not shown: {item} says {state} ({channel}).',
    '未能证明送达：{item} 显示 {state}（{channel}）。',
  ],
  SERVICE_OPEN: [
    'Whether it arrived is open: {item} says {state} ({channel}).',
    '是否到达未明：{item} 显示 {state}（{channel}）。',
  ],
  ADDRESS_NOT_AGREED: [
    'The address of {item} ({channel}) is not one that the borrower confirmed in {confirmation}.',
    '{item} 的送达地址（{channel}）不在 {confirmation} 确认的地址之列。',
  ],
  ADDRESS_SCOPE: [
    'The addresses of {item} were not confirmed for arbitration.',
    '{item} 确认的地址不适用于仲裁程序。',
  ],
  ADDRESS_LATE: [
    'The addresses of {confirmation} were confirmed ({confirmed}) only after {item} was sent ({sent}).',
    '{confirmation} 的地址确认时间（{confirmed}）晚于 {item} 的发送时间（{sent}）。',
  ],
  ADDRESS_NOT_PROVEN: [
    'Nothing shows that the address of {item} ({channel}) is controlled by the borrower.',
    '没有证据表明 {item} 的地址（{channel}）由借款人控制。',
  ],
  ADDRESS_NOT_ACTIVE: [
    'The address of {item} was last active on {active}, more than {months} months before {sent}.',
    '{item} 的地址最近活跃日为 {active}，距 {sent} 已逾 {months} 个月。',
  ],
  ACTIVITY_NOT_SHOWN: [
    '{item} does not state when the address was last active; {months} months before sending is asked for.',
    '{item} 未载明地址最近活跃日；应为发送前 {months} 个月内。',
  ],
  NOTICE_BOUNCED: [
    'The notice {item} did not reach the borrower ({channel}: {result}).',
    '通知 {item} 未到达借款人（{channel}：{result}）。',
  ],
  NOTICE_OPEN: [
    'Whether the notice {item} reached the borrower is open ({channel}: {result}).',
    '通知 {item} 是否到达借款人未明（{channel}：{result}）。',
  ],
  NOTICE_LATE: [
    'The notice {item} of {told} declares an earlier day, {due}.',
    '通知 {item}（{told}）所宣布的到期日 {due} 早于通知。',
  ],

  // Standing
  ASSIGNMENT_BROKEN: [
    'The assignment {item} is made by {found}, but the creditor was {expected}.',
    '债权转让 {item} 的转让人为 {found}，而当时的债权人为 {expected}。',
  ],
  ASSIGNMENT_NOT_NOTIFIED: [
    'The borrower was not shown to be told of the assignment {item} ({channel}: {result}).',
    '未能证明已将债权转让 {item} 通知借款人（{channel}：{result}）。',
  ],
  STANDING_NOT_SHOWN: [
    'The claimant {found} is not shown to be the creditor, who is {expected}.',
    '未能证明申请人 {found} 为债权人；债权人为 {expected}。',
  ],

  // Money
  CURRENCIES_DIFFER: ['The records name several currencies: {found}.', '记录涉及多种货币：{found}。'],
  DEDUCTED_IN_ADVANCE: [
    '{deducted} was deducted in advance: of {principal} only {net} was lent, and that sum bears interest and is owed.',
    '预先扣除 {deducted}：合同本金 {principal}，实际出借 {net}，应按实际出借数额返还并计息。',
  ],
  SUM_DIFFERS: [
    'The parts of {item} do not add up: {expected} and {found}.',
    '{item} 各项合计不符：{expected} 与 {found}。',
  ],
  BALANCE_BROKEN: [
    'The balance after {before} is {found}; from the one before it, {expected} follows.',
    '{before} 之后的剩余本金为 {found}，按前一余额应为 {expected}。',
  ],
  ALLOCATION_DIFFERS: [
    '{item} was taken for {found}; by the plan and the order agreed it is {expected}.',
    '{item} 的抵充为 {found}；按还款计划及约定顺序应为 {expected}。',
  ],
  PAID_EARLY: [
    '{item} paid an instalment before it was due and was taken for {found} instead of {expected}.',
    '{item} 提前归还未到期款项，抵充为 {found}，按计划为 {expected}。',
  ],
  TERMS_CHANGED: [
    '{item} changes the terms; what follows from it is not recomputed.',
    '{item} 变更了借款条件，其后的金额未予重算。',
  ],
  RATE_DIFFERS: [
    'Default interest is claimed at {found}; the contract has {expected}.',
    '请求的罚息年利率为 {found}，合同为 {expected}。',
  ],
  CLAIM_EXCEEDS: [
    'Of {part}, {claimed} is claimed; the records make it {recomputed}, {difference} less.',
    '{part} 请求 {claimed}，依记录重算为 {recomputed}，多请求 {difference}。',
  ],

  // Source and environment
  BARE_HASH: [
    '{item} says no more than that these bytes existed: no source is stated.',
    '{item} 仅证明该数据存在，未载明来源。',
  ],
  SELF_CHECK_FAILED: [
    'The system {system} had failed its self-check ({item}).',
    '系统 {system} 自检未通过（{item}）。',
  ],
  SELF_CHECK_NOT_GIVEN: [
    '{item} states no self-check of the system {system}.',
    '{item} 未载明系统 {system} 的自检结果。',
  ],
  CLOCK_UNSYNCHRONISED: [
    'The clock of {system} was not synchronised ({item}).',
    '系统 {system} 的时钟未同步（{item}）。',
  ],
  CLOCK_UNKNOWN: [
    'Whether the clock of {system} was synchronised is not known ({item}).',
    '系统 {system} 的时钟是否同步未知（{item}）。',
  ],

  // Legal check list
  LEGAL_NOT_MET: [
    'Line {line} (article {article}) is not met, by the checks {checks}.',
    '核对项 {line}（第 {article} 条）不满足，依据核验项 {checks}。',
  ],
  LEGAL_OPEN: [
    'Line {line} (article {article}) is not assessed, because of the checks {checks}.',
    '核对项 {line}（第 {article} 条）未能判断，原因在于核验项 {checks}。',
  ],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>;
