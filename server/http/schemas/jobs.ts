/** Jobs as the API tells of them. */
import { z } from 'zod';
import { SERVICE_ERROR_CODES } from '../../errors.ts';
import { JOB_STATES } from '../../usecases/jobs/types.ts';
import { UTC_TIME } from './common.ts';

export const UUID7 = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'expected an id');

export const JOB_ID = UUID7.meta({
  description: 'Id of the job: a UUID of version 7.',
  example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
});

const time = (description: string) => UTC_TIME.meta({ description, example: '2026-11-23T04:10:00.000Z' });

const ProgressSchema = z
  .object({
    done: z.int().min(0).meta({ description: 'Steps done.', example: 12 }),
    total: z.int().min(0).meta({ description: 'Steps in all; 0 as long as it is not known.', example: 40 }),
    note: z.string().meta({
      description: 'What is being done, or the code of what the job waits for.',
      example: 'NOT_SEALED_YET',
    }),
  })
  .meta({ id: 'JobProgress', description: 'How far a job is.' });

const FailureSchema = z
  .object({
    code: z.enum(SERVICE_ERROR_CODES).meta({ description: 'Code (docs/errors.md).', example: 'NOT_FOUND' }),
    detail: z.string().meta({ description: 'What was wrong.', example: 'there is no such loan' }),
    facts: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What was expected and what came.', example: { items: 31 } }),
  })
  .meta({ id: 'JobFailure', description: 'Why a job failed, as a request would have been answered.' });

export const JobSchema = z
  .object({
    id: JOB_ID,
    kind: z.string().meta({ description: 'What the job does.', example: 'package.build' }),
    subject: z.string().meta({
      description: 'What it is about.',
      example: 'case/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
    }),
    state: z.enum(JOB_STATES).meta({ description: 'State.', example: 'running' }),
    progress: ProgressSchema.meta({
      description: 'How far it is.',
      example: { done: 12, total: 40, note: '' },
    }),
    attempt: z
      .int()
      .min(0)
      .meta({ description: 'Runs begun; above 1 when a run was interrupted and resumed.', example: 1 }),
    cancel_requested: z
      .boolean()
      .meta({ description: 'Whether its end has been asked for.', example: false }),
    created_at: time('When it was asked for.'),
    started_at: time('When its first run began.').optional(),
    finished_at: time('When it ended.').optional(),
    expires_at: time('When the job and what it made are deleted.').optional(),
    failure: FailureSchema.optional().meta({
      description: 'Of a failed job.',
      example: { code: 'NOT_FOUND', detail: 'there is no such loan', facts: {} },
    }),
    result: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        description: 'Of a job that is done; members by kind.',
        example: { package: 'a3f1', size: 4096 },
      }),
  })
  .meta({ id: 'Job', description: 'Work that outlives a request.' });

export const JobPageSchema = z
  .object({
    items: z.array(JobSchema).meta({ description: 'Newest first.', example: [] }),
    next_cursor: z.string().optional().meta({ description: 'For the next page.', example: 'WyJhIiwiYiJd' }),
  })
  .meta({ id: 'JobPage', description: 'Jobs.' });

export const JobLineSchema = z
  .object({
    line: z.int().min(0).meta({ description: 'Line of the input, from 1; 0: about the job.', example: 1 }),
    status: z.int().meta({ description: 'HTTP status that the line would have had alone.', example: 201 }),
    case: z.string().optional().meta({
      description: 'Id of the case; beside a problem, of the draft that was made and could not be opened.',
      example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
    }),
    state: z.string().optional().meta({ description: 'State of the case.', example: 'opened' }),
    problem: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Why the line was refused (Problem).', example: { code: 'CASE_GUARD_UNMET' } }),
  })
  .meta({ id: 'JobLine', description: 'Result of one line.' });
