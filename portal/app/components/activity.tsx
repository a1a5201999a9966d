/** Filings by the minute and what waits, from the service's own counts. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { activityQuery, type FilingActivity } from '../api/monitoring.ts';
import { Age } from './age.tsx';
import { MinuteChart } from './minute-chart.tsx';
import { Loaded } from './states.tsx';

export function Activity({
  linked,
}: {
  /** Whether the lists behind the figures are this person's to see. */ readonly linked: boolean;
}) {
  const { t } = useTranslation();
  const activity = useQuery(activityQuery);
  return (
    <Loaded query={activity}>
      {(data) => (
        <>
          <section>
            <h2>{t('bank.activity.title')}</h2>
            <p className="hint">{t('bank.activity.lead')}</p>
            <Rates {...data} />
            {data.minutes.every(isEmpty) && <p className="hint">{t('bank.activity.none')}</p>}
            <MinuteChart minutes={data.minutes} countedFrom={data.counted_from} />
          </section>
          <section>
            <h2>{t('bank.waiting.title')}</h2>
            <p className="hint">{t('bank.waiting.lead')}</p>
            <Waiting {...data} linked={linked} />
            <p className="hint">{t('bank.waiting.ledger', data.log)}</p>
          </section>
        </>
      )}
    </Loaded>
  );
}

const isEmpty = ({ created, replayed, refused }: FilingActivity['minutes'][number]) =>
  created + replayed + refused === 0;

function Rates({ minutes }: FilingActivity) {
  const { t } = useTranslation();
  const last = minutes.at(-2);
  const hour = minutes.reduce((sum, { created, replayed }) => sum + created + replayed, 0);
  const refused = minutes.reduce((sum, minute) => sum + minute.refused, 0);
  return (
    <dl className="figures">
      <Figure title={t('bank.activity.lastMinute')} value={(last?.created ?? 0) + (last?.replayed ?? 0)} />
      <Figure title={t('bank.activity.lastHour')} value={hour} />
      <Figure title={t('bank.activity.refusedHour')} value={refused} />
    </dl>
  );
}

function Figure({ title, value }: { readonly title: string; readonly value: number }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}

/** Of which stage the items are that wait for the step, as the list of filings has it. */
const STAGE_OF = { witness: 'logged', stamp: undefined, seal: 'witnessed' } as const;

function Waiting({ waiting, linked }: FilingActivity & { readonly linked: boolean }) {
  const { t } = useTranslation();
  const of = (stage: string) => waiting.find((one) => one.stage === stage);
  const incomplete = (of('witness')?.items ?? 0) + (of('seal')?.items ?? 0);
  const more = (of('witness')?.more ?? false) || (of('seal')?.more ?? false);
  return (
    <dl className="figures">
      {waiting.map(({ stage, items, more: over, oldest_received_at: oldest }) => (
        <div key={stage}>
          <dt>{t(`bank.waiting.${stage}`)}</dt>
          <dd>
            {items.toLocaleString('en')}
            {over && '+'}
            <div className="hint">
              {oldest === undefined ? (
                items === 0 && t('bank.waiting.nothing')
              ) : (
                <Age at={Date.parse(oldest)} />
              )}
              {linked && items > 0 && STAGE_OF[stage] !== undefined && (
                <>
                  {' '}
                  <Link to="/desk/filings" search={{ state: STAGE_OF[stage] }}>
                    {t('bank.waiting.show')}
                  </Link>
                </>
              )}
            </div>
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('bank.waiting.receipts')}</dt>
        <dd>
          {incomplete.toLocaleString('en')}
          {more && '+'}
          <div className="hint">{t('bank.waiting.receiptsHint')}</div>
        </dd>
      </div>
    </dl>
  );
}
