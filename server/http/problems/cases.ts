/** Problems of jobs, cases and kept packages. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const CASE_PROBLEMS = {
  PRECONDITION_REQUIRED: {
    status: 428,
    title: {
      en: 'The change does not say what it is based on',
      zh: '未说明修改所依据的版本',
    },
    remedy: {
      en: 'Read the case, and send its ETag as If-Match with the change.',
      zh: '请先读取案件，并在修改时以 If-Match 发送其 ETag。',
    },
  },
  VERSION_CONFLICT: {
    status: 412,
    title: { en: 'It has been changed in the meantime', zh: '内容已被他人修改' },
    remedy: {
      en: 'Read it again, look at what changed, and decide anew.',
      zh: '请重新读取，核对变更后再决定。',
    },
  },
  CASE_TRANSITION_REFUSED: {
    status: 409,
    title: { en: 'The case is not in a state for this', zh: '案件当前状态不允许此操作' },
    remedy: {
      en: 'Take one of the steps named in `allowed` (docs/cases.md).',
      zh: '请采取 `allowed` 所列步骤之一（见 docs/cases.md）。',
    },
  },
  CASE_GUARD_UNMET: {
    status: 409,
    title: { en: 'The case lacks what this step demands', zh: '案件尚不满足此步骤的条件' },
    remedy: {
      en: 'File or state what `unmet` names, then take the step again.',
      zh: '请补交或补充 `unmet` 所列内容后重试。',
    },
  },
  JOB_FINISHED: {
    status: 409,
    title: { en: 'The job has ended already', zh: '任务已结束' },
    remedy: { en: 'Read the job for its result.', zh: '请读取任务以查看结果。' },
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    title: { en: 'There are no such bytes', zh: '请求的字节范围不存在' },
    remedy: {
      en: 'Ask for a range within `size`.',
      zh: '请在 `size` 范围内请求。',
    },
  },
  PACKAGE_EXPIRED: {
    status: 410,
    title: { en: 'The package is no longer kept', zh: '证据包已过期删除' },
    remedy: {
      en: 'Have it built again: the same state of the case gives the same package.',
      zh: '请重新生成：同一案件状态生成相同的证据包。',
    },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
