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

/** One action a line, by feature. */
export const MATRIX = {
  'token.request': everyone('Ask for a bearer token', '申请访问令牌'),
  'log.read': everyone('Read the public log', '读取公开日志'),
  'service.read': everyone('Read what the service says of itself', '读取服务信息'),
  'time.stamp': everyone('Have a digest time-stamped', '申请可信时间戳'),
  'evidence.verify': everyone('Verify a package or receipt', '核验证据包或凭证'),
  'metrics.read': row('Read the figures', '读取运行指标', { any: ['bank', 'operator'] }),

  'evidence.file': row('File evidence', '提交存证', { own: ['bank'] }),
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

  'custody.read': row('Read the custody log', '查阅保管日志', {
    own: ['bank', 'user', 'arbitrator', 'secretary', 'operator'],
    any: ['supervisor'],
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
