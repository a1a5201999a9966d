/** What was done, in words; an act that has none yet by its name in the log. */
import { useTranslation } from 'react-i18next';

/** @param action as a line of the custody log has it, such as `record.read` */
export function Act({ action }: { readonly action: string }) {
  const { i18n } = useTranslation();
  const key = `acts.${action.replace('.', '_')}`;
  return <>{i18n.exists(key) ? String(i18n.t(key as never)) : action}</>;
}
