/** Changing a draft: what it lacked to be opened is put right here. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, caseQuery } from '../../api/cases.ts';
import { changeDraft } from '../../cases/draft.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { NotFound } from '../not-found.tsx';
import { CaseForm } from './case-form.tsx';
import { DeskTabs } from './tabs.tsx';

export function Draft() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/desk/drafts/$id' });
  const query = useQuery(caseQuery(id));
  return (
    <Loaded query={query} notFound={<NotFound />}>
      {(data) => (
        <>
          <p className="crumbs">
            <Link to="/cases/$id" params={{ id }} search={{ part: 'course' }}>
              {t('cases.loan')} {data.loan}
            </Link>
          </p>
          <PageTitle>{t('bank.lacking.edit')}</PageTitle>
          <DeskTabs />
          {data.state === 'draft' ? <Edit data={data} /> : <Empty>{t('bank.lacking.noDraft')}</Empty>}
        </>
      )}
    </Loaded>
  );
}

function Edit({ data }: { readonly data: Case }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (form: FormData) => changeDraft(data.id, data.revision, form),
    onSuccess: async (id) => {
      for (const key of ['case', 'steps']) await queries.invalidateQueries({ queryKey: [key, id] });
      await navigate({ to: '/cases/$id', params: { id }, search: { part: 'course' } });
    },
  });
  return (
    <CaseForm given={data} busy={change.isPending} onSubmit={change.mutate}>
      {change.isError && <Failure error={change.error} />}
    </CaseForm>
  );
}
