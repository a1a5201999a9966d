/** The five verdicts in a line: each with its name, never one mark for all. */
import type { Report } from '../../../core/verify/report.ts';
import { WORDS } from '../../report/words.ts';
import { Mark } from '../components/mark.tsx';
import { language } from '../i18n.ts';

export function VerdictMarks({
  verdicts,
}: {
  readonly verdicts: readonly Pick<Report['verdicts'][number], 'group' | 'outcome'>[];
}) {
  const lang = language();
  return (
    <ul className="verdict-marks">
      {verdicts.map(({ group, outcome }) => (
        <li key={group}>
          <Mark outcome={outcome}>
            {WORDS[group][lang]} <span className="visually-hidden">{WORDS[outcome][lang]}</span>
          </Mark>
        </li>
      ))}
    </ul>
  );
}
