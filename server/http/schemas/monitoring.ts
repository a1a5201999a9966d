/** How filing goes, as the API tells of it. */
import { z } from 'zod';
import { WAITING_STAGES } from '../../usecases/monitoring/types.ts';
import { EVIDENCE_ID, ProblemSchema, UTC_TIME } from './common.ts';

const time = (description: string) => UTC_TIME.meta({ description, example: '2026-11-23T04:10:00.000Z' });
const count = (description: string, example: number) => z.int().min(0).meta({ description, example });

const MinuteSchema = z
  .object({
    at: time("The minute's first moment, UTC."),
    created: count('Items filed.', 412),
    replayed: count('Repetitions, answered with the item of then.', 3),
    refused: count('Filings refused.', 1),
  })
  .meta({ id: 'FilingMinute', description: 'Filings of one minute.' });

const WaitingSchema = z
  .object({
    stage: z.enum(WAITING_STAGES).meta({
      description:
        'What they wait for: a quorum of cosignatures, a time-stamp over it, the seal on the chain. Stamp and seal come side by side.',
      example: 'seal',
    }),
    items: count('How many wait.', 17),
    more: z.boolean().meta({ description: 'Whether there are more than were counted.', example: false }),
    oldest_received_at: time('When the oldest of them was received.').optional(),
  })
  .meta({ id: 'Waiting', description: 'Items that wait for one step.' });

export const ActivitySchema = z
  .object({
    counted_from: time('Since when filings are counted; what came before is not known.'),
    minutes: z.array(MinuteSchema).meta({
      description: 'The last 60 minutes, oldest first, the running one last; none is left out.',
      example: [{ at: '2026-11-23T04:10:00.000Z', created: 412, replayed: 3, refused: 1 }],
    }),
    log: z
      .object({
        size: count('Entries in the log.', 1042),
        witnessed: count('Entries that a quorum has witnessed.', 1042),
        stamped: count('Entries that a time-stamp covers.', 1042),
        sealed: count('Entries that are sealed on the chain.', 1025),
      })
      .meta({
        description: 'How far the whole log has come.',
        example: { size: 1042, witnessed: 1042, stamped: 1042, sealed: 1025 },
      }),
    waiting: z.array(WaitingSchema).meta({
      description: "The organisation's items that wait, by step; for an operator those of the whole log.",
      example: [{ stage: 'seal', items: 17, more: false }],
    }),
  })
  .meta({ id: 'FilingActivity', description: 'What came in by the minute, and what waits.' });

const RefusalSchema = z
  .object({
    id: z.string().meta({ description: 'Id.', example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11' }),
    at: time('When it was refused.'),
    problem: ProblemSchema.meta({
      description: 'As it was answered, in the language of this request.',
      example: { code: 'SCHEMA_INVALID' },
    }),
    idempotency_key: z
      .string()
      .optional()
      .meta({ description: 'Key of the filing.', example: 'core-lending/88121' }),
    document_type: z
      .string()
      .optional()
      .meta({ description: 'Document type as stated.', example: 'CONTRACT' }),
    loan: z.string().optional().meta({ description: 'Loan as stated.', example: 'LN-2026-000417' }),
    reference: z
      .string()
      .optional()
      .meta({ description: "The filer's number of the item.", example: 'C-2026-000417' }),
    repeat: z.enum(['as-it-is', 'corrected']).meta({
      description:
        '`as-it-is`: the reason passes by itself, the same may be sent again under the same key. `corrected`: the content has to change.',
      example: 'corrected',
    }),
    filed_as: EVIDENCE_ID.optional().meta({
      description: 'The item that was filed under the same key since.',
      example: '019a8f2e-9c40-7b11-8a55-0f1d3c2b4a5e',
    }),
  })
  .meta({ id: 'RefusedFiling', description: 'A filing that was refused. Its content is not kept.' });

export const RefusalPageSchema = z
  .object({
    items: z.array(RefusalSchema).meta({ description: 'Newest first, of the last 7 days.', example: [] }),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'Cursor of the next page; absent on the last.', example: 'WyJhIiwiYiJd' }),
  })
  .meta({ id: 'RefusedFilings', description: 'One page of refused filings.' });
