/** An item under a question: what it is, when, and on demand what it says; its name leads to its original and record. */
import { useTranslation } from 'react-i18next';
import type { Words } from '../../../core/document/block.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import type { CaseItem } from '../../../core/report/case-file.ts';
import { fieldValues, perLanguage } from '../../../core/report/values.ts';
import { Unbroken } from '../components/unbroken.tsx';
import { fieldReading } from '../field-text.ts';
import { language } from '../i18n.ts';
import { ItemLink, typeName } from './case-file.tsx';
import { Moment } from './table.tsx';

export function ItemList({
  items,
  open = [],
}: {
  readonly items: readonly CaseItem[];
  readonly open?: readonly string[];
}) {
  const { t } = useTranslation();
  if (items.length === 0) return <p className="hint">{t('findings.noItems')}</p>;
  return (
    <ul className="plain items">
      {items.map((item) => (
        <li key={item.sequence}>
          <ItemLink sequence={item.sequence}>{item.name}</ItemLink>
          <details open={open.includes(item.record.type ?? '')}>
            <summary>
              <strong>{typeName(item.record.type)}</strong>
              {item.state === 'superseded' && <span className="tag">{t('findings.superseded')}</span>}
              {item.record.event !== undefined && <Moment at={item.record.event.time} />}
            </summary>
            <RecordFields record={item.record} />
          </details>
        </li>
      ))}
    </ul>
  );
}

/** What the record says, field by field. */
export function RecordFields({ record }: { readonly record: Partial<EvidenceRecord> }) {
  const { t } = useTranslation();
  const { type, fields } = record;
  if (type === undefined || fields === undefined) return <p className="hint">{t('findings.noFields')}</p>;
  const { values, unprinted } = fieldValues(type, fields, perLanguage);
  const lang = language();
  return (
    <>
      <dl className="fields">
        {values.map(({ label, value }) => {
          const { name, text } = fieldReading(label[lang], wordsIn(value));
          return (
            <div key={label.en}>
              <dt>{name}</dt>
              <dd>
                <Unbroken>{text}</Unbroken>
              </dd>
            </div>
          );
        })}
      </dl>
      {unprinted > 0 && <p className="hint">{t('findings.unprinted', { count: unprinted })}</p>}
    </>
  );
}

export const wordsIn = (words: Words): string => (typeof words === 'string' ? words : words[language()]);
