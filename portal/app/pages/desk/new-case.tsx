/** Drafting a case. Opening it is a step of the draft, which says what is lacking. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { draftCase } from '../../cases/draft.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Failure } from '../../components/states.tsx';
import { CaseForm } from './case-form.tsx';
import { CaseTabs } from './case-tabs.tsx';
import { DeskTabs } from './tabs.tsx';

export function NewCase() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { loan } = useSearch({ from: '/desk/new-case' });
  const draft = useMutation({
    mutationFn: draftCase,
    onSuccess: (id) => navigate({ to: '/cases/$id', params: { id }, search: { part: 'course' } }),
  });
  return (
    <>
      <PageTitle>{t('draft.title')}</PageTitle>
      <DeskTabs />
      <CaseTabs />
      <p className="lead">{t('draft.lead')}</p>
      <CaseForm loan={loan} busy={draft.isPending} onSubmit={draft.mutate}>
        {draft.isError && <Failure error={draft.error} />}
      </CaseForm>
    </>
  );
}
