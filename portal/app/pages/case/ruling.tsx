/** A ruling of the tribunal on one item: admitted, excluded or reserved, with the reason. It is filed, and can be replaced, not taken back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduleRow } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { Failure } from '../../components/states.tsx';

const MARKS = ['admitted', 'excluded', 'reserved'] as const;
const ACTS = { admitted: 'admit', excluded: 'exclude', reserved: 'reserve' } as const;

export function Ruling({ caseId, row }: { readonly caseId: string; readonly row: ScheduleRow }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: (mark: (typeof MARKS)[number]) =>
      postJson(`v1/cases/${caseId}/marks`, { item: row.evidence, mark, reason }),
    onSuccess: async () => {
      setReason('');
      for (const key of ['schedule', 'annex', 'case']) {
        await queries.invalidateQueries({ queryKey: [key, caseId] });
      }
    },
  });
  return (
    <form className="form panel" onSubmit={(event) => event.preventDefault()}>
      <label>
        {t('aCase.reasonFor', { number: row.number })}
        <textarea
          required
          rows={2}
          maxLength={4000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
      <p className="hint">{t('aCase.cannotUndo')}</p>
      <p className="actions">
        {MARKS.map((mark) => (
          <button
            key={mark}
            type="button"
            disabled={save.isPending || reason.trim() === ''}
            onClick={() => save.mutate(mark)}
          >
            {t(`aCase.${ACTS[mark]}`)}
          </button>
        ))}
      </p>
      {save.isError && <Failure error={save.error} />}
    </form>
  );
}
