/** Legal holds. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Caller } from '../../ports/caller.ts';
import { authorise } from '../../usecases/access/authorise.ts';
import type { Hold } from '../../usecases/privacy/types.ts';
import { bytesOf, conform, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentHold } from '../present-privacy.ts';
import type { Route } from '../route.ts';
import { HoldSchema, HoldsSchema, PRIVACY_ID, ReasonInput } from '../schemas/privacy.ts';
import { IdPath, LoanPath, privately } from './evidence.ts';
import { answer, BODY_BYTES, bodyOf, idOf, READ, read, WRITE, write } from './privacy-common.ts';

const HoldPath = z.strictObject({ id: PRIVACY_ID });

export function holdRoutes(deps: AppDeps): Route[] {
  const set = {
    ...write,
    action: 'hold.set',
    body: bodyOf('Why.', ReasonInput),
    answers: { 201: answer('The hold, in force.', HoldSchema) },
    problems: WRITE,
  } as const;
  return [
    {
      ...read,
      path: '/v1/evidence/{id}/holds',
      summary: 'Legal holds on an item and its loan',
      action: 'retention.read',
      parameters: { path: IdPath },
      answers: { 200: answer('In force and lifted, oldest first.', HoldsSchema) },
      problems: READ,
      handlers: [holdsHandler(deps)],
    },
    {
      ...set,
      path: '/v1/evidence/{id}/holds',
      summary: 'Put an item under a legal hold',
      parameters: { path: IdPath },
      handlers: [rawBody(BODY_BYTES), itemHoldHandler(deps)],
    },
    {
      ...set,
      path: '/v1/loans/{loan}/holds',
      summary: 'Put a loan with all its items under a legal hold',
      parameters: { path: LoanPath },
      handlers: [rawBody(BODY_BYTES), loanHoldHandler(deps)],
    },
    {
      ...write,
      path: '/v1/holds/{id}/lift',
      summary: 'Lift a legal hold; the party that set it alone',
      action: 'hold.lift',
      parameters: { path: HoldPath },
      body: bodyOf('Why.', ReasonInput),
      answers: { 200: answer('The hold, lifted.', HoldSchema) },
      problems: [...WRITE, 'CONFLICT'],
      handlers: [rawBody(BODY_BYTES), liftHandler(deps)],
    },
  ];
}

function holdsHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    await access.evidence(callerOf(res), 'retention.read', id);
    privately(res).json({ items: (await privacy.holdsOn(id)).map(presentHold) });
  };
}

function itemHoldHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const caller = callerOf(res);
    const organisation = await access.evidence(caller, 'hold.set', id);
    const { reason } = conform(ReasonInput, jsonOf(bytesOf(req)));
    const hold = await privacy.setHold(caller, `evidence/${id}`, organisation, reason);
    privately(res).status(201).json(presentHold(hold));
  };
}

function loanHoldHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { loan } = conform(LoanPath, req.params);
    const caller = callerOf(res);
    const organisation = await access.loan(caller, 'hold.set', loan);
    const { reason } = conform(ReasonInput, jsonOf(bytesOf(req)));
    const hold = await privacy.setHold(caller, privacy.loanSubject(organisation, loan), organisation, reason);
    privately(res).status(201).json(presentHold(hold));
  };
}

function liftHandler({ privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { id } = conform(HoldPath, req.params);
    const caller = callerOf(res);
    const hold = await privacy.hold(id);
    authorise(caller, 'hold.lift', hold && ownerOfHold(hold, caller), { kind: 'hold', id });
    const { reason } = conform(ReasonInput, jsonOf(bytesOf(req)));
    privately(res).json(presentHold(await privacy.liftHold(caller, id, reason)));
  };
}

/** Whose evidence it is may know of the hold; lifting it is for the party that set it. */
function ownerOfHold({ organisation, setBy }: Hold, caller: Caller) {
  return {
    organisations: [organisation, setBy.organisation],
    persons: setBy.id === caller.id ? [caller.id] : [],
  };
}
