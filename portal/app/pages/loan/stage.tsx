/** How far an item has come, in a word and, behind it, a sentence. */
import { useTranslation } from 'react-i18next';
import type { OwnItem } from '../../api/loans.ts';
import { Mark } from '../../components/mark.tsx';

export function Stage({ stage }: { readonly stage: OwnItem['state']['stage'] }) {
  const { t } = useTranslation();
  return <Mark outcome={stage === 'sealed' ? 'passed' : 'not-checked'}>{t(`loans.stages.${stage}`)}</Mark>;
}
