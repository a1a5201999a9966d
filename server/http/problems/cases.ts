/** Problems of jobs, cases and kept packages. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const CASE_PROBLEMS = {
  JOB_FINISHED: {
    status: 409,
    title: { en: 'The job has ended already', zh: '任务已结束' },
    remedy: { en: 'Read the job for its result.', zh: '请读取任务以查看结果。' },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
