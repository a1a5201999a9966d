/** The items of a loan, each in plain words; its name leads to all there is about it. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OwnItem } from '../../api/loans.ts';
import { Empty } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import { Stage } from './stage.tsx';

export function ItemList({ loan, items }: { readonly loan: string; readonly items: readonly OwnItem[] }) {
  const { t } = useTranslation();
  const lang = language();
  if (items.length === 0) return <Empty />;
  return (
    <ol className="plain item-list">
      {items.map(({ id, sequence, title, why, received_at, state }) => (
        <li key={id}>
          <h2 className="item-title">
            <Link to="/loans/$id/items/$item" params={{ id: loan, item: id }}>
              {sequence}. {title[lang]}
            </Link>
          </h2>
          <p>{why[lang]}</p>
          <p className="hint">
            <Stage stage={state.stage} /> · {t('loans.filed')} <Time at={received_at} />
          </p>
        </li>
      ))}
    </ol>
  );
}
