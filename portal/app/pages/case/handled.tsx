/** The custody log of one thing: who did what with it, and who read it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handledQuery } from '../../api/evidence.ts';
import type { Role } from '../../api/session.ts';
import { Empty, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';

const SHOWN = 15;

export function Handled({ title, subject }: { readonly title: string; readonly subject: string }) {
  const { t, i18n } = useTranslation();
  const lines = useQuery(handledQuery(subject));
  const [all, showAll] = useState(false);
  const acted = (action: string) =>
    i18n.exists(`acts.${action.replace('.', '_')}`)
      ? String(i18n.t(`acts.${action.replace('.', '_')}` as never))
      : action;
  return (
    <section>
      <h3>{title}</h3>
      <Loaded query={lines}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t('custody.none')}</Empty>
          ) : (
            <>
              <Table
                label={title}
                stacks
                columns={[
                  { name: 'when', title: t('loans.when') },
                  { name: 'who', title: t('loans.who') },
                  { name: 'action', title: t('loans.action') },
                ]}
              >
                {items
                  .slice(0, all ? undefined : SHOWN)
                  .map(({ number, at, organisation, actor, action }) => (
                    <tr key={`${organisation} ${number}`}>
                      <td>
                        <Time at={at} />
                      </td>
                      <td>
                        <span className="figure">{actor.organisation}</span>{' '}
                        <span className="hint">{t(`roles.${actor.role as Role}`)}</span>
                      </td>
                      <td>{acted(action)}</td>
                    </tr>
                  ))}
              </Table>
              {!all && items.length > SHOWN && (
                <p className="actions">
                  <button type="button" onClick={() => showAll(true)}>
                    {t('aCase.showAll', { count: items.length })}
                  </button>
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  );
}
