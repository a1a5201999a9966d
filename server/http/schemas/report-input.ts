/** What a report is asked for. */
import { z } from 'zod';
import { input } from './common.ts';

export const ReportInput = input({
  stage: z.enum(['logged', 'witnessed', 'sealed']).optional().meta({
    description: 'The least state that every item must have reached. Default: sealed.',
    example: 'sealed',
  }),
  withhold: z
    .array(z.string().min(1).max(64))
    .max(256)
    .optional()
    .meta({ description: 'Names of structured fields to leave out.', example: ['id_number'] }),
}).meta({ id: 'ReportInput', description: 'What the report should be about.' });
