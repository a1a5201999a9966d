/** The schedule of evidence: each item with its documents beside its times and the tribunal's ruling. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, type ScheduleRow, scheduleQuery } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { useSession } from '../../api/session.ts';
import { Failure, Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { DocumentViewer, type ShownDocument } from '../../documents/viewer.tsx';
import { language } from '../../i18n.ts';

export function Evidence({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const schedule = useQuery(scheduleQuery(data.id));
  const [shown, show] = useState<ShownDocument>();
  const [ruling, rule] = useState<ScheduleRow>();
  const mayRule = useSession()?.person.role === 'arbitrator';
  return (
    <section>
      {shown !== undefined && <DocumentViewer document={shown} onClose={() => show(undefined)} />}
      {ruling !== undefined && <Ruling caseId={data.id} row={ruling} onDone={() => rule(undefined)} />}
      <Loaded query={schedule}>
        {(rows) => (
          <Table
            label={t('aCase.evidence')}
            columns={[
              { name: 'number', title: t('aCase.item'), number: true },
              { name: 'type', title: t('aCase.type') },
              { name: 'happened', title: t('aCase.happened') },
              { name: 'received', title: t('aCase.received') },
              { name: 'filer', title: t('aCase.filedBy') },
              { name: 'documents', title: t('aCase.documents') },
              { name: 'ruling', title: t('aCase.ruling') },
            ]}
          >
            {rows.map((row) => (
              <Item key={row.evidence} row={row} onShow={show} onRule={mayRule ? rule : undefined} />
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

interface ItemProps {
  readonly row: ScheduleRow;
  onShow(document: ShownDocument): void;
  readonly onRule: ((row: ScheduleRow) => void) | undefined;
}

function Item({ row, onShow, onRule }: ItemProps) {
  const { t } = useTranslation();
  const { number, evidence, organisation } = row;
  return (
    <tr>
      <th scope="row" className="number">
        {number}
      </th>
      <td>
        {row.label[language()]} <span className="hint">{row.type}</span>
        {row.erased && <div className="hint">{t('aCase.erased')}</div>}
      </td>
      <td className="figure">{row.event_time || '—'}</td>
      <td>
        <Time at={row.received_at} />
      </td>
      <td>
        {row.signed_by === 'service' ? t('aCase.signedByService', { name: organisation }) : organisation}
      </td>
      <td>
        <ul className="plain">
          {row.documents.map(({ name }, i) => (
            <li key={name}>
              <button
                type="button"
                className="link"
                onClick={() => onShow({ evidence, number, n: i + 1, name })}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      </td>
      <td>
        {row.mark === 'none' ? t('aCase.noRuling') : <span className="tag">{t(`aCase.${row.mark}`)}</span>}
        {row.reason !== '' && <div className="hint">{row.reason}</div>}
        {onRule !== undefined && (
          <button type="button" className="small" onClick={() => onRule(row)}>
            {t('aCase.admit')} / {t('aCase.exclude')}
          </button>
        )}
      </td>
    </tr>
  );
}

interface RulingProps {
  readonly caseId: string;
  readonly row: ScheduleRow;
  onDone(): void;
}

function Ruling({ caseId, row, onDone }: RulingProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: (mark: 'admitted' | 'excluded') =>
      postJson(`v1/cases/${caseId}/marks`, { item: row.evidence, mark, reason }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['schedule', caseId] });
      onDone();
    },
  });
  return (
    <form className="form panel" onSubmit={(event) => event.preventDefault()}>
      <label>
        {t('aCase.reasonFor', { number: row.number })}
        <textarea required rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <p className="hint">{t('aCase.cannotUndo')}</p>
      <p className="actions">
        {(['admitted', 'excluded'] as const).map((mark) => (
          <button
            key={mark}
            type="button"
            disabled={save.isPending || reason.trim() === ''}
            onClick={() => save.mutate(mark)}
          >
            {t(mark === 'admitted' ? 'aCase.admit' : 'aCase.exclude')}
          </button>
        ))}
        <button type="button" className="quiet" onClick={onDone}>
          {t('aCase.cancel')}
        </button>
      </p>
      {save.isError && <Failure error={save.error} />}
    </form>
  );
}
