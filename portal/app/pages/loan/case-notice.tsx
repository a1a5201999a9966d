/** A dispute about a loan, said wherever the loan is: what it stands at, until when to answer, and the way there. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../../language.ts';
import type { Case } from '../../api/cases.ts';
import { chinaTime } from '../../components/time.tsx';
import { language } from '../../i18n.ts';

const DAY_MS = 86_400_000;
/** In these the borrower can still answer in time. */
const UNANSWERED: ReadonlySet<Case['state']> = new Set(['opened', 'served']);

export const mayAnswer = ({ state }: Case): boolean => UNANSWERED.has(state);

/** A day of the calendar in UTC+8, with the days that are left or the word that it is over. */
export function Day({ date }: { readonly date: string }) {
  const { t } = useTranslation();
  const today = chinaTime(new Date().toISOString()).slice(0, 10);
  const left = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
  return (
    <>
      <span className="figure">{date}</span>{' '}
      <span className="hint figure">
        {left < 0 ? t('cases.passed') : t('loans.daysLeft', { count: left })}
      </span>
    </>
  );
}

/** @param loan id in addresses; the number of the case leads to it there */
export function CaseLine({ data, loan }: { readonly data: Case; readonly loan: string }) {
  const { t } = useTranslation();
  const { number, state, deadlines } = data;
  return (
    <>
      <p className="case-line">
        <Link to="/loans/$id" params={{ id: loan }} search={{ part: 'case' }}>
          {t('loans.inArbitration', { number: number ?? t('loans.caseUnnumbered') })}
        </Link>{' '}
        <span className="tag">{t(`cases.states.${state}`)}</span>
      </p>
      {mayAnswer(data) && deadlines.answer !== undefined && (
        <p>
          {t('loans.dates.answer')}
          {COLON[language()]}
          <Day date={deadlines.answer} />
        </p>
      )}
    </>
  );
}
