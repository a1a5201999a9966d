/** What this browser itself found: a party's copy that contradicts another's, or itself, or that it did not sign. */
import { useTranslation } from 'react-i18next';
import type { PartyCopy } from '../../ledger/compare.ts';
import { Mark } from '../components/mark.tsx';
import { Checkpoints, type ShownCheckpoint } from './checkpoints.tsx';

export function ContradictionShown({ copy }: { readonly copy: PartyCopy }) {
  const { t } = useTranslation();
  const { party, state, note, against } = copy;
  const own: readonly ShownCheckpoint[] =
    note === undefined ? [] : [{ title: t('ledger.checkpointOf', { party: t(`ledger.${party}`) }), note }];
  const other: readonly ShownCheckpoint[] =
    against !== undefined && 'note' in against
      ? [{ title: t('ledger.checkpointOf', { party: t(`ledger.${against.party}`) }), note: against.note }]
      : [];
  return (
    <section className="objection" role="alert">
      <h2>
        <Mark outcome="failed">
          {t(state === 'badSignature' ? 'ledger.notSigned' : 'ledger.contradicted', {
            party: t(`ledger.${party}`),
          })}
        </Mark>
      </h2>
      <p>{t('ledger.foundHere')}</p>
      <Checkpoints notes={[...own, ...other]} />
      {against !== undefined && 'servedRoot' in against && (
        <p>
          {t('ledger.otherTree')} <code>{against.servedRoot}</code>
        </p>
      )}
    </section>
  );
}
