/** The items of a loan, each in plain words, by the part of the loan's life that they are about; its name leads to all there is about it. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { documentType } from '../../../../core/evidence/document-types.ts';
import { STAGES } from '../../../../core/evidence/field-spec.ts';
import type { OwnItem } from '../../api/loans.ts';
import { Empty } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';
import { Stage } from './stage.tsx';

/** What has no stage of its own comes last, with the closing. */
const chapterOf = ({ type }: OwnItem) => documentType(type)?.stage ?? 'closing';

export function ItemList({ loan, items }: { readonly loan: string; readonly items: readonly OwnItem[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty />;
  return STAGES.map((stage) => {
    const found = items.filter((item) => chapterOf(item) === stage);
    if (found.length === 0) return null;
    return (
      <section key={stage} className="chapter">
        <h2>{t(`loans.chapters.${stage}`)}</h2>
        <ul className="plain item-list">
          {found.map((item) => (
            <OneItem key={item.id} loan={loan} item={item} />
          ))}
        </ul>
      </section>
    );
  });
}

function OneItem({ loan, item }: { readonly loan: string; readonly item: OwnItem }) {
  const lang = language();
  const { id, sequence, title, why, received_at, state } = item;
  return (
    <li>
      <h3 className="item-title">
        <Link to="/loans/$id/items/$item" params={{ id: loan, item: id }}>
          {sequence}. {title[lang]}
        </Link>
      </h3>
      <p>{why[lang]}</p>
      <p className="hint">
        <Stage stage={state.stage} /> <Time at={received_at} />
      </p>
    </li>
  );
}
