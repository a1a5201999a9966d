import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEPS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** How long ago, kept up to date. @param at milliseconds */
export function Age({ at }: { readonly at: number }) {
  const { t } = useTranslation();
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  const [unit, length] = STEPS.find(([, size]) => seconds >= size) ?? (['seconds', 1] as const);
  return <span className="figure">{t(`ledger.${unit}`, { count: Math.floor(seconds / length) })}</span>;
}
