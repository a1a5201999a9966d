/** What has become of a dispute about the loan: state, dates, and the tribunal's questions, which can be answered here. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, type Question, questionsQuery } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { ownCasesQuery } from '../../api/loans.ts';
import type { Role } from '../../api/session.ts';
import { Empty, Failure, Loaded, Unsent } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useDraft } from '../../drafts.ts';
import { money } from '../../format.ts';
import { Day, mayAnswer } from './case-notice.tsx';

export function OwnCases({ loan, id }: { readonly loan: string; readonly id: string }) {
  const { t } = useTranslation();
  const cases = useQuery(ownCasesQuery);
  return (
    <section>
      <h2>{t('loans.cases')}</h2>
      <Loaded query={cases}>
        {(all) => {
          const own = all.filter((one) => one.loan === loan);
          if (own.length === 0) return <Empty>{t('loans.noCase')}</Empty>;
          return own.map((one) => <OwnCase key={one.id} loan={id} data={one} />);
        }}
      </Loaded>
    </section>
  );
}

const DATES = ['answer', 'hearing', 'award'] as const;

function OwnCase({ loan, data }: { readonly loan: string; readonly data: Case }) {
  const { t } = useTranslation();
  const { id, number, state, claim, deadlines, commission_name } = data;
  return (
    <article className="panel">
      <h3>
        {number ?? t('loans.caseUnnumbered')} <span className="tag">{t(`cases.states.${state}`)}</span>
      </h3>
      <p>{t(`loans.caseMeans.${state}`)}</p>
      <dl className="subject">
        <div>
          <dt>{t('loans.commission')}</dt>
          <dd>{commission_name}</dd>
        </div>
        <div>
          <dt>{t('loans.claimed')}</dt>
          <dd className="figure">{money(claim.total, claim.currency)}</dd>
        </div>
        {DATES.map((one) => (
          <div key={one}>
            <dt>{t(`loans.dates.${one}`)}</dt>
            <dd>{deadlines[one] === undefined ? t('loans.noDate') : <Day date={deadlines[one]} />}</dd>
          </div>
        ))}
      </dl>
      <p className="actions">
        <Link
          className={mayAnswer(data) ? 'button primary' : 'button'}
          to="/loans/$id"
          params={{ id: loan }}
          search={{ part: 'answer' }}
        >
          {t('loans.answer')}
        </Link>
        <Link className="button" to="/cases/$id" params={{ id }} search={{ part: 'course' }}>
          {t('loans.wholeCase')}
        </Link>
      </p>
      <OwnQuestions id={id} closed={state === 'closed'} />
    </article>
  );
}

function OwnQuestions({ id, closed }: { readonly id: string; readonly closed: boolean }) {
  const { t } = useTranslation();
  const questions = useQuery(questionsQuery(id));
  return (
    <section>
      <h4>{t('loans.questions')}</h4>
      <Loaded query={questions}>
        {(list) =>
          list.length === 0 ? (
            <p className="hint">{t('loans.noQuestions')}</p>
          ) : (
            <ul className="plain">
              {list.map((question) => (
                <OwnQuestion key={question.id} caseId={id} question={question} closed={closed} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

interface QuestionProps {
  readonly caseId: string;
  readonly question: Question;
  readonly closed: boolean;
}

function OwnQuestion({ caseId, question, closed }: QuestionProps) {
  const { t } = useTranslation();
  const { text, to, due, at, replies } = question;
  const mine = to !== 'claimant';
  const answered = replies.some(({ role }) => role === 'user');
  return (
    <li className="panel">
      <p className="prose">{text}</p>
      <p className="hint">
        {t('aCase.to')}: {t(`aCase.${to}`)} · <Time at={at} />
        {due !== undefined && ` · ${t('aCase.answerBy')} ${due}`}
      </p>
      {replies.map((reply) => (
        <blockquote key={`${reply.by} ${reply.at}`}>
          <p className="prose">{reply.text}</p>
          <p className="hint">
            {t(`roles.${reply.role as Role}`)} · <Time at={reply.at} />
          </p>
        </blockquote>
      ))}
      {mine && !closed && <Reply caseId={caseId} question={question.id} again={answered} />}
    </li>
  );
}

interface ReplyProps {
  readonly caseId: string;
  readonly question: string;
  readonly again: boolean;
}

function Reply({ caseId, question, again }: ReplyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText, clear] = useDraft(`reply ${question}`, '');
  const send = useMutation({
    mutationFn: () => postJson(`v1/cases/${caseId}/questions/${question}/replies`, { text }),
    onSuccess: () => {
      clear();
      return queries.invalidateQueries({ queryKey: ['questions', caseId] });
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <label>
        {t(again ? 'loans.replyAgain' : 'loans.reply')}
        <textarea
          rows={4}
          required
          maxLength={8000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <p className="hint">{t('loans.replyHint')}</p>
      <button type="submit" className="primary" disabled={send.isPending}>
        {t('loans.send')}
      </button>
      <Unsent sending={send} />
      {send.isError && <Failure error={send.error} />}
    </form>
  );
}
