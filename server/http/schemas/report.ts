/** The verification report as OpenAPI tells it; its meaning is in docs/spec/report.md. */
import { z } from 'zod';
import { GROUPS } from '../../../core/verify/report.ts';

const Part = z.record(z.string(), z.unknown());
const OUTCOME = z.enum(['passed', 'failed', 'not-checked']);

const TextSchema = z
  .object({
    en: z.string().meta({ description: 'In English.', example: 'Nothing was changed since it was logged.' }),
    zh: z.string().meta({ description: 'In Chinese.', example: '自写入日志以来未被更改。' }),
  })
  .meta({ id: 'Text', description: 'A sentence for a lay reader, in both languages.' });

const VerdictSchema = z
  .looseObject({
    group: z.enum(GROUPS).meta({ description: 'What it is about.', example: 'integrity' }),
    outcome: OUTCOME.meta({ description: 'The outcome of its checks together.', example: 'passed' }),
  })
  .meta({ id: 'Verdict', description: 'One of the five verdicts.' });

const CheckSchema = z
  .looseObject({
    id: z.string().meta({ description: 'Id of the check.', example: 'inclusion' }),
    outcome: OUTCOME.meta({ description: 'How it went.', example: 'passed' }),
  })
  .meta({ id: 'CheckResult', description: 'One check, with the facts that it compared.' });

export const ReportSchema = z
  .object({
    version: z.literal(1).meta({ description: 'Version of the format.', example: 1 }),
    kind: z
      .enum(['package', 'receipt', 'tlog-proof'])
      .meta({ description: 'What was verified.', example: 'package' }),
    verifier: Part.meta({
      description: 'Program and version.',
      example: { name: 'triseal', version: '0.1.0' },
    }),
    subject: Part.meta({
      description: 'What it is about, as far as it is proven.',
      example: { origin: 'triseal.local/demo-bank' },
    }),
    establishes: z.array(z.enum(GROUPS)).meta({
      description: 'What this kind can establish at all.',
      example: ['integrity', 'origin', 'time'],
    }),
    verdicts: z.array(VerdictSchema).meta({ description: 'The verdicts.', example: [] }),
    standing: TextSchema.meta({
      description: 'What no verification says.',
      example: { en: 'Whether the content is true is not assessed.', zh: '不评价内容的真实性。' },
    }),
    checks: z.array(CheckSchema).meta({ description: 'Every check.', example: [] }),
    times: z.array(Part).meta({ description: 'Every time, with its source.', example: [] }),
  })
  .meta({ id: 'Report', description: 'Verification report (docs/spec/report.md).' });
