/** Verification of whatever is given here, in workers of this browser. */
import { useTranslation } from 'react-i18next';
import { DropZone } from '../components/drop-zone.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Results } from '../verify/results.tsx';
import { TrafficNote } from '../verify/traffic-note.tsx';
import { useTrust } from '../verify/trust-choice.ts';
import { TrustPart } from '../verify/trust-part.tsx';
import { useVerifications } from '../verify/verifications.ts';

export function Verify() {
  const { t } = useTranslation();
  const trust = useTrust();
  const verifications = useVerifications(trust.current);
  const { strangers, since, take } = verifications;
  return (
    <>
      <PageTitle>{t('verify.title')}</PageTitle>
      <p className="lead">{t('verify.lead')}</p>
      <DropZone
        lead={t('verify.drop')}
        choose={t('verify.choose')}
        hint={t('verify.takes')}
        onFiles={(files) => void take(files)}
      />
      {strangers.length > 0 && (
        <p className="notice" role="alert">
          {t('verify.nothing', { names: strangers.join(', ') })}
        </p>
      )}
      <Results verifications={verifications} />
      <TrafficNote since={since} ready={trust.ready} />
      <TrustPart trust={trust} />
      <p className="hint on-screen">
        <a href={new URL('verifier.html', document.baseURI).href} download>
          {t('verify.offlineFile')}
        </a>
      </p>
    </>
  );
}
