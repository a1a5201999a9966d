/** Says which trust data is used, and lets the reader give others. */
import { useTranslation } from 'react-i18next';
import { FilePicker } from '../components/file-picker.tsx';
import type { TrustChoice } from './trust-choice.ts';

export function TrustPart({ trust }: { readonly trust: TrustChoice }) {
  const { t } = useTranslation();
  const { chosen, ready, refused } = trust;
  return (
    <details className="panel on-screen">
      <summary>{t('verify.trust')}</summary>
      <p>{t('verify.trustWhy')}</p>
      <p role="status">
        {chosen === undefined
          ? t(ready ? 'verify.trustNone' : 'app.loading')
          : t(chosen.name === undefined ? 'verify.trustService' : 'verify.trustOwn', {
              name: chosen.name ?? '',
              digest: chosen.digest,
            })}
      </p>
      {refused !== undefined && (
        <p className="notice" role="alert">
          {t('verify.trustBad', { name: refused })}
        </p>
      )}
      <p className="actions">
        <FilePicker
          label={t('verify.trustChoose')}
          accept="application/json,.json"
          onFiles={([file]) => file !== undefined && void trust.give(file)}
        />
        {chosen?.name !== undefined && (
          <button type="button" onClick={trust.takeBack}>
            {t('verify.trustRemove')}
          </button>
        )}
      </p>
    </details>
  );
}
