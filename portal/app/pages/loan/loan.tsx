/** One loan of the borrower's, in parts that each have an address. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OwnItems } from '../../../../client/api.generated.ts';
import type { Case } from '../../api/cases.ts';
import { apiUrl } from '../../api/http.ts';
import { ownCasesQuery, ownItemsQuery } from '../../api/loans.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded, Loading } from '../../components/states.tsx';
import { LOAN_PARTS, type LoanPart } from '../../loan-search.ts';
import { NotFound } from '../not-found.tsx';
import { Answer } from './answer.tsx';
import { CaseLine } from './case-notice.tsx';
import { OwnCases } from './cases.tsx';
import { Erasures } from './erasure.tsx';
import { ItemList } from './items.tsx';
import { Seen } from './seen.tsx';
import { Sharing } from './sharing.tsx';

const NO_CASES: readonly Case[] = [];

export function LoanPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/loans/$id' });
  const { part = 'items' } = useSearch({ from: '/loans/$id' });
  const items = useQuery(ownItemsQuery(id));
  const cases = useQuery(ownCasesQuery);
  return (
    <>
      <p className="crumbs">
        <Link to="/loans">{t('loans.title')}</Link>
      </p>
      <Loaded query={items} notFound={<NotFound />}>
        {(data) => {
          // What stands above the parts comes with them, so that nothing jumps.
          if (cases.isPending) return <Loading />;
          const own = (cases.data ?? NO_CASES).filter((one) => one.loan === data.loan.loan);
          return (
            <>
              <PageTitle>{t('loans.loan', { loan: data.loan.loan })}</PageTitle>
              <p className="lead">
                {t('loans.at', { organisation: data.loan.organisation })} ·{' '}
                {t('loans.items', { count: data.items.length })}
              </p>
              {part !== 'case' &&
                own.map((one) => (
                  <div key={one.id} className="panel">
                    <CaseLine data={one} loan={id} />
                  </div>
                ))}
              <Parts id={id} shown={part} />
              <Part part={part} id={id} data={data} cases={own} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Parts({ id, shown }: { readonly id: string; readonly shown: LoanPart }) {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('loans.parts.label')}>
      {LOAN_PARTS.map((part) => (
        <Link
          key={part}
          to="/loans/$id"
          params={{ id }}
          search={{ part }}
          aria-current={part === shown ? 'page' : undefined}
        >
          {t(`loans.parts.${part}`)}
        </Link>
      ))}
    </nav>
  );
}

interface PartProps {
  readonly part: LoanPart;
  readonly id: string;
  readonly data: Pick<OwnItems, 'loan' | 'items'>;
  readonly cases: readonly Case[];
}

function Part({ part, id, data: { loan, items }, cases }: PartProps) {
  const { t } = useTranslation();
  if (part === 'case') return <OwnCases loan={loan.loan} id={id} />;
  if (part === 'answer') return <Answer loan={id} />;
  if (part === 'sharing') return <Sharing loan={id} />;
  if (part === 'erasures') return <Erasures items={items} loan={id} />;
  if (part === 'seen') return <Seen items={items} cases={cases} loan={id} />;
  return (
    <>
      <p className="hint on-screen">{t('loans.itemsHint')}</p>
      <p className="actions">
        <a className="button" href={apiUrl(`v1/loans/${encodeURIComponent(loan.loan)}/receipts`)} download>
          {t('loans.receipts')}
        </a>
      </p>
      <ItemList loan={id} items={items} />
    </>
  );
}
