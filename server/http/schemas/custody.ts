/** The custody log as the API gives it: the lines of docs/spec/custody.md, member for member, so that whoever reads them can check the chain. */
import { z } from 'zod';
import { SHA256_HEX, UTC_TIME } from './common.ts';

const ActorSchema = z
  .object({
    kind: z
      .enum(['system', 'person', 'operator', 'service'])
      .meta({ description: 'What acted.', example: 'person' }),
    organisation: z.string().meta({ description: 'Whose.', example: 'demo-commission' }),
    id: z.string().meta({
      description: "Id of the person, of the client's certificate or of the service's job.",
      example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
    }),
    role: z.string().meta({ description: 'In which role.', example: 'arbitrator' }),
  })
  .meta({ id: 'CustodyActor', description: 'Who acted.' });

export const CustodyLineSchema = z
  .object({
    number: z.int().min(1).meta({ description: 'From 1, without gaps, per organisation.', example: 17 }),
    at: UTC_TIME.meta({ description: 'When, UTC.', example: '2026-11-23T04:10:00.000Z' }),
    previous: SHA256_HEX.meta({ description: 'SHA-256 of the canonical JSON of the line before.' }),
    organisation: z.string().meta({ description: 'Whose chain it is.', example: 'demo-bank' }),
    actor: ActorSchema.meta({
      example: { kind: 'person', organisation: 'demo-commission', id: '019a8f2e', role: 'arbitrator' },
    }),
    action: z.string().meta({ description: 'What was done.', example: 'document.read' }),
    subject: z.string().meta({
      description: 'What it was done to.',
      example: 'evidence/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
    }),
    person: z.string().optional().meta({ description: 'Whose personal data it was.', example: '019a8f2e' }),
    loan: z.string().optional().meta({
      description: 'Keyed hash of the loan that the data belongs to.',
      example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    }),
    facts: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Digests, sizes and codes; no personal data.', example: { document: 1 } }),
  })
  .meta({ id: 'CustodyLine', description: 'One act (docs/spec/custody.md).' });

export const CustodyPageSchema = z
  .object({
    items: z.array(CustodyLineSchema).meta({ description: 'Lines, newest first.', example: [] }),
    next_cursor: z.string().optional().meta({
      description: 'Pass it as `cursor` for the next page; absent on the last.',
      example: 'WyJhIiwiYiJd',
    }),
  })
  .meta({ id: 'CustodyPage', description: 'One page of the custody log.' });
