/** Drafting a case. Opening it is a step of the draft, which says what is lacking. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AMOUNTS, DISPUTES, draftCase } from '../../cases/draft.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Failure } from '../../components/states.tsx';
import { DeskTabs } from './tabs.tsx';

export function NewCase() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useMutation({
    mutationFn: draftCase,
    onSuccess: (id) => navigate({ to: '/cases/$id', params: { id }, search: { part: 'course' } }),
  });
  const line = (name: 'loan' | 'commission' | 'commission_name' | 'claimant' | 'respondent') => (
    <label>
      {t(`draft.${name}`)}
      <input name={name} required maxLength={128} />
    </label>
  );
  return (
    <>
      <PageTitle>{t('draft.title')}</PageTitle>
      <DeskTabs />
      <p className="lead">{t('draft.lead')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          draft.mutate(new FormData(event.currentTarget));
        }}
      >
        {line('loan')}
        {line('claimant')}
        {line('respondent')}
        {line('commission_name')}
        {line('commission')}
        <h2>{t('draft.claim')}</h2>
        {AMOUNTS.map((name) => (
          <label key={name}>
            {t(`aCase.${name}`)}
            <input
              name={name}
              required
              inputMode="decimal"
              defaultValue="0.00"
              pattern="(0|[1-9][0-9]{0,11})\.[0-9]{2}"
              title={t('draft.amountForm')}
            />
          </label>
        ))}
        <label>
          {t('aCase.cutOff')}
          <input type="date" name="cut_off" required />
        </label>
        <h2>{t('aCase.dispute')}</h2>
        <label>
          {t('draft.ground')}
          <select name="ground">
            {DISPUTES.map((ground) => (
              <option key={ground} value={ground}>
                {t(`draft.grounds.${ground}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('draft.statement')}
          <textarea name="statement" rows={4} required maxLength={4000} />
        </label>
        <label>
          {t('draft.statedAt')}
          <input type="datetime-local" name="stated_at" required />
        </label>
        <button type="submit" className="primary" disabled={draft.isPending}>
          {t('draft.save')}
        </button>
        {draft.isError && <Failure error={draft.error} />}
      </form>
    </>
  );
}
