/** Webhooks: endpoints, their secrets, and what became of each delivery. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { Delivery, Endpoint } from '../../usecases/webhooks/types.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { locate } from '../public-path.ts';
import type { Route } from '../route.ts';
import {
  DeliveryPageSchema,
  DeliverySchema,
  RotateInput,
  WEBHOOK_ID,
  WebhookChange,
  WebhookInput,
  WebhookList,
  WebhookSchema,
  WebhookWithSecret,
} from '../schemas/webhook.ts';

const JSON_TYPE = 'application/json';
const MAX_BYTES = 16_384;
const HOUR_MS = 3_600_000;

const IdPath = z.strictObject({ id: WEBHOOK_ID });
const DeliveryPath = z.strictObject({
  id: WEBHOOK_ID,
  delivery: z
    .string()
    .regex(/^[0-9a-z.-]{1,64}$/, 'expected the id of a delivery')
    .meta({ description: 'Id of the event that was posted.', example: '1042.2.88121' }),
});
const PageQuery = z.strictObject({
  state: z.enum(['pending', 'delivered', 'failed']).optional().meta({
    description: 'Only those in this state.',
    example: 'failed',
  }),
  limit: z
    .string()
    .regex(/^([1-9][0-9]?|100)$/, 'expected 1 to 100')
    .optional()
    .meta({ description: 'Deliveries a page, 1 to 100. Default 50.', example: '50' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2048}$/, 'expected a next_cursor of an earlier answer')
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'WyJhIiwiYiJd' }),
});

const shared = {
  tag: 'webhooks',
  action: 'webhook.manage',
  access: { scope: 'webhook:write' },
  quota: 'caller',
} as const;
const one = { ...shared, path: '/v1/webhooks/{id}', parameters: { path: IdPath } } as const;
const PROBLEMS = ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'] as const;
const BODY_PROBLEMS = [
  'JSON_INVALID',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'WEBHOOK_URL_REFUSED',
] as const;

const answers = (schema: z.ZodType, description: string, status = 200) => ({
  [status]: { description, content: { [JSON_TYPE]: schema } },
});
const body = (schema: z.ZodType, required = true) => ({
  description: 'As JSON.',
  content: { [JSON_TYPE]: schema },
  required,
});
const readJson = [consumes(JSON_TYPE), rawBody(MAX_BYTES)];

export function webhookRoutes(deps: AppDeps): Route[] {
  return [...endpointRoutes(deps), ...secretRoutes(deps), ...deliveryRoutes(deps)];
}

function endpointRoutes({ filing: { webhooks } }: AppDeps): Route[] {
  const all = { ...shared, path: '/v1/webhooks' } as const;
  return [
    {
      ...all,
      method: 'post',
      stepUp: true,
      summary: 'Set up an endpoint; the answer shows its secret, once',
      body: body(WebhookInput),
      answers: answers(WebhookWithSecret, 'Set up. Events from now on are posted.', 201),
      problems: [...PROBLEMS, ...BODY_PROBLEMS, 'WEBHOOK_LIMIT'],
      handlers: [
        ...readJson,
        async (req, res) => {
          const { url, types, description } = conform(WebhookInput, jsonOf(bytesOf(req)));
          const made = await webhooks.create(callerOf(res), {
            url,
            types,
            ...(description !== undefined && { description }),
          });
          locate(res.status(201), `/v1/webhooks/${made.endpoint.id}`);
          privately(res).json({ ...present(made.endpoint), secret: made.secret });
        },
      ],
    },
    {
      ...all,
      method: 'get',
      summary: "The organisation's endpoints",
      answers: answers(WebhookList, 'The endpoints, without secrets.'),
      problems: PROBLEMS,
      handlers: [
        async (_req, res) =>
          void privately(res).json({ items: (await webhooks.list(callerOf(res))).map(present) }),
      ],
    },
    {
      ...one,
      method: 'get',
      summary: 'An endpoint',
      answers: answers(WebhookSchema, 'The endpoint, without secrets.'),
      problems: PROBLEMS,
      handlers: [
        async (req, res) =>
          void privately(res).json(present(await webhooks.get(callerOf(res), idOf(req.params)))),
      ],
    },
    {
      ...one,
      method: 'patch',
      stepUp: true,
      summary: 'Change an endpoint, or switch it on or off',
      body: body(WebhookChange),
      answers: answers(WebhookSchema, 'The endpoint as it is now.'),
      problems: [...PROBLEMS, ...BODY_PROBLEMS],
      handlers: [owned(webhooks), ...readJson, changeHandler(webhooks)],
    },
    {
      ...one,
      method: 'delete',
      summary: 'Delete an endpoint with its deliveries',
      answers: { 204: { description: 'Gone.' } },
      problems: PROBLEMS,
      handlers: [
        async (req, res) => {
          await webhooks.remove(callerOf(res), idOf(req.params));
          res.status(204).end();
        },
      ],
    },
  ];
}

type WebhookUseCases = AppDeps['filing']['webhooks'];

/** Before anything of the request is judged: what is another's does not exist. */
function owned(webhooks: WebhookUseCases): RequestHandler {
  return async (req, res, next) => {
    await webhooks.get(callerOf(res), idOf(req.params));
    next();
  };
}

function changeHandler(webhooks: WebhookUseCases): RequestHandler {
  return async (req, res) => {
    const { url, types, description, enabled } = conform(WebhookChange, jsonOf(bytesOf(req)));
    const change = {
      ...(url !== undefined && { url }),
      ...(types !== undefined && { types }),
      ...(description !== undefined && { description }),
      ...(enabled !== undefined && { enabled }),
    };
    privately(res).json(present(await webhooks.change(callerOf(res), idOf(req.params), change)));
  };
}

function secretRoutes({ filing: { webhooks } }: AppDeps): Route[] {
  return [
    {
      ...one,
      method: 'post',
      path: '/v1/webhooks/{id}/secret',
      stepUp: true,
      summary: 'Change the secret; both sign for a while',
      body: body(RotateInput),
      answers: answers(WebhookWithSecret, 'The new secret, shown once.'),
      problems: [...PROBLEMS, 'JSON_INVALID', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE'],
      handlers: [
        owned(webhooks),
        ...readJson,
        async (req, res) => {
          const { overlap_hours: hours = 24 } = conform(RotateInput, jsonOf(bytesOf(req)));
          const made = await webhooks.rotate(callerOf(res), idOf(req.params), hours * HOUR_MS);
          privately(res).json({ ...present(made.endpoint), secret: made.secret });
        },
      ],
    },
    {
      ...one,
      method: 'post',
      path: '/v1/webhooks/{id}/ping',
      summary: 'Post a `webhook.ping` now',
      answers: answers(DeliverySchema, 'What came of it.'),
      problems: PROBLEMS,
      handlers: [
        async (req, res) =>
          void privately(res).json(presentDelivery(await webhooks.ping(callerOf(res), idOf(req.params)))),
      ],
    },
  ];
}

function deliveryRoutes({ filing: { webhooks } }: AppDeps): Route[] {
  return [
    {
      ...one,
      method: 'get',
      path: '/v1/webhooks/{id}/deliveries',
      summary: 'What was posted and what came of it, newest first',
      parameters: { path: IdPath, query: PageQuery },
      answers: answers(DeliveryPageSchema, 'One page.'),
      problems: PROBLEMS,
      handlers: [
        owned(webhooks),
        async (req, res) => {
          const { limit = '50', state, cursor } = conform(PageQuery, req.query);
          const page = await webhooks.deliveries(callerOf(res), idOf(req.params), {
            limit: Number(limit),
            ...(state !== undefined && { state }),
            ...(cursor !== undefined && { cursor }),
          });
          privately(res).json({
            items: page.deliveries.map(presentDelivery),
            ...(page.next !== undefined && { next_cursor: page.next }),
          });
        },
      ],
    },
    {
      ...shared,
      method: 'post',
      path: '/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
      summary: 'Post an event once more, whatever came of it before',
      parameters: { path: DeliveryPath },
      answers: answers(DeliverySchema, 'What came of it.'),
      problems: PROBLEMS,
      handlers: [
        async (req, res) => {
          const { id, delivery } = conform(DeliveryPath, req.params);
          privately(res).json(presentDelivery(await webhooks.redeliver(callerOf(res), id, delivery)));
        },
      ],
    },
  ];
}

const idOf = (params: unknown): string => conform(IdPath, params).id;

const privately = (res: Parameters<RequestHandler>[1]) => res.setHeader('Cache-Control', 'private, no-store');

function present(endpoint: Endpoint): JsonObject {
  const { id, url, types, description, enabled, disabledReason, createdAt, failingSince } = endpoint;
  const { previousSecretUntil } = endpoint;
  return {
    id,
    url,
    types: [...types],
    enabled,
    created_at: createdAt,
    ...(description !== undefined && { description }),
    ...(disabledReason !== undefined && { disabled_reason: disabledReason }),
    ...(failingSince !== undefined && { failing_since: failingSince }),
    ...(previousSecretUntil !== undefined && { previous_secret_until: previousSecretUntil }),
  };
}

function presentDelivery({ id, event, state, attempts, nextAttempt }: Delivery): JsonObject {
  return {
    id,
    event: { ...event },
    state,
    attempts: attempts.map(({ at, milliseconds, outcome }) => ({ at, milliseconds, ...outcome })),
    ...(nextAttempt !== undefined && { next_attempt: nextAttempt }),
  };
}
