/** An objection to one item, with a reason. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { GROUNDS, type Ground, type OwnItem } from '../../api/loans.ts';
import { Failure } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';

export function Objection({ item, onDone }: { readonly item: OwnItem; onDone(): void }) {
  const { t } = useTranslation();
  const [ground, setGround] = useState<Ground>('amount');
  const [text, setText] = useState('');
  const [key] = useState(newKey);
  const send = useMutation({
    mutationFn: () =>
      withPresence(() => postJson(`v1/evidence/${item.id}/objections`, { ground, text }, key)),
  });
  if (send.isSuccess) return <p role="status">{t('loans.filedNote')}</p>;
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
      <p className="actions">
        <button type="submit" disabled={send.isPending}>
          {t('loans.send')}
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          {t('aCase.cancel')}
        </button>
      </p>
      {send.isError && <Failure error={send.error} />}
    </form>
  );
}
