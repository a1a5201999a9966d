/** What keeps a step of a case from being taken: each condition in words, what to do about it, and the way there. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { NextStep } from '../api/cases.ts';
import { useSession } from '../api/session.ts';
import { Mark } from '../components/mark.tsx';

const GUARDS = [
  'overdue-event',
  'dispute-stated',
  'agreement',
  'parties',
  'service-shown',
  'answer-time-over',
  'package-built',
  'tribunal-formed',
  'hearing-recorded',
  'reason-given',
] as const;

/** What the draft itself states. */
const IN_THE_DRAFT: readonly string[] = ['dispute-stated', 'agreement', 'parties'];

interface LackingProps {
  readonly step: Pick<NextStep, 'unmet' | 'missing' | 'permitted'>;
  readonly about: { readonly id: string; readonly loan: string };
}

export function Lacking({ step: { unmet, missing, permitted }, about }: LackingProps) {
  const { t } = useTranslation();
  const bank = useSession()?.person.role === 'bank';
  const inDraft = unmet.some(({ guard }) => IN_THE_DRAFT.includes(guard));
  if (unmet.length === 0 && missing.length === 0) return null;
  return (
    <>
      {permitted && <p className="hint">{t('bank.lacking.lead')}</p>}
      <ul className="plain lacking">
        {unmet.map(({ guard, text }) => (
          <li key={guard}>
            <Mark outcome="failed">{text}</Mark>
            {permitted && <How guard={guard} id={about.id} bank={bank} />}
          </li>
        ))}
        {missing.map((types) => (
          <li key={types.join()}>
            <Mark outcome="failed">{t('bank.lacking.file', { types: types.join(' / ') })}</Mark>
          </li>
        ))}
      </ul>
      {permitted && bank && (
        <p className="actions">
          {inDraft && (
            <Link className="button" to="/desk/drafts/$id" params={{ id: about.id }}>
              {t('bank.lacking.edit')}
            </Link>
          )}
          <Link className="button" to="/desk/loans/$loan" params={{ loan: about.loan }}>
            {t('bank.lacking.stream')}
          </Link>
        </p>
      )}
    </>
  );
}

function How({ guard, id, bank }: { readonly guard: string; readonly id: string; readonly bank: boolean }) {
  const { t } = useTranslation();
  const known = GUARDS.find((one) => one === guard);
  if (known === undefined) return null;
  return (
    <div className="hint">
      {t(`bank.lacking.how.${known}`)}{' '}
      {known === 'package-built' && bank && (
        <Link to="/desk/packages" search={{ case: id }}>
          {t('bank.lacking.buildPackage')}
        </Link>
      )}
    </div>
  );
}
