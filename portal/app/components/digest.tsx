/** A digest: shortened to the eye, whole to the clipboard and to a screen reader. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const SHOWN = 12;

export function Digest({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <span className="digest" data-whole={value}>
      <code title={value}>{value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}</code>
      <button type="button" className="small quiet" onClick={copy} aria-label={`${t('app.copy')} ${value}`}>
        {copied ? t('app.copied') : t('app.copy')}
      </button>
    </span>
  );
}
