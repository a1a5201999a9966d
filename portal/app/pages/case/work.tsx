/** The tribunal's notes, and its questions to the parties: of the whole case, or of one item. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../../language.ts';
import { type Case, notesQuery, type Question, questionsQuery, scheduleQuery } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { type Role, useSession } from '../../api/session.ts';
import { Empty, Failure, Loaded } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { language } from '../../i18n.ts';

/** The item that a note or question is about. */
interface About {
  readonly evidence: string;
  readonly number: number;
}

export function Work({ data }: { readonly data: Case }) {
  const role = useSession()?.person.role;
  const tribunal = role === 'arbitrator' || role === 'secretary';
  return (
    <>
      {tribunal && <Notes id={data.id} />}
      <Questions id={data.id} mayAsk={tribunal} />
    </>
  );
}

function usePosting(id: string, what: 'notes' | 'questions') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => postJson(`v1/cases/${id}/${what}`, body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [what, id] });
      // What is put to the parties is an item of the case.
      await queries.invalidateQueries({ queryKey: ['case', id] });
    },
  });
}

/** Of one item alone where there is one. */
const about = <T extends { readonly item?: string }>(list: readonly T[], item: About | undefined) =>
  item === undefined ? list : list.filter((one) => one.item === item.evidence);

/** Which item a note or question is about, as a way to it. */
function AboutItem({ id, item }: { readonly id: string; readonly item: string | undefined }) {
  const { t } = useTranslation();
  const rows = useQuery({ ...scheduleQuery(id), enabled: item !== undefined }).data;
  const row = rows?.find(({ evidence }) => evidence === item);
  if (row === undefined) return null;
  return (
    <>
      {' · '}
      <Link to="/cases/$id" params={{ id }} search={{ part: 'evidence', item: row.number }}>
        {t('findings.itemNumber', { number: row.number })}
      </Link>
    </>
  );
}

export function Notes({ id, item }: { readonly id: string; readonly item?: About }) {
  const { t } = useTranslation();
  const notes = useQuery(notesQuery(id));
  const add = usePosting(id, 'notes');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const shared = values.has('shared') ? 'tribunal' : 'own';
    const body = { text: values.get('text'), shared, ...(item && { item: item.evidence }) };
    add.mutate(body, { onSuccess: () => form.reset() });
  };
  return (
    <section>
      <h2>{t('aCase.notes')}</h2>
      <p className="hint">{t('aCase.notesHint')}</p>
      <Loaded query={notes}>
        {(all) =>
          about(all, item).length === 0 ? (
            <Empty>{t('aCase.noNotes')}</Empty>
          ) : (
            <ul className="plain">
              {about(all, item).map((note) => (
                <li key={note.id} className="panel">
                  <p className="prose">{note.text}</p>
                  <p className="hint">
                    <Time at={note.at} />
                    {item === undefined && <AboutItem id={id} item={note.item} />}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <form className="form" onSubmit={submit}>
        <label>
          {t('aCase.newNote')}
          <textarea name="text" rows={3} maxLength={8000} required />
        </label>
        <label className="tick">
          <input type="checkbox" name="shared" />
          {t('aCase.shareNote')}
        </label>
        <button type="submit" disabled={add.isPending}>
          {t('aCase.add')}
        </button>
        {add.isError && <Failure error={add.error} />}
      </form>
    </section>
  );
}

export function Questions({
  id,
  mayAsk,
  item,
}: {
  readonly id: string;
  readonly mayAsk: boolean;
  readonly item?: About;
}) {
  const { t } = useTranslation();
  const questions = useQuery(questionsQuery(id));
  const ask = usePosting(id, 'questions');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const due = String(values.get('due') ?? '');
    const body = {
      text: values.get('text'),
      to: values.get('to'),
      ...(due !== '' && { due }),
      ...(item && { item: item.evidence }),
    };
    ask.mutate(body, { onSuccess: () => form.reset() });
  };
  return (
    <section>
      <h2>{t('aCase.questions')}</h2>
      <Loaded query={questions}>
        {(all) =>
          about(all, item).length === 0 ? (
            <Empty>{t('aCase.noQuestions')}</Empty>
          ) : (
            <ul className="plain">
              {about(all, item).map((question) => (
                <Asked key={question.id} id={id} question={question} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayAsk && (
        <form className="form" onSubmit={submit}>
          <label>
            {t('aCase.newQuestion')}
            <textarea name="text" rows={3} maxLength={4000} required />
          </label>
          <label>
            {t('aCase.to')}
            <select name="to">
              <option value="claimant">{t('aCase.claimant')}</option>
              <option value="respondent">{t('aCase.respondent')}</option>
              <option value="both">{t('aCase.both')}</option>
            </select>
          </label>
          <label>
            {t('aCase.answerBy')}
            <input type="date" name="due" />
          </label>
          <button type="submit" disabled={ask.isPending}>
            {t('aCase.ask')}
          </button>
          {ask.isError && <Failure error={ask.error} />}
        </form>
      )}
    </section>
  );
}

function Asked({ id, question }: { readonly id: string; readonly question: Question }) {
  const { t } = useTranslation();
  const { text, to, due, at, replies } = question;
  return (
    <li className="panel">
      <p className="prose">{text}</p>
      <p className="hint">
        {`${t('aCase.to')}${COLON[language()]}${t(`aCase.${to}`)} · `}
        <Time at={at} />
        {due !== undefined && ` · ${t('aCase.answerBy')} ${due}`}
        <AboutItem id={id} item={question.item} />
      </p>
      {replies.length === 0 && <p className="hint">{t('aCase.noAnswer')}</p>}
      {replies.map((reply) => (
        <blockquote key={reply.at}>
          <p className="prose">{reply.text}</p>
          <p className="hint">
            {t(`roles.${reply.role as Role}`)} · <Time at={reply.at} />
          </p>
        </blockquote>
      ))}
    </li>
  );
}
