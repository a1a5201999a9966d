/** What goes into the award: the schedule of evidence and the figures, to be read here and taken along. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../save-file.ts';
import { annexQuery, type Case } from '../../api/cases.ts';
import { request } from '../../api/http.ts';
import { Failure, Loaded } from '../../components/states.tsx';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { Table } from '../../components/table.tsx';
import { money } from '../../format.ts';

export function Export({ data }: { readonly data: Case }) {
  const { t, i18n } = useTranslation();
  const nameOf = (item: string) =>
    i18n.exists(`aCase.figures.${item}`) ? String(i18n.t(`aCase.figures.${item}` as never)) : item;
  const annex = useQuery(annexQuery(data.id));
  return (
    <section>
      <PresenceHint />
      <h2>{t('aCase.schedule')}</h2>
      <SaveCsv id={data.id} what="schedule" />
      <h2>{t('aCase.annex')}</h2>
      <Loaded query={annex}>
        {({ lines, currency, cut_off, formula }) => (
          <>
            <Table
              label={t('aCase.annex')}
              columns={[
                { name: 'figure', title: t('aCase.figure') },
                { name: 'value', title: t('aCase.value'), number: true },
                { name: 'method', title: t('aCase.method') },
                { name: 'sources', title: t('aCase.sources') },
              ]}
            >
              {lines.map((line) => (
                <tr key={line.item}>
                  <th scope="row">{nameOf(line.item)}</th>
                  <td className="number">{money(line.amount, currency)}</td>
                  <td>{line.method}</td>
                  <td className="hint">{line.sources.length}</td>
                </tr>
              ))}
            </Table>
            <p className="hint">
              {t('aCase.cutOff')} {cut_off}
              {formula !== undefined && <code> {formula}</code>}
            </p>
          </>
        )}
      </Loaded>
      <SaveCsv id={data.id} what="annex" />
    </section>
  );
}

function SaveCsv({ id, what }: { readonly id: string; readonly what: 'schedule' | 'annex' }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: async () => {
      const path = `v1/cases/${id}/${what}`;
      const response = await withPresence(() => request(path, { headers: { Accept: 'text/csv' } }));
      saveFile(`${what}.csv`, 'text/csv', await response.arrayBuffer());
    },
  });
  return (
    <p className="actions">
      <button type="button" disabled={save.isPending} onClick={() => save.mutate()}>
        {t('aCase.csv')}
      </button>
      {save.isError && <Failure error={save.error} />}
    </p>
  );
}
