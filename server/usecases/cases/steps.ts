/** Takes a step of a case: role, state, revision, guards, documents, in this order; then by compare-and-swap, so of two at once one wins. */
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { actorOf } from '../custody/reads.ts';
import { type CaseRecord, changeCase, isPending, type OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { type CaseEvents, isPassing } from './events.ts';
import { type GuardContext, unmetOf } from './guards.ts';
import { ownCase } from './own.ts';
import { CASE_EVENTS, type CaseEvent, GUARD_TEXTS, TRANSITIONS, type Transition } from './states.ts';
import { rowsOf } from './stream.ts';
import type { CaseStep, NextStep, StepRequest } from './types.ts';

/** Past tense of each event, for the custody log and for those who follow the case. */
export const EVENT_NAMES: Readonly<Record<CaseEvent, string>> = {
  open: 'case.opened',
  serve: 'case.served',
  answer: 'case.answered',
  lapse: 'case.answer-lapsed',
  prepare: 'case.package-ready',
  supplement: 'case.supplement-asked',
  hear: 'case.heard',
  award: 'case.awarded',
  close: 'case.closed',
  withdraw: 'case.withdrawn',
};

const leavingFrom = ({ state }: Pick<CaseRecord, 'state'>): readonly CaseEvent[] =>
  CASE_EVENTS.filter((event) => TRANSITIONS[event].from.includes(state));

/** @throws ServiceError `VERSION_CONFLICT` */
export function demandRevision({ revision, id }: CaseRecord, expected: number): void {
  if (revision === expected) return;
  throw new ServiceError('VERSION_CONFLICT', 'the case has been changed since it was read', {
    facts: { case: id, expected, current: revision },
  });
}

function demandState(record: CaseRecord, event: CaseEvent, { from }: Transition): void {
  if (from.includes(record.state)) return;
  throw new ServiceError(
    'CASE_TRANSITION_REFUSED',
    `a case that is ${record.state} cannot take the step ${event}`,
    {
      facts: { event, state: record.state, from: [...from], allowed: [...leavingFrom(record)] },
    },
  );
}

function demandRole(caller: Caller, event: CaseEvent, { roles }: Transition): void {
  if (roles.includes(caller.role)) return;
  throw new ServiceError('FORBIDDEN', `the step ${event} is not for the role ${caller.role}`, {
    facts: { event, role: caller.role, allowed: [...roles] },
  });
}

async function contextOf(deps: CaseDeps, open: OpenCase, reason: string | undefined): Promise<GuardContext> {
  const rows = await rowsOf(deps, open.record.organisation, open.record.loanIndex);
  return { deps, open, rows, reason, now: deps.clock.now() };
}

async function demandGuards(context: GuardContext, event: CaseEvent, transition: Transition): Promise<void> {
  const { unmet, missing } = await unmetOf(context, transition);
  if (unmet.length === 0 && missing.length === 0) return;
  const documents = missing.map((group) => `document:${group.join('|')}`);
  const [first] = unmet;
  const text = first === undefined ? 'documents are missing from the loan' : GUARD_TEXTS[first].en;
  throw new ServiceError('CASE_GUARD_UNMET', `the step ${event} cannot be taken: ${text}`, {
    facts: { event, unmet: [...unmet, ...documents] },
  });
}

export async function takeStep(
  deps: CaseDeps,
  events: CaseEvents,
  caller: Caller,
  id: string,
  revision: number,
  { event, reason }: StepRequest,
): Promise<OpenCase> {
  const transition = TRANSITIONS[event];
  let open = await ownCase(deps, caller, 'case.step', id);
  demandRole(caller, event, transition);
  demandRevision(open.record, revision);
  demandState(open.record, event, transition);
  // The log has the earlier steps before it is asked for a later one.
  if (open.record.steps.some(isPending)) open = await events.settle(id);
  await demandGuards(await contextOf(deps, open, reason), event, transition);
  const at = new Date(deps.clock.now()).toISOString();
  const changed = await changeCase(deps, id, ({ record, secret }) => {
    demandRevision(record, revision);
    demandState(record, event, transition);
    const step: CaseStep = {
      event,
      from: record.state,
      to: transition.to,
      at,
      by: { role: caller.role, id: caller.id, organisation: caller.organisation },
      revision: revision + 1,
    };
    return {
      record: {
        ...record,
        revision: step.revision,
        state: transition.to,
        steps: [...record.steps, step],
        updatedAt: at,
        ...(event === 'open' && { openedAt: at }),
      },
      ...(reason !== undefined && {
        secret: { ...secret, reasons: { ...secret.reasons, [String(step.revision)]: reason } },
      }),
    };
  });
  await tell(deps, caller, changed.record, EVENT_NAMES[event]);
  return filed(deps, events, changed);
}

/** The step stands; where the log does not take its item now, it is filed as soon as it does. */
async function filed(deps: CaseDeps, events: CaseEvents, changed: OpenCase): Promise<OpenCase> {
  try {
    return await events.settle(changed.record.id);
  } catch (error) {
    if (!isPassing(error)) throw error;
    deps.logger.warn({ case: changed.record.id, error }, 'a step of a case will be filed later');
    return changed;
  }
}

type Facts = Readonly<Record<string, string | number>>;

/** Leaves a custody line, and tells those who follow the case. */
export async function tell(
  deps: Pick<CaseDeps, 'custody' | 'publish'>,
  caller: Caller,
  record: CaseRecord,
  action: string,
  facts: Facts = {},
): Promise<void> {
  await leaveLine(deps, caller, record, action, facts);
  const { id, organisation, state, revision, commission, assignees } = record;
  // A draft is between the bank and nobody.
  const others = state === 'draft' ? [] : [commission, ...assignees];
  deps.publish?.({ type: action, case: id, organisations: [organisation, ...others], state, revision });
}

/** A line where the bank and the borrower can see it, told to nobody. */
export async function leaveLine(
  { custody }: Pick<CaseDeps, 'custody'>,
  caller: Caller,
  { id, organisation, loanIndex: loan, state, revision }: CaseRecord,
  action: string,
  facts: Facts = {},
): Promise<void> {
  const actor = actorOf(caller);
  const whole = { state, revision, ...facts };
  await custody.record({ actor, action, subject: `case/${id}`, organisation, loan, facts: whole });
}

/** The steps that lead on from here, and what each lacks. */
export async function nextSteps(deps: CaseDeps, caller: Caller, id: string): Promise<readonly NextStep[]> {
  const open = await ownCase(deps, caller, 'case.read', id);
  // A reason is given with the step itself.
  const context = await contextOf(deps, open, 'given with the step');
  const steps: NextStep[] = [];
  for (const event of leavingFrom(open.record)) {
    const transition = TRANSITIONS[event];
    const permitted = transition.roles.includes(caller.role);
    steps.push({ event, to: transition.to, permitted, ...(await unmetOf(context, transition)) });
  }
  return steps;
}
