/**
 * Who may do what: role, action, ownership, as data. Every route names its action, and `authorise` decides by this table alone.
 * docs/access.md is generated from it (npx tsx scripts/gen-access.ts).
 */
import type { Role } from '../../ports/caller.ts';

/** `own`: what belongs to the caller; the rest does not exist for them. `any`: whoever it belongs to. */
export type Reach = 'never' | 'own' | 'any';

export interface Row {
  readonly about: Readonly<Record<'en' | 'zh', string>>;
  /** `everyone`: no caller is asked for. */
  readonly open: boolean;
  readonly own: readonly Role[];
  readonly any: readonly Role[];
}

interface Reaches {
  readonly own?: readonly Role[];
  readonly any?: readonly Role[];
}

const row = (en: string, zh: string, { own = [], any = [] }: Reaches): Row => ({
  about: { en, zh },
  open: false,
  own,
  any,
});

const everyone = (en: string, zh: string): Row => ({ about: { en, zh }, open: true, own: [], any: [] });

const EVERY_ROLE: readonly Role[] = ['bank', 'user', 'arbitrator', 'secretary', 'supervisor', 'operator'];

/** One action a line, by feature. */
export const MATRIX = {
  'token.request': everyone('Ask for a bearer token', '申请访问令牌'),
  'log.read': everyone('Read the public log', '读取公开日志'),
  'service.read': everyone('Read what the service says of itself', '读取服务信息'),
  'time.stamp': everyone('Have a digest time-stamped', '申请可信时间戳'),
  'evidence.verify': everyone('Verify a package or receipt', '核验证据包或凭证'),
  'metrics.read': row('Read the figures', '读取运行指标', { any: ['bank', 'operator'] }),

  'evidence.file': row('File evidence', '提交存证', { own: ['bank'] }),
  'evidence.search': row('Search and export what was filed', '检索与导出存证', { own: ['bank'] }),
  'filing.watch': row('See filings by the minute and what waits', '查看每分钟提交量与待处理项', {
    own: ['bank'],
    any: ['operator'],
  }),
  'filing.refused': row('See which filings were refused, and why', '查看被拒绝的提交及原因', {
    own: ['bank'],
  }),
  'webhook.manage': row('Set up webhooks', '管理事件通知', { own: ['bank', 'secretary'] }),
  'event.read': row('Follow events', '订阅事件', { own: ['bank', 'secretary'] }),
  'document.upload': row('Upload documents in parts, to be filed', '分段上传待存证文书', {
    own: ['bank', 'user'],
  }),
  'evidence.read': row('Read records and their state', '查阅存证记录', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),
  'document.read': row('Read documents', '查阅文书原件', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),
  'receipt.read': row('Download receipts', '下载存证凭证', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),
  'receipt.check': everyone('Look up what is public of a receipt', '查询凭证的公开状态'),
  'package.build': row('Build and download evidence packages', '生成并下载证据包', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),

  'job.read': row('Follow jobs', '查询任务进度', {
    own: ['bank', 'user', 'arbitrator', 'secretary', 'operator'],
    any: ['supervisor'],
  }),
  'job.cancel': row('Cancel jobs', '取消任务', {
    own: ['bank', 'user', 'arbitrator', 'secretary', 'operator'],
  }),

  'case.create': row('Draft and open cases, singly or in bulk', '起草并提起案件（单个或批量）', {
    own: ['bank'],
  }),
  'case.edit': row('Change the draft of a case', '修改案件草稿', { own: ['bank'] }),
  'case.read': row('Read cases', '查阅案件', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),
  'case.step': row('Take a step of a case (docs/cases.md says which)', '推进案件步骤（见 docs/cases.md）', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
  }),
  'case.file': row('File documents to a case', '向案件提交文书', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
  }),
  'case.assign': row('Record the assignment of a claim', '登记债权转让', { own: ['bank'] }),
  'case.administer': row('Number a case, set its tribunal and its dates', '编定案号、组庭、设定期限', {
    own: ['secretary'],
  }),
  'case.deliberate': row("Keep the tribunal's notes", '记录仲裁庭笔记', { own: ['arbitrator', 'secretary'] }),
  'case.ask': row('Ask the parties, admit and exclude evidence', '向当事人提问、采信或排除证据', {
    own: ['arbitrator', 'secretary'],
  }),
  'case.reply': row("Answer the tribunal's questions", '回答仲裁庭提问', { own: ['bank', 'user'] }),

  'retention.read': row('Read how long items must be kept, and legal holds', '查阅保存期限与法律保全', {
    own: ['bank', 'user', 'arbitrator', 'secretary'],
    any: ['supervisor'],
  }),
  'hold.set': row('Set legal holds', '设置法律保全', { own: ['bank', 'user', 'secretary'] }),
  'hold.lift': row('Lift legal holds that one has set', '解除自行设置的法律保全', {
    own: ['bank', 'user', 'secretary'],
  }),
  'erasure.request': row('Ask for erasure', '申请删除', { own: ['bank', 'user'] }),
  'erasure.decide': row('Decide on erasure', '决定是否删除', { own: ['bank'] }),
  'erasure.read': row('Follow erasures', '查询删除进度', { own: ['bank', 'user'], any: ['supervisor'] }),
  'keys.rotate': row('Change the key-encryption key', '更换密钥加密密钥', { any: ['operator'] }),
  'custody.read': row('Read the custody log', '查阅保管日志', {
    own: ['bank', 'user', 'arbitrator', 'secretary', 'operator'],
    any: ['supervisor'],
  }),

  'session.open': everyone('Sign in, take an invitation', '登录、接受邀请'),
  'account.read': row('See the own account and session', '查看本人账户与会话', { own: EVERY_ROLE }),
  'account.change': row('Keep the own passkeys and sessions', '管理本人通行密钥与会话', { own: EVERY_ROLE }),
  'loan.invite': row('Invite the borrower of a loan', '邀请借款人', { own: ['bank'] }),
  'staff.invite': row('Invite people of the own organisation', '邀请本机构人员', {
    own: ['bank', 'secretary', 'operator'],
  }),
  'invitation.read': row('List invitations', '查询邀请', { own: ['bank', 'secretary', 'operator'] }),
  'invitation.withdraw': row('Withdraw an invitation', '撤回邀请', {
    own: ['bank', 'secretary', 'operator'],
  }),
  'people.read': row('List the people of the own organisation', '查询本机构人员', {
    own: ['bank', 'secretary', 'operator'],
  }),
  'people.end': row("End the account of one of the organisation's people", '终止本机构人员账户', {
    own: ['bank', 'secretary'],
    any: ['operator'],
  }),
  'loan.read': row('See the loans one is bound to', '查看本人借款', { own: ['user'] }),
  'evidence.countersign': row("Countersign a statement with the device's key", '以设备密钥会签', {
    own: ['user'],
  }),
  'evidence.object': row('Object to an item', '对存证提出异议', { own: ['user'] }),
  'counter.file': row('File an answer and counter-evidence', '提交答辩与反证', { own: ['user'] }),

  'organisation.read': row('See the own organisation, its certificates and use', '查看本机构、证书与用量', {
    own: ['bank', 'secretary'],
    any: ['operator'],
  }),
  'operation.watch': row('See jobs and the change of the key-encryption key', '查看任务与密钥更换进度', {
    any: ['operator'],
  }),
  'organisation.manage': row('Register organisations, set scopes and quotas', '管理机构、权限范围与配额', {
    any: ['operator'],
  }),
  'certificate.manage': row('Register and withdraw certificates', '登记与吊销证书', { any: ['operator'] }),
  'custody.verify': row('Look at and verify any custody log', '查看并核验任一保管日志', {
    any: ['operator'],
  }),
} as const satisfies Readonly<Record<string, Row>>;

export type Action = keyof typeof MATRIX;

export const ACTIONS = Object.keys(MATRIX) as readonly Action[];

/** @returns how far the role reaches with the action; `any` for everybody where no caller is asked for */
export function reachOf(action: Action, role: Role): Reach {
  const { open, own, any }: Row = MATRIX[action];
  if (open || any.includes(role)) return 'any';
  return own.includes(role) ? 'own' : 'never';
}
