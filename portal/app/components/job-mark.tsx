/** How a job stands, by shape and word. */
import { useTranslation } from 'react-i18next';
import type { Job } from '../api/packages.ts';
import { Mark } from './mark.tsx';

const OUTCOMES = {
  queued: 'not-checked',
  running: 'not-checked',
  done: 'passed',
  failed: 'failed',
  cancelled: 'not-checked',
} as const;

export function JobMark({ state }: Pick<Job, 'state'>) {
  const { t } = useTranslation();
  return <Mark outcome={OUTCOMES[state]}>{t(`bank.jobStates.${state}`)}</Mark>;
}
