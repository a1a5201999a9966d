/** An objection to one item, with a reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filed } from '../../../../client/api.generated.ts';
import { newKey } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { GROUNDS, type Ground, type OwnItem } from '../../api/loans.ts';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { useDraft } from '../../drafts.ts';
import { FiledNote } from './filed-note.tsx';
import { GroundForm } from './ground-form.tsx';

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
    <GroundForm
      title={t('loans.objectTitle', { n: item.sequence })}
      grounds={GROUNDS}
      words={(one) => t(`loans.grounds.${one}`)}
      ground={ground}
      onGround={setGround}
      reason={text}
      onReason={setText}
      rows={4}
      most={4000}
      hint={<PresenceHint />}
      action={t('loans.sendObjection')}
      sending={send}
      onDone={onDone}
    />
  );
}
