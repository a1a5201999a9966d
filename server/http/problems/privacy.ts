/** Problems of retention, legal holds and erasure. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const PRIVACY_PROBLEMS = {
  RETENTION_NOT_EXPIRED: {
    status: 409,
    title: { en: 'The item must still be kept', zh: '保存期限尚未届满' },
    remedy: {
      en: 'Wait until `kept_until`; meanwhile the law allows storing and protecting it alone (PIPL article 47). A clock that has not started waits for the CLOSE record.',
      zh: '请待 `kept_until` 之后再申请；在此期间依个人信息保护法第四十七条仅可存储并采取安全保护措施。尚未起算的期限须待结清记录（CLOSE）提交。',
    },
  },
  LEGAL_HOLD: {
    status: 409,
    title: { en: 'The item is under a legal hold', zh: '存证处于法律保全状态' },
    remedy: {
      en: 'Ask the party that set the hold to lift it.',
      zh: '请联系设置保全的一方解除保全。',
    },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
