/** Retention, legal holds and erasure. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { RETENTION_RULES } from '../../../core/retention/rules.ts';
import { hasCode, type ServiceErrorCode } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { authorise } from '../../usecases/access/authorise.ts';
import type { Action } from '../../usecases/access/matrix.ts';
import type { Erasure, Hold } from '../../usecases/privacy/types.ts';
import { bytesOf, conform, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentErasure, presentHold, presentRetention } from '../present-privacy.ts';
import { redactionOf } from '../redaction.ts';
import type { Route } from '../route.ts';
import {
  DecisionInput,
  ErasureInput,
  ErasurePageSchema,
  ErasureSchema,
  HoldSchema,
  HoldsSchema,
  PRIVACY_ID,
  ReasonInput,
  RedactionQuery,
  RetentionRulesSchema,
  RetentionSchema,
} from '../schemas/privacy.ts';
import { IdPath, LoanPath, privately } from './evidence.ts';

const JSON_TYPE = 'application/json';
const JWT = 'application/jwt';
/** RFC 9901. */
const SD_JWT = 'application/sd-jwt';
const BODY_BYTES = 16 * 1024;

const ThingPath = z.strictObject({ id: PRIVACY_ID });
const RecordQuery = z.strictObject(RedactionQuery);
const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, 'expected 1 to 500')
    .refine((text) => Number(text) <= 500, 'expected 1 to 500')
    .optional()
    .meta({ description: 'Erasures a page, 1 to 500. Default 100.', example: '100' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,1024}$/, 'expected a next_cursor of an earlier answer')
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'WyJhIiwiYiJd' }),
});

const read = { method: 'get', tag: 'privacy', access: { scope: 'evidence:read' }, quota: 'caller' } as const;
const write = {
  method: 'post',
  tag: 'privacy',
  access: { scope: 'evidence:write' },
  quota: 'caller',
} as const;
const READ: readonly ServiceErrorCode[] = ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'];
const WRITE: readonly ServiceErrorCode[] = [...READ, 'JSON_INVALID', 'PAYLOAD_TOO_LARGE'];

const answer = (description: string, schema: z.ZodType) => ({
  description,
  content: { [JSON_TYPE]: schema },
});
const bodyOf = (description: string, schema: z.ZodType) => ({
  description,
  content: { [JSON_TYPE]: schema },
  required: true,
});

export function privacyRoutes(deps: AppDeps): Route[] {
  return [...retentionRoutes(deps), ...holdRoutes(deps), ...erasureRoutes(deps)];
}

function retentionRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/v1/retention/rules',
      tag: 'privacy',
      summary: 'The retention rules, with source and how sure each is',
      action: 'service.read',
      access: 'public',
      quota: 'anonymous',
      answers: { 200: answer('All sets of rules.', RetentionRulesSchema) },
      problems: [],
      handlers: [(_req, res) => void res.json({ sets: RETENTION_RULES })],
    },
    {
      ...read,
      path: '/v1/evidence/{id}/retention',
      summary: 'How long an item must be kept, by which rules, and what holds it',
      action: 'retention.read',
      parameters: { path: IdPath },
      answers: { 200: answer('Rules, clocks and holds.', RetentionSchema) },
      problems: READ,
      handlers: [retentionHandler(deps)],
    },
    {
      ...read,
      path: '/v1/evidence/{id}/record',
      summary: 'The record as signed, as an SD-JWT without what is to be withheld',
      action: 'evidence.read',
      parameters: { path: IdPath, query: RecordQuery },
      answers: {
        200: {
          description:
            'SD-JWT (RFC 9901); signature and digests hold whatever is left out (docs/spec/record.md).',
          content: { [SD_JWT]: undefined },
        },
      },
      problems: [...READ, 'CONTENT_ERASED'],
      handlers: [recordHandler(deps)],
    },
  ];
}

function holdRoutes(deps: AppDeps): Route[] {
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
      parameters: { path: ThingPath },
      body: bodyOf('Why.', ReasonInput),
      answers: { 200: answer('The hold, lifted.', HoldSchema) },
      problems: [...WRITE, 'CONFLICT'],
      handlers: [rawBody(BODY_BYTES), liftHandler(deps)],
    },
  ];
}

function erasureRoutes(deps: AppDeps): Route[] {
  return [
    {
      ...write,
      path: '/v1/evidence/{id}/erasures',
      summary: 'Ask for the content of an item to be erased',
      action: 'erasure.request',
      parameters: { path: IdPath },
      body: bodyOf('What, on which ground, and why.', ErasureInput),
      answers: { 201: answer('The request. Nothing is erased yet.', ErasureSchema) },
      problems: [...WRITE, 'CONTENT_ERASED'],
      handlers: [rawBody(BODY_BYTES), requestHandler(deps)],
    },
    {
      ...read,
      path: '/v1/erasures',
      summary: "Erasures of the organisation's items; of a person, those they asked for",
      action: 'erasure.read',
      parameters: { query: ListQuery },
      answers: { 200: answer('One page, newest first.', ErasurePageSchema) },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [listHandler(deps)],
    },
    {
      ...read,
      path: '/v1/erasures/{id}',
      summary: 'An erasure',
      action: 'erasure.read',
      parameters: { path: ThingPath },
      answers: { 200: answer('The erasure.', ErasureSchema) },
      problems: READ,
      handlers: [erasureHandler(deps)],
    },
    {
      ...write,
      path: '/v1/erasures/{id}/decision',
      summary: 'Decide on an erasure; an approved one is carried out at once',
      action: 'erasure.decide',
      stepUp: true,
      parameters: { path: ThingPath },
      body: bodyOf('The decision.', DecisionInput),
      answers: { 200: answer('Refused, or done.', ErasureSchema) },
      problems: [...WRITE, 'RETENTION_NOT_EXPIRED', 'LEGAL_HOLD', 'CONFLICT', 'SIGNER_UNAVAILABLE'],
      handlers: [rawBody(BODY_BYTES), decisionHandler(deps)],
    },
    {
      ...read,
      path: '/v1/erasures/{id}/receipt',
      summary: 'The signed receipt of an erasure that was done',
      action: 'erasure.read',
      parameters: { path: ThingPath },
      answers: { 200: { description: 'Compact JWS (docs/privacy.md).', content: { [JWT]: undefined } } },
      problems: READ,
      handlers: [receiptHandler(deps)],
    },
  ];
}

const idOf = (params: unknown): string => conform(IdPath, params).id;

function retentionHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    await access.evidence(callerOf(res), 'retention.read', id);
    privately(res).json(presentRetention(await privacy.retention(id)));
  };
}

function recordHandler({ access, custody, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const redaction = redactionOf(conform(RecordQuery, req.query)) ?? {};
    const caller = callerOf(res);
    await access.evidence(caller, 'evidence.read', id);
    const record = await privacy.record(id, redaction);
    await custody.reads.item({ caller, action: 'record.read' }, id);
    privately(res).attachment(`${id}.sd-jwt`).type(SD_JWT).send(record);
  };
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
    const { id } = conform(ThingPath, req.params);
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

function requestHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const caller = callerOf(res);
    await access.evidence(caller, 'erasure.request', id);
    const { scope = 'everything', ground, reason } = conform(ErasureInput, jsonOf(bytesOf(req)));
    const erasure = await privacy.request(caller, id, { scope, ground, reason });
    privately(res).status(201).json(presentErasure(erasure));
  };
}

function listHandler({ privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { limit = '100', cursor } = conform(ListQuery, req.query);
    const { role, id, organisation } = callerOf(res);
    const page = await privacy.erasures(role === 'user' ? { person: id } : { organisation }, {
      limit: Number(limit),
      ...(cursor !== undefined && { cursor }),
    });
    privately(res).json({
      items: page.erasures.map(presentErasure),
      ...(page.next !== undefined && { next_cursor: page.next }),
    });
  };
}

/** Whoever may reach the item may know of its erasures. */
async function ownErasure(deps: AppDeps, caller: Caller, action: Action, params: unknown): Promise<Erasure> {
  const { id } = conform(ThingPath, params);
  const erasure = await deps.privacy.erasure(id);
  const what = { kind: 'erasure', id };
  if (erasure === undefined) authorise(caller, action, undefined, what);
  try {
    await deps.access.evidence(caller, action, erasure!.evidence);
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) authorise(caller, action, undefined, what);
    throw error;
  }
  return erasure!;
}

function erasureHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const erasure = await ownErasure(deps, callerOf(res), 'erasure.read', req.params);
    privately(res).json(presentErasure(erasure));
  };
}

function decisionHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const caller = callerOf(res);
    const { id } = await ownErasure(deps, caller, 'erasure.decide', req.params);
    const { decision, reason } = conform(DecisionInput, jsonOf(bytesOf(req)));
    const decided = await deps.privacy.decide(caller, id, { approve: decision === 'approve', reason });
    privately(res).json(presentErasure(decided));
  };
}

function receiptHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const caller = callerOf(res);
    const { id, receipt } = await ownErasure(deps, caller, 'erasure.read', req.params);
    if (receipt === undefined) authorise(caller, 'erasure.read', undefined, { kind: 'erasure receipt', id });
    privately(res).attachment(`${id}.erasure.jwt`).type(JWT).send(receipt);
  };
}
