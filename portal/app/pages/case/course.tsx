/** The course of the case: steps taken, each with its item in the log, and those that lead on. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Case,
  type NextStep,
  type ScheduleRow,
  scheduleQuery,
  stepsQuery,
  takeStep,
} from '../../api/cases.ts';
import { ApiError } from '../../api/http.ts';
import { type Role, useSession } from '../../api/session.ts';
import { Lacking } from '../../cases/lacking.tsx';
import { Failure, Loaded } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { ItemLink } from '../../findings/case-file.tsx';
import { language } from '../../i18n.ts';
import { Administration } from './administration.tsx';
import { Handled } from './handled.tsx';

export function Course({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const steps = useQuery(stepsQuery(data.id));
  const rows = useQuery(scheduleQuery(data.id)).data;
  const role = useSession()?.person.role;
  const office = role === 'secretary';
  // What others may do, and what they lack for it, is not the borrower's to see to.
  const shown = (items: readonly NextStep[]) =>
    role === 'user' ? items.filter(({ permitted }) => permitted) : items;
  const none = role === 'user' && steps.data !== undefined && shown(steps.data).length === 0;
  const [late, setLate] = useState<Attempt>();
  return (
    <section>
      <Table
        label={t('aCase.course')}
        stacks
        columns={[
          { name: 'when', title: t('aCase.when') },
          { name: 'step', title: t('aCase.step') },
          { name: 'who', title: t('aCase.who') },
          { name: 'record', title: t('aCase.record') },
        ]}
      >
        {data.steps.map((step) => (
          <tr key={step.at}>
            <td>
              <Time at={step.at} />
            </td>
            <th scope="row">{t(`cases.states.${step.to}`)}</th>
            <td>{t(`roles.${step.by_role as Role}`)}</td>
            <td>
              <StepItem evidence={step.evidence} rows={rows} />
            </td>
          </tr>
        ))}
      </Table>
      {!none && <h2>{t('aCase.nextSteps')}</h2>}
      {late !== undefined && <Late attempt={late} />}
      <Loaded query={steps}>
        {(items) => (
          <ul className="plain steps">
            {shown(items).map((step) => (
              <Step key={step.event} data={data} step={step} onLate={setLate} />
            ))}
          </ul>
        )}
      </Loaded>
      {office && <Administration data={data} />}
      <Handled title={t('aCase.handledCase')} subject={`case/${data.id}`} />
    </section>
  );
}

/** The item that a step was recorded as; its id until the schedule says its number. */
function StepItem({
  evidence,
  rows = [],
}: {
  readonly evidence: string | undefined;
  readonly rows: readonly ScheduleRow[] | undefined;
}) {
  const row = rows.find((one) => one.evidence === evidence);
  if (evidence === undefined) return <>—</>;
  if (row === undefined) return <code>{evidence}</code>;
  return (
    <>
      <ItemLink sequence={row.number} /> <span className="hint">{row.label[language()]}</span>
    </>
  );
}

/** A step that somebody else's came before. */
interface Attempt {
  readonly about: string;
  readonly reason: string;
}

/** Stands outside the steps: the one that was tried may not lead on any more, and what was written for it must not go with it. */
function Late({ attempt: { about, reason } }: { readonly attempt: Attempt }) {
  const { t } = useTranslation();
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{t('aCase.notTaken', { about })}</strong>
      </p>
      <p>{t('aCase.changedMeanwhile')}</p>
      {reason !== '' && (
        <>
          <p>{t('aCase.written')}</p>
          <blockquote className="prose">{reason}</blockquote>
        </>
      )}
    </div>
  );
}

interface StepProps {
  readonly data: Case;
  readonly step: NextStep;
  onLate(attempt: Attempt | undefined): void;
}

function Step({ data, step, onLate }: StepProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const take = useMutation({
    mutationFn: () => withPresence(() => takeStep(data.id, data.revision, step.event, reason.trim())),
    onMutate: () => onLate(undefined),
    onError: (error) => isConflict(error) && onLate({ about: step.about, reason: reason.trim() }),
    onSettled: async () => {
      for (const key of ['case', 'steps', 'schedule']) {
        await queries.invalidateQueries({ queryKey: [key, data.id] });
      }
      await queries.invalidateQueries({ queryKey: ['case-counts'] });
    },
  });
  // A reason is given with the step itself.
  const unmet = step.unmet.filter(({ guard }) => guard !== 'reason-given');
  const blocked = unmet.length > 0 || step.missing.length > 0;
  return (
    <li className="panel">
      <h3>{step.about}</h3>
      <Lacking step={{ ...step, unmet }} about={data} />
      {!step.permitted && <p className="hint">{t('aCase.notYours')}</p>}
      {step.permitted && !blocked && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            take.mutate();
          }}
        >
          <label>
            {t('aCase.reason')}
            <input
              value={reason}
              required={unmet.length < step.unmet.length}
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
          <button type="submit" disabled={take.isPending}>
            {t('aCase.take')}
          </button>
        </form>
      )}
      {take.isError && !isConflict(take.error) && <Failure error={take.error} />}
    </li>
  );
}

const isConflict = (error: unknown) => error instanceof ApiError && error.problem.code === 'VERSION_CONFLICT';
