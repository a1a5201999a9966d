/** What the commission's office sets: case number, dates, and who sits. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { administer, arbitratorsQuery, type Case } from '../../api/cases.ts';
import { Failure, Loaded } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';

const DATES = ['answer', 'hearing', 'award'] as const;
const SEATS = ['sole', 'presiding', 'member'] as const;

function useAdministration(data: Case) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: object) => withPresence(() => administer(data.id, data.revision, change)),
    onSettled: async () => {
      for (const key of ['case', 'steps', 'handled']) await queries.invalidateQueries({ queryKey: [key] });
    },
  });
}

export function Administration({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const save = useAdministration(data);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const given = (name: string) => String(values.get(name) ?? '').trim();
    const dates = DATES.flatMap((name) => (given(name) === '' ? [] : [[name, given(name)] as const]));
    save.mutate({
      ...(given('number') !== '' && { number: given('number') }),
      deadlines: Object.fromEntries(dates),
    });
  };
  return (
    <section>
      <h2>{t('aCase.administration')}</h2>
      <form className="form" onSubmit={submit}>
        <label>
          {t('aCase.caseNumber')}
          <input name="number" maxLength={64} defaultValue={data.number ?? ''} />
        </label>
        {DATES.map((name) => (
          <label key={name}>
            {t(`aCase.until.${name}`)}
            <input type="date" name={name} defaultValue={data.deadlines[name] ?? ''} />
          </label>
        ))}
        <button type="submit" disabled={save.isPending}>
          {t('aCase.saveDates')}
        </button>
        {save.isSuccess && <p role="status">{t('aCase.saved')}</p>}
        {save.isError && <Failure error={save.error} />}
      </form>
      <Tribunal data={data} />
    </section>
  );
}

function Tribunal({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const people = useQuery(arbitratorsQuery);
  const save = useAdministration(data);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const tribunal = [...new FormData(event.currentTarget)].flatMap(([person, seat]) =>
      seat === '' ? [] : [{ person, seat }],
    );
    save.mutate({ tribunal });
  };
  return (
    <>
      <h3>{t('aCase.tribunal')}</h3>
      <Loaded query={people}>
        {(all) => (
          <form className="form" onSubmit={submit}>
            {all.map(({ id, name }) => (
              <label key={id}>
                {name ?? id}
                <select
                  name={id}
                  defaultValue={data.tribunal.find(({ person }) => person === id)?.seat ?? ''}
                >
                  <option value="">{t('aCase.seats.none')}</option>
                  {SEATS.map((seat) => (
                    <option key={seat} value={seat}>
                      {t(`aCase.seats.${seat}`)}
                    </option>
                  ))}
                </select>
              </label>
            ))}
            {all.length === 0 && <p className="hint">{t('aCase.noArbitrators')}</p>}
            <button type="submit" disabled={save.isPending || all.length === 0}>
              {t('aCase.saveTribunal')}
            </button>
            {save.isSuccess && <p role="status">{t('aCase.saved')}</p>}
            {save.isError && <Failure error={save.error} />}
          </form>
        )}
      </Loaded>
    </>
  );
}
