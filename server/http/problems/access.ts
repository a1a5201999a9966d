/** Problems of organisations, certificates, tokens and quotas. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const ACCESS_PROBLEMS = {
  CONFLICT: {
    status: 409,
    title: { en: 'It is there already, or was changed meanwhile', zh: '已存在或已被他人修改' },
    remedy: { en: 'Look at what stands now, then decide again.', zh: '请查看当前状态后再作决定。' },
  },
  CERTIFICATE_REFUSED: {
    status: 422,
    title: { en: 'The certificate cannot be registered', zh: '证书无法登记' },
    remedy: {
      en: 'Send a PEM certificate for this use that leads to one of the anchors in /log/trust.json, with the authorities between.',
      zh: '请提交适用于该用途、可追溯至 /log/trust.json 中信任锚的 PEM 证书及其中间证书。',
    },
  },
  QUOTA_EXCEEDED: {
    status: 429,
    title: { en: "The organisation's quota for today is used up", zh: '机构当日配额已用尽' },
    remedy: {
      en: 'Wait for the seconds in Retry-After (midnight UTC), or have the quota raised.',
      zh: '请等待 Retry-After 所示秒数（UTC 零点），或申请提高配额。',
    },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
