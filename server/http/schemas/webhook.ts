/** Webhooks: endpoints, secrets, deliveries. */
import { z } from 'zod';
import { input, UTC_TIME } from './common.ts';
import { EVENT_PATTERN, EventSchema } from './event.ts';

const url = z.string().min(1).max(2048).meta({
  description: 'https address that events are posted to.',
  example: 'https://hooks.bank.example/triseal',
});
const types = z
  .array(EVENT_PATTERN)
  .min(1)
  .max(32)
  .meta({ description: 'Types of events wanted.', example: ['evidence.sealed', 'case.*'] });
const description = z
  .string()
  .max(256)
  .meta({ description: 'What the endpoint is for.', example: 'core lending, production' });

export const WEBHOOK_ID = z
  .string()
  .regex(/^[0-9a-f-]{36}$/, 'expected a webhook id')
  .meta({ description: 'Id of the webhook.', example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11' });

export const WebhookInput = input({ url, types, description: description.optional() }).meta({
  id: 'WebhookInput',
  description: 'A new endpoint.',
});

export const WebhookChange = input({
  url: url.optional(),
  types: types.optional(),
  description: description.optional(),
  enabled: z.boolean().optional().meta({
    description: 'Switches it on or off; what was held back while it was off is then posted.',
    example: true,
  }),
}).meta({ id: 'WebhookChange', description: 'What is to be changed of an endpoint.' });

export const RotateInput = input({
  overlap_hours: z.int().min(0).max(168).optional().meta({
    description: 'Hours for which the present secret signs beside the new one. Default 24.',
    example: 24,
  }),
}).meta({ id: 'RotateInput', description: 'How long both secrets sign.' });

export const WebhookSchema = z
  .object({
    id: WEBHOOK_ID,
    url,
    types,
    description: description.optional().meta({
      description: 'What the endpoint is for.',
      example: 'core lending, production',
    }),
    enabled: z.boolean().meta({ description: 'Whether events are posted.', example: true }),
    disabled_reason: z.enum(['failing', 'gone', 'owner']).optional().meta({
      description: 'Why not: it failed for too long, it answered 410, or it was switched off.',
      example: 'failing',
    }),
    created_at: UTC_TIME.meta({
      description: 'When it was set up, UTC.',
      example: '2026-03-05T02:21:07.991Z',
    }),
    failing_since: UTC_TIME.optional().meta({
      description: 'Since when no post has succeeded, UTC; absent while they do.',
      example: '2026-03-06T02:21:07.991Z',
    }),
    previous_secret_until: UTC_TIME.optional().meta({
      description: 'Until when the earlier secret signs too, UTC.',
      example: '2026-03-06T02:21:07.991Z',
    }),
  })
  .meta({ id: 'Webhook', description: 'An endpoint that events are posted to.' });

export const WebhookList = z
  .object({ items: z.array(WebhookSchema).meta({ description: 'The endpoints.', example: [] }) })
  .meta({ id: 'WebhookList', description: "The organisation's endpoints." });

export const WebhookWithSecret = WebhookSchema.extend({
  secret: z.string().meta({
    description: 'Shown this once. Signatures are made with it (Standard Webhooks).',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD5rIjMg1Yb4I=',
  }),
}).meta({ id: 'WebhookWithSecret', description: 'An endpoint with its new secret.' });

const AttemptSchema = z
  .object({
    at: UTC_TIME.meta({ description: 'When it began, UTC.', example: '2026-03-05T02:21:09.120Z' }),
    milliseconds: z.int().meta({ description: 'How long it took.', example: 84 }),
    status: z.int().optional().meta({ description: 'Status of the answer, if there was one.', example: 503 }),
    failure: z
      .enum(['address-refused', 'name-unknown', 'unreachable', 'certificate', 'timeout'])
      .optional()
      .meta({ description: 'Why there was no answer.', example: 'timeout' }),
  })
  .meta({ id: 'DeliveryAttempt', description: 'One post and what came of it.' });

export const DeliverySchema = z
  .object({
    id: z.string().meta({ description: 'Id of the event.', example: '1042.2.88121' }),
    event: EventSchema.meta({ description: 'What was posted.', example: { type: 'evidence.sealed' } }),
    state: z
      .enum(['pending', 'delivered', 'failed'])
      .meta({ description: 'Pending: tried again.', example: 'delivered' }),
    attempts: z.array(AttemptSchema).meta({ description: 'The posts, in order.', example: [] }),
    next_attempt: UTC_TIME.optional().meta({
      description: 'When it is tried again, UTC.',
      example: '2026-03-05T02:26:09.120Z',
    }),
  })
  .meta({ id: 'Delivery', description: 'One event for one endpoint.' });

export const DeliveryPageSchema = z
  .object({
    items: z.array(DeliverySchema).meta({ description: 'Deliveries, newest first.', example: [] }),
    next_cursor: z.string().optional().meta({
      description: 'Cursor of the next page; absent on the last.',
      example: 'WyJhIiwiYiJd',
    }),
  })
  .meta({ id: 'DeliveryPage', description: 'One page of deliveries.' });
