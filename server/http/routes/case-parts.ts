/** What the routes of cases have in common: parameters, preconditions, problems, and a case in the API's words. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import type { Action } from '../../usecases/access/matrix.ts';
import type { Case, CaseContent } from '../../usecases/cases/types.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { CASE_ID, type CaseInput } from '../schemas/cases.ts';

export const JSON_TYPE = 'application/json';

const common = { tag: 'cases', quota: 'caller' } as const;
/** A route that reads cases. */
export const readCase = {
  ...common,
  method: 'get',
  action: 'case.read',
  access: { scope: 'evidence:read' },
} as const;
/** A route that changes something of a case. */
export const writeCase = { ...common, method: 'post', access: { scope: 'evidence:write' } } as const;
export const jsonContent = (schema: z.ZodType, description: string) => ({
  description,
  content: { [JSON_TYPE]: schema },
  required: true,
});

export const IdPath = z.strictObject({ id: CASE_ID });

export const caseId = (params: unknown): string => conform(IdPath, params).id;

/** What is not the caller's is answered as such, whatever else is wrong with the request. */
export function owned({ cases }: AppDeps, action: Action): RequestHandler {
  return async (req, res, next) => {
    await cases.open(callerOf(res), action, caseId({ id: req.params.id }));
    next();
  };
}

export const jsonBody: readonly RequestHandler[] = [consumes(JSON_TYPE), rawBody(256 * 1024)];
export const bodyOf = <T extends z.ZodType>(schema: T, req: Request): z.output<T> =>
  conform(schema, jsonOf(bytesOf(req)));

export const CASE_READ_PROBLEMS: readonly ServiceErrorCode[] = [
  'REQUEST_INVALID',
  'NOT_FOUND',
  'STORE_UNAVAILABLE',
  'KEY_UNAVAILABLE',
];
export const CASE_WRITE_PROBLEMS: readonly ServiceErrorCode[] = [
  ...CASE_READ_PROBLEMS,
  'UNSUPPORTED_MEDIA_TYPE',
  'JSON_INVALID',
  'PAYLOAD_TOO_LARGE',
];
export const CHANGE_PROBLEMS: readonly ServiceErrorCode[] = [
  ...CASE_WRITE_PROBLEMS,
  'PRECONDITION_REQUIRED',
  'VERSION_CONFLICT',
  'CASE_TRANSITION_REFUSED',
];

const ETAG = /^"([1-9][0-9]{0,8})"$/;

export const IfMatch = z.object({
  'If-Match': z.string().optional().meta({
    description: 'ETag of the case that the change is based on. Needed.',
    example: '"2"',
  }),
});

const KEY = /^[\x21-\x7e]{1,255}$/;

export const KeyHeader = z.object({
  'Idempotency-Key': z.string().regex(KEY).optional().meta({
    description: 'New for each, the same for its repetitions. Needed.',
    example: 'core-lending/case/417',
  }),
});

/** @throws ServiceError `IDEMPOTENCY_KEY_MISSING` */
export function keyOf(req: Request): string {
  const key = req.get('idempotency-key');
  if (key !== undefined && KEY.test(key)) return key;
  throw new ServiceError(
    'IDEMPOTENCY_KEY_MISSING',
    'this needs an Idempotency-Key of 1 to 255 visible ASCII characters',
  );
}

/** @throws ServiceError `PRECONDITION_REQUIRED`, `REQUEST_INVALID` for what is no ETag of a case */
export function revisionOf(req: Request): number {
  const header = req.get('if-match');
  if (header === undefined) {
    throw new ServiceError('PRECONDITION_REQUIRED', 'a change of a case needs If-Match with its ETag');
  }
  const revision = ETAG.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new ServiceError('REQUEST_INVALID', '/If-Match: expected the ETag of a case, such as "2"', {
    facts: { problems: ['/If-Match: expected the ETag of a case, such as "2"'] },
  });
}

export function sendCase(res: Response, found: Case, status = 200): void {
  res.status(status).setHeader('ETag', `"${found.revision}"`);
  res.setHeader('Cache-Control', 'private, no-store').json(presentCase(found));
}

export function contentOf(body: z.output<typeof CaseInput>): CaseContent {
  const { default_interest: defaultInterest, cut_off: cutOff, ...claim } = body.claim;
  const { dispute, agreement } = body;
  return {
    loan: body.loan,
    commission: body.commission,
    commissionName: body.commission_name,
    parties: body.parties.map(({ id, contact, ...party }) => ({
      ...party,
      ...(id !== undefined && { id }),
      ...(contact !== undefined && { contact }),
    })),
    claim: { ...claim, defaultInterest, cutOff },
    ...(dispute !== undefined && {
      dispute: { ground: dispute.ground, statement: dispute.statement, statedAt: dispute.stated_at },
    }),
    ...(agreement !== undefined && { agreement }),
  };
}

export function presentCase(found: Case): JsonObject {
  const { defaultInterest, cutOff, ...claim } = found.claim;
  const { dispute, agreement, number, openedAt } = found;
  return {
    id: found.id,
    revision: found.revision,
    state: found.state,
    organisation: found.organisation,
    ...(number !== undefined && { number }),
    loan: found.loan,
    commission: found.commission,
    commission_name: found.commissionName,
    parties: found.parties as unknown as Json,
    claim: { ...claim, default_interest: defaultInterest, cut_off: cutOff },
    ...(dispute !== undefined && {
      dispute: { ground: dispute.ground, statement: dispute.statement, stated_at: dispute.statedAt },
    }),
    ...(agreement !== undefined && { agreement }),
    tribunal: found.tribunal as unknown as Json,
    deadlines: found.deadlines as unknown as Json,
    assignees: found.assignees,
    steps: found.steps.map(({ by, ...step }) => ({ ...step, by_role: by.role })),
    documents: found.documents.map((document) => ({ ...document })),
    created_at: found.createdAt,
    updated_at: found.updatedAt,
    ...(openedAt !== undefined && { opened_at: openedAt }),
  };
}
