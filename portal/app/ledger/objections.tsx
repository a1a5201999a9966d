/** What the parties' nodes object to, with what anybody needs to see the fault: both contradicting checkpoints, the evidence verbatim. */
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createWebCrypto } from '../../../core/crypto-web.ts';
import type { Party } from '../../../core/party.ts';
import { originHash } from '../../../core/tlog/checkpoint.ts';
import { LANGUAGE_TAG } from '../../language.ts';
import { saveFile } from '../../save-file.ts';
import { Digest } from '../components/digest.tsx';
import { Mark } from '../components/mark.tsx';
import { Time } from '../components/time.tsx';
import { language } from '../i18n.ts';
import { Checkpoints } from './checkpoints.tsx';
import { bytesAt } from './fetch.ts';
import { type Objection, readObjections } from './read-objections.ts';

const REFRESH_MS = 5_000;
const crypto = createWebCrypto();

interface ObjectionsProps {
  readonly parties: readonly { readonly party: Party; readonly url: string }[];
  readonly origin: string;
}

export function Objections({ parties, origin }: ObjectionsProps) {
  const { t } = useTranslation();
  const asked = useQueries({
    queries: parties.map(({ party, url }) => ({
      queryKey: ['objections', origin, party],
      queryFn: async () => readObjections(await bytesAt(`${url}/${originHash(crypto, origin)}/objections`)),
      refetchInterval: REFRESH_MS,
    })),
  });
  const raised = asked.flatMap(({ data }) => data ?? []);
  const asking = asked.some(({ isPending }) => isPending);
  const silent = parties.filter((_, i) => asked[i]!.isError);
  return (
    <section>
      <h2>{t('ledger.objections')}</h2>
      {raised.map((objection) => (
        <ObjectionShown key={`${objection.party} ${objection.digest}`} objection={objection} />
      ))}
      {raised.length === 0 && asking && (
        <p>
          <Mark outcome="not-checked">{t('ledger.checking')}</Mark>
        </p>
      )}
      {raised.length === 0 && !asking && silent.length < parties.length && (
        <p>
          <Mark outcome="passed">{t('ledger.noObjections')}</Mark>
        </p>
      )}
      {!asking && silent.length > 0 && (
        <p>
          <Mark outcome="not-checked">
            {t('ledger.notAsked', {
              parties: new Intl.ListFormat(LANGUAGE_TAG[language()]).format(
                silent.map(({ party }) => t(`ledger.${party}`)),
              ),
            })}
          </Mark>
        </p>
      )}
    </section>
  );
}

function ObjectionShown({ objection }: { readonly objection: Objection }) {
  const { t } = useTranslation();
  const { party, reason, size, root, message, at, evidence, digest, transaction, checkpoints } = objection;
  return (
    <section className="objection" role="alert">
      <h3>
        <Mark outcome="failed">
          {t('ledger.objection', { party: t(`ledger.${party}`), reason: t(`ledger.reasons.${reason}`) })}
        </Mark>
      </h3>
      <p>{message}</p>
      <Checkpoints
        notes={checkpoints.map((note, i) => ({
          title: t('ledger.oneOf', { n: i + 1, of: checkpoints.length }),
          note,
        }))}
      />
      <dl className="subject">
        <div>
          <dt>{t('ledger.raisedAt')}</dt>
          <dd>
            <Time at={at} />
          </dd>
        </div>
        <div>
          <dt>{t('ledger.size')}</dt>
          <dd className="figure">{size}</dd>
        </div>
        <div>
          <dt>{t('ledger.root')}</dt>
          <dd>
            <Digest value={root} />
          </dd>
        </div>
        <div>
          <dt>{t('ledger.transaction')}</dt>
          <dd>{transaction === null ? t('ledger.waiting') : <Digest value={transaction} />}</dd>
        </div>
      </dl>
      <p className="actions">
        <button
          type="button"
          onClick={() =>
            saveFile(`objection-${party}-${digest.slice(0, 12)}.json`, 'application/json', evidence)
          }
        >
          {t('ledger.saveEvidence')}
        </button>
      </p>
    </section>
  );
}
