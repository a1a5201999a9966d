/** An objection to one item, with a reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filed } from '../../../../client/api.generated.ts';
import { newKey } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { GROUNDS, type Ground, type OwnItem } from '../../api/loans.ts';
import { Failure } from '../../components/states.tsx';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { useDraft } from '../../drafts.ts';
import { FiledNote } from './filed-note.tsx';

export function Objection({
  item,
  loan,
  onDone,
}: {
  readonly item: OwnItem;
  readonly loan: string;
  onDone(): void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [ground, setGround] = useDraft<Ground>(`objection ground ${item.id}`, 'amount');
  const [text, setText, clear] = useDraft(`objection ${item.id}`, '');
  const [key] = useState(newKey);
  const send = useMutation({
    mutationFn: () =>
      withPresence(() => postJson<Filed>(`v1/evidence/${item.id}/objections`, { ground, text }, key)),
    onSuccess: () => {
      clear();
      return queries.invalidateQueries({ queryKey: ['own-items', loan] });
    },
  });
  if (send.isSuccess) return <FiledNote loan={loan} id={send.data.id} />;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <h3>{t('loans.objectTitle', { n: item.sequence })}</h3>
      <label>
        {t('loans.ground')}
        <select value={ground} onChange={({ target }) => setGround(target.value as Ground)}>
          {GROUNDS.map((one) => (
            <option key={one} value={one}>
              {t(`loans.grounds.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('loans.reason')}
        <textarea
          rows={4}
          required
          maxLength={4000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <PresenceHint />
      <p className="actions">
        <button type="submit" className="primary" disabled={send.isPending}>
          {t('loans.sendObjection')}
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          {t('aCase.cancel')}
        </button>
      </p>
      {send.isError && <Failure error={send.error} />}
    </form>
  );
}
