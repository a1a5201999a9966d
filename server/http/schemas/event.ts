/** Events and the types that are asked for. */
import { z } from 'zod';
import { UTC_TIME } from './common.ts';

const TYPE = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*(\.\*)?$/;

export const EVENT_PATTERN = z
  .string()
  .max(64)
  .regex(TYPE, 'expected a type such as evidence.sealed, or case.*')
  .meta({
    description: 'A type of event, or its beginning with `.*`.',
    example: 'evidence.sealed',
  });

export const EventSchema = z
  .object({
    id: z.string().meta({
      description:
        'Place in the journal. The same event has the same id for ever: what comes twice is known by it.',
      example: '1042.2.88121',
    }),
    type: z.string().meta({ description: 'What happened.', example: 'evidence.sealed' }),
    at: UTC_TIME.meta({
      description: 'When the service took note, UTC.',
      example: '2026-03-05T02:21:09.120Z',
    }),
    data: z.record(z.string(), z.unknown()).meta({
      description: 'Ids, codes, places and times; docs/webhooks.md lists them by type. No personal data.',
      example: { id: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11', type: 'CONTRACT', index: 88121, sequence: 7 },
    }),
  })
  .meta({ id: 'Event', description: 'Something that happened, as streams and webhooks tell it.' });
