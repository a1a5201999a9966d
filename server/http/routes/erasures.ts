/** Erasure, from the request to the signed receipt. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { hasCode } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { authorise } from '../../usecases/access/authorise.ts';
import type { Action } from '../../usecases/access/matrix.ts';
import type { Erasure } from '../../usecases/privacy/types.ts';
import { bytesOf, conform, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentErasure } from '../present-privacy.ts';
import type { Route } from '../route.ts';
import {
  DecisionInput,
  ErasureInput,
  ErasurePageSchema,
  ErasureSchema,
  PRIVACY_ID,
} from '../schemas/privacy.ts';
import { IdPath, privately } from './evidence.ts';
import { answer, BODY_BYTES, bodyOf, idOf, READ, read, WRITE, write } from './privacy-common.ts';

const JWT = 'application/jwt';

const ErasurePath = z.strictObject({ id: PRIVACY_ID });
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

export function erasureRoutes(deps: AppDeps): Route[] {
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
      parameters: { path: ErasurePath },
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
      parameters: { path: ErasurePath },
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
      parameters: { path: ErasurePath },
      answers: { 200: { description: 'Compact JWS (docs/privacy.md).', content: { [JWT]: undefined } } },
      problems: READ,
      handlers: [receiptHandler(deps)],
    },
  ];
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
  const { id } = conform(ErasurePath, params);
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
