/** Shows that nothing is uploaded: what the page has sent, counted by the browser, and whether the network may go. */
import { useTranslation } from 'react-i18next';
import { Mark } from '../components/mark.tsx';
import { useOnline, useTraffic } from './traffic.ts';

export interface TrafficNoteProps {
  /** When the first file was given, by `performance.now()`. */
  readonly since: number | undefined;
  /** Whether all that verifying needs is here. */
  readonly ready: boolean;
}

export function TrafficNote({ since, ready }: TrafficNoteProps) {
  const { t } = useTranslation();
  const { before, after } = useTraffic(since);
  const online = useOnline();
  return (
    <section className="panel traffic">
      <h2>{t('verify.traffic')}</h2>
      <p role="status">
        {since === undefined && t('verify.trafficBefore', { count: before })}
        {since !== undefined && after.length === 0 && t('verify.trafficNone', { count: before })}
        {after.length > 0 && t('verify.trafficSome', { count: after.length })}
      </p>
      {after.length > 0 && (
        <ul>
          {after.map((address, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: requests are only ever added at the end
            <li key={i}>
              <code>{address}</code>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Mark outcome={ready ? 'passed' : 'not-checked'}>
          {online ? t(ready ? 'verify.ready' : 'verify.readying') : t('verify.offlineNow')}
        </Mark>
      </p>
      <p className="hint">{t('verify.trafficHow')}</p>
    </section>
  );
}
