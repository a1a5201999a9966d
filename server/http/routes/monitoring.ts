/** How filing goes: filings by the minute, what waits, what was refused and why. */
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import type { Activity, Refusal } from '../../usecases/monitoring/types.ts';
import { conform } from '../body.ts';
import { contextOf } from '../context.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { languageOf, problemOf } from '../problem.ts';
import type { Language } from '../problem-catalogue.ts';
import type { Route } from '../route.ts';
import { ActivitySchema, RefusalPageSchema } from '../schemas/monitoring.ts';
import { privately } from './evidence.ts';
import { CURSOR, LIMIT } from './jobs.ts';

const JSON_TYPE = 'application/json';
const RefusalQuery = z.strictObject({ limit: LIMIT, cursor: CURSOR });

/** Refusals whose reason passes by itself: the same filing may be taken the next time. */
const PASSING: readonly ServiceErrorCode[] = [
  'OVERLOADED',
  'STOPPING',
  'STORE_UNAVAILABLE',
  'LOG_CONFLICT',
  'DISK_FULL',
  'QUOTA_EXCEEDED',
  'SIGNER_UNAVAILABLE',
  'UPLOAD_TRUNCATED',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_IN_USE',
  'INTERNAL',
];

export function monitoringRoutes(deps: AppDeps): Route[] {
  const route = { method: 'get', tag: 'evidence', quota: 'caller' } as const;
  return [
    {
      ...route,
      path: '/v1/filings/activity',
      summary: 'Filings by the minute, and the items that wait to be witnessed, stamped and sealed',
      action: 'filing.watch',
      access: { scope: 'evidence:read' },
      answers: { 200: { description: 'As it stands.', content: { [JSON_TYPE]: ActivitySchema } } },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [activityHandler(deps)],
    },
    {
      ...route,
      path: '/v1/filings/refused',
      summary: "The organisation's filings that were refused in the last 7 days, with the reason of each",
      action: 'filing.refused',
      access: { scope: 'evidence:read' },
      parameters: { query: RefusalQuery },
      answers: {
        200: {
          description: 'One page; of many in one minute only the first 20 are kept.',
          content: { [JSON_TYPE]: RefusalPageSchema },
        },
      },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [refusalHandler(deps)],
    },
  ];
}

function activityHandler({ monitoring }: AppDeps): RequestHandler {
  return async (_req, res) => {
    const { role, organisation } = callerOf(res);
    privately(res).json(
      presentActivity(await monitoring.activity(role === 'operator' ? undefined : organisation)),
    );
  };
}

function presentActivity({ countedFrom, minutes, reached, waiting }: Activity) {
  return {
    counted_from: countedFrom,
    minutes,
    log: reached,
    waiting: waiting.map(({ oldest, ...one }) => ({
      ...one,
      ...(oldest !== undefined && { oldest_received_at: oldest }),
    })),
  };
}

function refusalHandler({ monitoring }: AppDeps): RequestHandler {
  return async (req: Request, res) => {
    const { limit = '50', cursor } = conform(RefusalQuery, req.query);
    const page = await monitoring.refusals(callerOf(res).organisation, {
      limit: Number(limit),
      ...(cursor !== undefined && { cursor }),
    });
    const language = languageOf(req);
    privately(res).json({
      items: page.refusals.map((one) => presentRefusal(one, contextOf(res).id, language)),
      ...(page.next !== undefined && { next_cursor: page.next }),
    });
  };
}

function presentRefusal(refusal: Refusal, request: string, language: Language) {
  const { id, at, code, message, facts, key, type, loan, reference, filedAs } = refusal;
  return {
    id,
    at,
    problem: problemOf(new ServiceError(code, message, { facts }), request, language),
    repeat: PASSING.includes(code) ? 'as-it-is' : 'corrected',
    ...(key !== undefined && { idempotency_key: key }),
    ...(type !== undefined && { document_type: type }),
    ...(loan !== undefined && { loan }),
    ...(reference !== undefined && { reference }),
    ...(filedAs !== undefined && { filed_as: filedAs }),
  };
}
