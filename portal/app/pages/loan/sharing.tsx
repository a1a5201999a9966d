/** What the borrower allowed, and with whom it is shared: field by field, as they agreed to it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EvidenceRecord } from '../../../../core/evidence/record.ts';
import { consentsQuery } from '../../api/loans.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { RecordFields } from '../../findings/item-summary.tsx';
import { language } from '../../i18n.ts';
import '../case/case.css';

export function Sharing({ loan }: { readonly loan: string }) {
  const { t } = useTranslation();
  const consents = useQuery(consentsQuery(loan));
  return (
    <section>
      <h2>{t('loans.consents')}</h2>
      <p className="hint">{t('loans.consentsHint')}</p>
      <Loaded query={consents}>
        {(items) =>
          items.length === 0 ? (
            <Empty />
          ) : (
            <ul className="plain">
              {items.map(({ id, type, title, received_at, fields }) => (
                <li key={id} className="panel allowed">
                  <h3 className="item-title">
                    <Link to="/loans/$id/items/$item" params={{ id: loan, item: id }}>
                      {title[language()]}
                    </Link>{' '}
                    <span className="hint">
                      {t('loans.filed')} <Time at={received_at} />
                    </span>
                  </h3>
                  {fields === null ? (
                    <p>{t('loans.erased')}</p>
                  ) : (
                    <Allowed type={type} fields={fields as EvidenceRecord['fields']} />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

/** Fields by which a text or a session is found again: not what a borrower looks for first. */
const PARTICULARS: ReadonlySet<string> = new Set([
  'text_version',
  'text_sha256',
  'render_sha256',
  'session_id',
  'algorithms',
  'keys',
  'verifier',
  'contract_reference',
  'rules_version',
  'action',
]);

type Fields = EvidenceRecord['fields'];

const chosen = (fields: Fields, particular: boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => PARTICULARS.has(name) === particular));

/** Who may do what with which data; the particulars on demand. */
function Allowed({ type, fields }: { readonly type: string; readonly fields: Fields }) {
  const { t } = useTranslation();
  const particulars = chosen(fields, true);
  return (
    <>
      <RecordFields record={{ type, fields: chosen(fields, false) }} />
      {Object.keys(particulars).length > 0 && (
        <details className="paper-open">
          <summary>{t('loans.particulars')}</summary>
          <RecordFields record={{ type, fields: particulars }} />
        </details>
      )}
    </>
  );
}
