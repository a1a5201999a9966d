/** A case: the facts at its head, and its parts by address. */

import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CaseItem } from '../../../../core/report/case-file.ts';
import { COLON } from '../../../language.ts';
import { type Case, caseQuery } from '../../api/cases.ts';
import { useSession } from '../../api/session.ts';
import { Verification } from '../../cases/verification.tsx';
import { useVerified } from '../../cases/verified.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { Strip } from '../../components/strip.tsx';
import { CaseFileProvider } from '../../findings/case-file.tsx';
import { money } from '../../format.ts';
import { language } from '../../i18n.ts';
import { CASE_PARTS, type CasePart } from '../../search.ts';
import './case.css';
import { NotFound } from '../not-found.tsx';
import { Course } from './course.tsx';
import { Evidence } from './evidence.tsx';
import { Export } from './export.tsx';
import { Findings, TimelinePart } from './findings.tsx';
import { Proven } from './proven.tsx';
import { Work } from './work.tsx';

export function CasePage() {
  const { id } = useParams({ from: '/cases/$id' });
  const query = useQuery(caseQuery(id));
  return (
    <Loaded query={query} notFound={<NotFound />}>
      {(data) => <Content data={data} />}
    </Loaded>
  );
}

/** What the browser computes from the package: for who may have it built. */
const VERIFIED_PARTS: readonly CasePart[] = ['findings', 'timeline', 'proven'];

/** One and the same, so that what hangs on it is not made anew. */
const NO_ITEMS: readonly CaseItem[] = [];

function Content({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const { part } = useSearch({ from: '/cases/$id' });
  const role = useSession()?.person.role;
  const verifies = role !== 'user';
  const parts = CASE_PARTS.filter((one) => verifies || !VERIFIED_PARTS.includes(one));
  const shown = parts.includes(part) ? part : 'evidence';
  const found = useVerified(data.id);
  return (
    <>
      <p className="crumbs">
        <Link to="/cases">{t(verifies ? 'cases.title' : 'app.myCases')}</Link>
      </p>
      <PageTitle>{data.number ?? `${t('cases.loan')} ${data.loan}`}</PageTitle>
      <p>
        <span className="tag">{t(`cases.states.${data.state}`)}</span>
      </p>
      <Head data={data} />
      {verifies && <Verification data={data} tiles={shown !== 'proven'} />}
      <Strip label={t('aCase.tabs')}>
        {parts.map((one) => (
          <Link
            key={one}
            to="/cases/$id"
            params={{ id: data.id }}
            search={{ part: one }}
            aria-current={one === shown ? 'page' : undefined}
          >
            {t(`aCase.${one}`)}
          </Link>
        ))}
      </Strip>
      <CaseFileProvider id={data.id} items={found?.items ?? NO_ITEMS} report={found?.report}>
        <div className="case-part">
          {shown === 'findings' && <Findings data={data} />}
          {shown === 'timeline' && <TimelinePart data={data} />}
          {shown === 'proven' && <Proven data={data} />}
          {shown === 'evidence' && <Evidence data={data} />}
          {shown === 'course' && <Course data={data} />}
          {shown === 'work' && <Work data={data} />}
          {shown === 'export' && <Export data={data} />}
        </div>
      </CaseFileProvider>
    </>
  );
}

function Head({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const { claim } = data;
  return (
    <>
      <dl className="subject">
        {data.parties.map(({ role, name }) => (
          <div key={`${role} ${name}`}>
            <dt>{t(`aCase.${role}`)}</dt>
            <dd>{name}</dd>
          </div>
        ))}
        <div>
          <dt>{t('aCase.commission')}</dt>
          <dd>{data.commission_name}</dd>
        </div>
        <div>
          <dt>{t('cases.loan')}</dt>
          <dd>{data.loan}</dd>
        </div>
      </dl>
      <details className="paper-open">
        <summary>
          {`${t('aCase.claim')}${COLON[language()]}`}
          <strong>{money(claim.total, claim.currency)}</strong>
        </summary>
        <dl className="amounts">
          {(['principal', 'interest', 'default_interest', 'fees', 'costs', 'total'] as const).map((part) => (
            <div key={part}>
              <dt>{t(`aCase.${part}`)}</dt>
              <dd>{money(claim[part], claim.currency)}</dd>
            </div>
          ))}
          <div>
            <dt>{t('aCase.cutOff')}</dt>
            <dd>{claim.cut_off}</dd>
          </div>
        </dl>
        {data.dispute !== undefined && (
          <p>{`${t('aCase.dispute')}${COLON[language()]}${data.dispute.statement}`}</p>
        )}
      </details>
    </>
  );
}
