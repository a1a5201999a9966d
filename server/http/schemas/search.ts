/** What a search and an export answer. */
import { z } from 'zod';
import { EvidenceSchema, SummarySchema } from './evidence.ts';

export const FoundPageSchema = z
  .object({
    items: z.array(SummarySchema).meta({ description: 'Items by their place in the log.', example: [] }),
    next_cursor: z.string().optional().meta({
      description: 'Cursor of the next page; absent on the last. It names a place in the log and stays good.',
      example: 'MTA0MQ',
    }),
  })
  .meta({ id: 'FoundPage', description: 'One page of what a search found.' });

const { organisation, loan, signed_by, record, documents } = EvidenceSchema.shape;

export const ExportLine = SummarySchema.extend({
  organisation: organisation.optional().meta({ description: 'Who filed it.', example: 'demo-bank' }),
  loan: loan.optional().meta({ description: 'With records: the loan.', example: 'LN-2026-000417' }),
  signed_by: signed_by
    .optional()
    .meta({ description: 'With records: whose key signed.', example: 'service' }),
  record: record.optional().meta({
    description: 'With records: the record.',
    example: { version: '1', type: 'CONTRACT', loan: 'LN-2026-000417' },
  }),
  documents: documents.optional().meta({ description: 'With records: the documents.', example: [] }),
  erased: z.boolean().optional().meta({
    description: 'With records: true for an item whose content was erased; its proof stands.',
    example: true,
  }),
}).meta({ id: 'ExportLine', description: 'One item of an export.' });
