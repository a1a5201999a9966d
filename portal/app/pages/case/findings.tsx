/** What a tribunal asks, in its order: each question with what the verification computed, the items it rests on, and its marks. */
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseItem } from '../../../../core/report/case-file.ts';
import type { Report } from '../../../../core/verify/report.ts';
import { WORDS } from '../../../report/words.ts';
import type { Case } from '../../api/cases.ts';
import { useVerified } from '../../cases/verified.ts';
import type { VerifiedCase } from '../../cases/verify-case.ts';
import { MarkShape } from '../../components/mark.tsx';
import { Empty, Loading } from '../../components/states.tsx';
import { balancePoints } from '../../findings/balance.ts';
import { CheckList, Tally, worst } from '../../findings/checks.tsx';
import { ItemList } from '../../findings/item-summary.tsx';
import { OpenPoints } from '../../findings/open-points.tsx';
import { Actors, Parties } from '../../findings/people.tsx';
import { checksOf, QUESTIONS, type Question } from '../../findings/questions.ts';
import { FindingsTable, tableOf } from '../../findings/table.tsx';
import { Timeline } from '../../findings/timeline.tsx';
import { language } from '../../i18n.ts';

const MoneyChart = lazy(async () => ({
  default: (await import('../../findings/money-chart.tsx')).MoneyChart,
}));

export function Findings({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const found = useVerified(data.id);
  if (found === undefined) {
    return (
      <>
        <Empty>{t('findings.verifyFirst')}</Empty>
        <ol className="questions-ahead">
          {QUESTIONS.map(({ id }) => (
            <li key={id}>{t(`findings.questions.${id}`)}</li>
          ))}
        </ol>
      </>
    );
  }
  return (
    <div className="findings-page">
      <Index data={data} report={found.report} />
      <div>
        <p className="actions">
          <button type="button" onClick={() => print()}>
            {t('app.print')}
          </button>
        </p>
        {QUESTIONS.map((question, i) => (
          <Answer key={question.id} number={i + 1} question={question} data={data} found={found} />
        ))}
      </div>
    </div>
  );
}

export function TimelinePart({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const found = useVerified(data.id);
  if (found === undefined) return <Empty>{t('findings.verifyFirst')}</Empty>;
  return <Timeline items={found.items} report={found.report} />;
}

/** Always in view: where each question is, how it stands, and what none of it proves. */
function Index({ data, report }: { readonly data: Case; readonly report: Report }) {
  const { t } = useTranslation();
  const lang = language();
  return (
    <aside className="findings-index">
      <div className="standing">
        <h2>{WORDS.notProven[lang]}</h2>
        <p>{report.standing[lang]}</p>
      </div>
      <nav aria-label={t('findings.index')}>
        <ol>
          {QUESTIONS.map((question) => {
            const outcome = worst(checksOf(report, question));
            return (
              <li key={question.id}>
                <Link
                  to="/cases/$id"
                  params={{ id: data.id }}
                  search={{ part: 'findings' }}
                  hash={`q-${question.id}`}
                  className={`state-${outcome}`}
                  activeProps={{}}
                >
                  <MarkShape outcome={outcome} />
                  <span>{t(`findings.short.${question.id}`)}</span>
                  <span className="visually-hidden">: {WORDS[outcome][lang]}</span>
                </Link>
              </li>
            );
          })}
        </ol>
      </nav>
    </aside>
  );
}

interface AnswerProps {
  readonly number: number;
  readonly question: Question;
  readonly data: Case;
  readonly found: VerifiedCase;
}

function Answer({ number, question, data, found: { report, items } }: AnswerProps) {
  const { t } = useTranslation();
  const { id, tables, types } = question;
  const checks = checksOf(report, question);
  const own = items.filter(({ record }) => record.type !== undefined && types.includes(record.type));
  const heading = `q-${id}-title`;
  return (
    <section className="question" id={`q-${id}`} aria-labelledby={heading} tabIndex={-1}>
      <h2 id={heading}>
        <span className="ordinal">{number}</span> <span>{t(`findings.questions.${id}`)}</span>
      </h2>
      <Tally checks={checks} />
      {id === 'who' && <Parties data={data} />}
      <CheckList checks={checks} />
      {id === 'came-back' && <Balance report={report} currency={data.claim.currency} />}
      {tables.map((name) => {
        const table = tableOf(report, name);
        return table === undefined ? null : <FindingsTable key={name} table={table} />;
      })}
      {id === 'who' && <Actors items={items} />}
      {id === 'missing' && <OpenPoints report={report} items={items} />}
      <h3>{t('findings.rests')}</h3>
      <ItemList items={byType(own, types)} open={id === 'agreed' ? ['CONTRACT'] : []} />
    </section>
  );
}

/** In the order in which the question names them. */
function byType(items: readonly CaseItem[], types: readonly string[]): readonly CaseItem[] {
  const place = ({ record }: CaseItem) => types.indexOf(record.type ?? '');
  return [...items].sort((a, b) => place(a) - place(b) || a.sequence - b.sequence);
}

function Balance({ report, currency }: { readonly report: Report; readonly currency: string }) {
  const points = balancePoints(report);
  if (points.length === 0) return null;
  return (
    <Suspense fallback={<Loading />}>
      <MoneyChart points={points} currency={currency} />
    </Suspense>
  );
}
