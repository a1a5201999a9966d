/** The custody log: who did what, and who read whose data. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import { CustodyPageSchema } from '../schemas/custody.ts';

const time = (what: string) =>
  z.iso
    .datetime({ offset: true, error: 'expected RFC 3339 with offset' })
    .optional()
    .meta({ description: what, example: '2026-11-23T00:00:00+08:00' });

const Query = z.strictObject({
  organisation: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .meta({ description: "Whose log; the caller's own when left out.", example: 'demo-bank' }),
  subject: z.string().min(1).max(200).optional().meta({
    description: 'What was acted upon.',
    example: 'evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  }),
  actor: z.string().min(1).max(200).optional().meta({
    description: 'Who acted: id, organisation, role or kind.',
    example: 'arbitrator',
  }),
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,63}\*?$/, 'expected an action, or its beginning and *')
    .optional()
    .meta({ description: 'What was done; with `*` behind, what begins so.', example: 'package.*' }),
  from: time('Done then or later.'),
  to: time('Done before.'),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, 'expected 1 to 500')
    .refine((text) => Number(text) <= 500, 'expected 1 to 500')
    .optional()
    .meta({ description: 'Lines a page, 1 to 500. Default 100.', example: '100' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2048}$/, 'expected a next_cursor of an earlier answer')
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'WyJhIiwiYiJd' }),
});

export function custodyRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/v1/custody',
      tag: 'privacy',
      summary:
        'Who did what and who read whose data, newest first: of the own organisation, or of the person',
      action: 'custody.read',
      access: { scope: 'evidence:read' },
      quota: 'caller',
      parameters: { query: Query },
      answers: { 200: { description: 'One page.', content: { 'application/json': CustodyPageSchema } } },
      problems: ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [listHandler(deps)],
    },
  ];
}

function listHandler({ custody }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { limit = '100', from, to, ...given } = conform(Query, req.query);
    const { lines, next } = await custody.list(callerOf(res), {
      limit: Number(limit),
      ...defined(given),
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
    });
    res.setHeader('Cache-Control', 'private, no-store');
    res.json({ items: lines, ...(next !== undefined && { next_cursor: next }) });
  };
}

/** Without the members that were not given. */
function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
