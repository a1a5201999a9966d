/** How many calls a minute each may make; refusals are problems like any other and say when to come back. */
import type { RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { ServiceError } from '../errors.ts';
import type { OrganisationRegister } from '../usecases/organisations/create.ts';
import { contextOf } from './context.ts';
import type { HttpLimits } from './deps.ts';
import type { Quota } from './route.ts';

const WINDOW_SECONDS = 60;

export function createQuotas(
  { perMinute }: HttpLimits,
  organisations: Pick<OrganisationRegister, 'quota'>,
): Readonly<Record<Quota, RequestHandler>> {
  return {
    caller: quota((res) => {
      const { organisation, kind } = contextOf(res).caller ?? {};
      // A person has hands: what one of them does must not use up what is left to others.
      if (kind === 'person') return perMinute.anonymous;
      const own = organisation === undefined ? null : organisations.quota(organisation).callsPerMinute;
      return Math.min(own ?? perMinute.caller, perMinute.caller);
    }),
    log: quota(() => perMinute.log),
    anonymous: quota(() => perMinute.anonymous),
    none: (_req, _res, next) => next(),
  };
}

function quota(limitOf: (res: Response) => number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_SECONDS * 1000,
    limit: (_req, res) => limitOf(res),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: (req, res) => {
      const { caller } = contextOf(res);
      if (caller === undefined) return ipKeyGenerator(req.ip ?? 'unknown');
      return caller.kind === 'person' ? `person/${caller.id}` : caller.organisation;
    },
    handler: (_req, res, next) => {
      const limit = limitOf(res);
      next(
        new ServiceError('RATE_LIMITED', `more than ${limit} calls in a minute`, {
          facts: { limit, windowSeconds: WINDOW_SECONDS },
          retryAfterSeconds: WINDOW_SECONDS,
        }),
      );
    },
  });
}
