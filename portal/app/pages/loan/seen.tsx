/** Who has seen what: of a whole loan, or of one item. What the borrower did themselves is left out until it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../api/cases.ts';
import type { CustodyLine } from '../../api/custody.ts';
import { handledQuery } from '../../api/evidence.ts';
import { custodyQuery, type OwnItem } from '../../api/loans.ts';
import type { Role } from '../../api/session.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';

interface SeenProps {
  readonly items: readonly OwnItem[];
  readonly cases: readonly Case[];
  readonly loan: string;
}

/** Lines about the loan, its items and its cases; those about other loans are left out. */
export function Seen({ items, cases, loan }: SeenProps) {
  const { t } = useTranslation();
  const custody = useQuery(custodyQuery);
  const own = new Map(items.map((item) => [`evidence/${item.id}`, item]));
  const subjects = new Set([...own.keys(), ...cases.map(({ id }) => `case/${id}`)]);
  return (
    <section>
      <h2>{t('loans.seen')}</h2>
      <p className="hint">{t('loans.seenHint')}</p>
      <Loaded query={custody}>
        {({ items: lines }) => <Lines lines={aboutLoan(lines, subjects)} loan={loan} items={own} />}
      </Loaded>
    </section>
  );
}

/** A line names its loan by a keyed hash alone: which one that is, its items and cases tell. */
function aboutLoan(lines: readonly CustodyLine[], subjects: ReadonlySet<string>): readonly CustodyLine[] {
  const known = lines.filter(({ subject }) => subjects.has(subject));
  const hashes = new Set(known.flatMap(({ loan }) => loan ?? []));
  return lines.filter(
    ({ subject, loan }) => subjects.has(subject) || (loan !== undefined && hashes.has(loan)),
  );
}

export function SeenItem({ evidence }: { readonly evidence: string }) {
  const { t } = useTranslation();
  const lines = useQuery(handledQuery(`evidence/${evidence}`));
  return (
    <section>
      <h2>{t('loans.seenItem')}</h2>
      <Loaded query={lines}>{(found) => <Lines lines={found} />}</Loaded>
    </section>
  );
}

interface LinesProps {
  readonly lines: readonly CustodyLine[];
  readonly loan?: string;
  readonly items?: ReadonlyMap<string, OwnItem>;
}

export function Lines({ lines, loan, items }: LinesProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.filter(({ actor }) => actor.role !== 'user');
  const about = items !== undefined && loan !== undefined;
  return (
    <>
      <label className="tick on-screen">
        <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} />
        {t('loans.ownToo')}
      </label>
      {shown.length === 0 ? (
        <Empty>{t(lines.length === 0 ? 'loans.nobody' : 'loans.nobodyElse')}</Empty>
      ) : (
        <Table
          stacks
          label={t('loans.seen')}
          columns={[
            { name: 'when', title: t('loans.when') },
            { name: 'who', title: t('loans.who') },
            { name: 'action', title: t('loans.action') },
            ...(about ? [{ name: 'what', title: t('loans.which') }] : []),
          ]}
        >
          {shown.map((line) => (
            <tr key={`${line.organisation} ${line.number}`}>
              <td>
                <Time at={line.at} />
              </td>
              <td>
                {t(`account.roles.${line.actor.role as Role}`, { defaultValue: line.actor.role })}
                <br />
                <span className="hint">{line.actor.organisation}</span>
              </td>
              <td>
                <Act action={line.action} />
              </td>
              {about && (
                <td>
                  <Subject loan={loan} line={line} item={items.get(line.subject)} />
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function Act({ action }: { readonly action: string }) {
  const { i18n } = useTranslation();
  const keys = [`loans.acts.${action}`, `acts.${action.replace('.', '_')}`];
  const key = keys.find((one) => i18n.exists(one));
  return <>{key === undefined ? action : String(i18n.t(key as never))}</>;
}

interface SubjectProps {
  readonly loan: string;
  readonly line: CustodyLine;
  readonly item: OwnItem | undefined;
}

function Subject({ loan, line, item }: SubjectProps) {
  const { t } = useTranslation();
  if (item !== undefined) {
    return (
      <Link to="/loans/$id/items/$item" params={{ id: loan, item: item.id }}>
        {item.sequence}. {item.title[language()]}
      </Link>
    );
  }
  if (!line.subject.startsWith('case/')) return <>{t('loans.wholeLoan')}</>;
  return (
    <Link to="/loans/$id" params={{ id: loan }} search={{ part: 'case' }}>
      {t('loans.parts.case')}
    </Link>
  );
}
