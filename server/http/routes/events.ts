/** `GET /v1/events`: what happens, as server-sent events. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { createEventStreams } from '../event-streams.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import { EVENT_PATTERN, EventSchema } from '../schemas/event.ts';

const EVENT_STREAM = 'text/event-stream';
const Id = z.string().max(40);

const Query = z.strictObject({
  types: z.string().max(1024).optional().meta({
    description: 'Types wanted, comma separated; all when left out.',
    example: 'evidence.sealed,case.*',
  }),
  after: Id.optional().meta({
    description:
      'As the header Last-Event-ID, for readers that cannot send it. `0.9.0`: everything that is kept.',
    example: '1042.2.88121',
  }),
});

const Headers = z.object({
  'Last-Event-ID': Id.optional().meta({
    description: 'Id of the last event seen; the stream goes on behind it. Without it, with what is new.',
    example: '1042.2.88121',
  }),
});

const Types = z.array(EVENT_PATTERN).max(32);

export function eventRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/v1/events',
      tag: 'evidence',
      summary: "What happens to the organisation's items, cases and packages, as server-sent events",
      action: 'event.read',
      access: { scope: 'evidence:read' },
      quota: 'caller',
      parameters: { query: Query, headers: Headers },
      answers: {
        200: {
          description: 'Each event is one message: `id`, `event` (its type), `data` (Event as JSON).',
          content: { [EVENT_STREAM]: EventSchema },
        },
      },
      problems: ['REQUEST_INVALID', 'EVENT_EXPIRED', 'TOO_MANY_STREAMS', 'STORE_UNAVAILABLE'],
      handlers: [eventHandler(deps)],
    },
  ];
}

function eventHandler({ filing, limits }: AppDeps): RequestHandler {
  const stream = createEventStreams(filing.events, limits.streams);
  return async (req, res) => {
    const { types, after } = conform(Query, req.query);
    const wanted = conform(Types, types?.split(',') ?? []);
    const last = req.get('last-event-id') ?? after;
    await stream({ organisation: callerOf(res).organisation, types: wanted, after: last }, res);
  };
}
