/** Who the parties are by the case, and who took part by the records. */
import { useTranslation } from 'react-i18next';
import type { CaseItem } from '../../../core/report/case-file.ts';
import type { Case } from '../api/cases.ts';
import { Table } from '../components/table.tsx';
import { ItemLink } from './case-file.tsx';

export function Parties({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  return (
    <dl className="fields">
      {data.parties.map(({ role, name }) => (
        <div key={`${role} ${name}`}>
          <dt>{t(`aCase.${role}`)}</dt>
          <dd>{name}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Person {
  readonly role: string;
  readonly name: string;
  readonly id: string;
  readonly items: number[];
}

/** Each once, with the items that name them. */
function actorsOf(items: readonly CaseItem[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { record, sequence } of items) {
    for (const { role, id, name = '' } of record.actors ?? []) {
      const key = JSON.stringify([role, id, name]);
      const known = people.get(key) ?? { role, name, id, items: [] };
      known.items.push(sequence);
      people.set(key, known);
    }
  }
  return [...people.values()];
}

const SHOWN = 6;

export function Actors({ items }: { readonly items: readonly CaseItem[] }) {
  const { t, i18n } = useTranslation();
  const roleOf = (role: string) =>
    i18n.exists(`findings.takes.${role}`) ? String(i18n.t(`findings.takes.${role}` as never)) : role;
  const people = actorsOf(items);
  if (people.length === 0) return null;
  return (
    <section className="report-table">
      <h3>{t('findings.actors')}</h3>
      <Table
        label={t('findings.actors')}
        stacks
        columns={[
          { name: 'role', title: t('findings.role') },
          { name: 'name', title: t('findings.name') },
          { name: 'id', title: t('findings.id') },
          { name: 'items', title: t('findings.inItems') },
        ]}
      >
        {people.map(({ role, name, id, items: list }) => (
          <tr key={`${role} ${id} ${name}`}>
            <th scope="row">{roleOf(role)}</th>
            <td>{name || '—'}</td>
            <td>
              <code>{id}</code>
            </td>
            <td>
              {list.slice(0, SHOWN).map((sequence, i) => (
                <span key={sequence}>
                  {i > 0 && t('findings.between')}
                  <ItemLink sequence={sequence}>{sequence}</ItemLink>
                </span>
              ))}
              {list.length > SHOWN && (
                <span className="figure"> {t('findings.moreItems', { total: list.length })}</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
