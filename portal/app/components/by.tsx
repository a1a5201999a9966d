/** In which role somebody acted, in words. */
import { useTranslation } from 'react-i18next';

const ROLES = ['bank', 'user', 'arbitrator', 'secretary', 'supervisor', 'operator', 'service'] as const;

export function By({ role }: { readonly role: string }) {
  const { t } = useTranslation();
  const known = ROLES.find((one) => one === role);
  return <>{known === undefined ? role : t(`bank.by.${known}`)}</>;
}
