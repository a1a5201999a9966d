/** A confirmation with the key of the device: what is signed is shown in full before it is signed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countersign, countersignOptions, MEANINGS, type Meaning, type OwnItem } from '../../api/loans.ts';
import { Failure, Loaded } from '../../components/states.tsx';
import { Ticked } from '../../components/ticked.tsx';

export function Countersign({ item, onDone }: { readonly item: OwnItem; onDone(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [meaning, setMeaning] = useState<Meaning>('received');
  const asked = useQuery({
    queryKey: ['countersign', item.id, meaning],
    queryFn: () => countersignOptions(item.id, meaning),
    // Its challenge is good once.
    gcTime: 0,
    retry: false,
  });
  const sign = useMutation({
    mutationFn: () => countersign(item.id, asked.data!),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['own-items'] }),
  });
  if (sign.isSuccess) return <p role="status">{t('loans.signed')}</p>;
  return (
    <section className="form" aria-label={t('loans.signTitle', { n: item.sequence })}>
      <h3>{t('loans.signTitle', { n: item.sequence })}</h3>
      <label>
        {t('loans.sign')}
        <select value={meaning} onChange={({ target }) => setMeaning(target.value as Meaning)}>
          {MEANINGS.map((one) => (
            <option key={one} value={one}>
              {t(`loans.meaning.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <p>
        <Ticked>{t('loans.signWhy')}</Ticked>
      </p>
      <Loaded query={asked}>{({ text }) => <pre className="note">{pretty(text)}</pre>}</Loaded>
      <p className="actions">
        <button
          type="button"
          className="primary"
          disabled={!asked.isSuccess || sign.isPending}
          onClick={() => sign.mutate()}
        >
          {t('loans.signNow')}
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          {t('aCase.cancel')}
        </button>
      </p>
      {sign.isError && <Failure error={sign.error} />}
    </section>
  );
}

/** The same text with line breaks, for the eye. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
