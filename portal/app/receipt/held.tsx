/** The receipt and the document that somebody holds, against what the log has: read here, sent nowhere. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DropZone } from '../components/drop-zone.tsx';
import { Mark } from '../components/mark.tsx';
import { Results } from '../verify/results.tsx';
import { TrafficNote } from '../verify/traffic-note.tsx';
import { useTrust } from '../verify/trust-choice.ts';
import { TrustPart } from '../verify/trust-part.tsx';
import { useVerifications } from '../verify/verifications.ts';
import { digestOfFile, type HeldReceipt, heldReceipt, type ReceiptCheck } from './check.ts';

interface Digest {
  readonly name: string;
  readonly sha256: string;
}

export function Held({ check }: { readonly check: ReceiptCheck }) {
  const { t } = useTranslation();
  const trust = useTrust();
  const verifications = useVerifications(trust.current);
  const [receipts, setReceipts] = useState<readonly HeldReceipt[]>([]);
  const [digests, setDigests] = useState<readonly Digest[]>([]);
  const take = async (files: readonly File[]) => {
    const { subjects, strangers } = await verifications.take(files);
    const found = subjects.filter(({ kind }) => kind === 'receipt');
    setReceipts(await Promise.all(found.map(({ file }) => heldReceipt(file, check))));
    setDigests(
      await Promise.all(
        strangers.map(async (file) => ({ name: file.name, sha256: await digestOfFile(file) })),
      ),
    );
  };
  return (
    <section className={receipts.length + digests.length === 0 ? 'on-screen' : undefined}>
      <h2>{t('receipt.hold')}</h2>
      <p>{t('receipt.holdLead')}</p>
      <DropZone lead={t('receipt.drop')} choose={t('receipt.choose')} onFiles={(files) => void take(files)} />
      <div role="status">
        {receipts.map((one) => (
          <p key={one.name}>
            <Mark outcome={one.state === 'same' ? 'passed' : 'failed'}>
              {t(`receipt.${one.state}`, { name: one.name, number: one.state === 'other' ? one.number : '' })}
            </Mark>
          </p>
        ))}
        {digests.map(({ name, sha256 }) => (
          <p key={name}>
            {t('receipt.fileDigest', { name })} <code>{sha256}</code>
          </p>
        ))}
        {digests.length > 0 && <p className="hint">{t('receipt.noReceipt')}</p>}
      </div>
      <Results verifications={verifications} />
      <TrafficNote since={verifications.since} ready={trust.ready} />
      <TrustPart trust={trust} />
    </section>
  );
}
