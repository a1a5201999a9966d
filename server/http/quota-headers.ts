/** Tells filers how much of their quota is left (RateLimit and RateLimit-Policy, draft-ietf-httpapi-ratelimit-headers-08). */
import type { RequestHandler, Response } from 'express';
import type { Usage } from '../usecases/organisations/usage.ts';
import { callerOf } from './gate.ts';

const DAY_SECONDS = 86_400;

export function createQuotaHeaders(usage: Usage): RequestHandler {
  return async (_req, res, next) => {
    const { organisation } = callerOf(res);
    const { quota, items, bytes, secondsLeft } = await usage.standing(organisation);
    const tell = (name: string, most: number | null, used: number) => {
      if (most === null) return;
      append(res, 'RateLimit-Policy', `"${name}";q=${most};w=${DAY_SECONDS}`);
      append(res, 'RateLimit', `"${name}";r=${Math.max(0, most - used)};t=${secondsLeft}`);
    };
    tell('items-per-day', quota.itemsPerDay, items);
    tell('bytes-per-day', quota.bytesPerDay, bytes);
    next();
  };
}

/** Both are lists; the calls a minute stand in them already. */
function append(res: Response, name: string, item: string): void {
  const before = res.getHeader(name);
  res.setHeader(name, before === undefined ? item : `${String(before)}, ${item}`);
}
