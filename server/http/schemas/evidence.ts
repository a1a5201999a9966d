/** What the API answers about an item: where it stands in the log, how far its checkpoint has come, and its record. */
import { z } from 'zod';
import { PARTIES } from '../../../core/party.ts';
import { BASE64, EVIDENCE_ID, LOAN, ProblemSchema, SHA256_HEX, SM3_HEX, UTC_TIME } from './common.ts';

const TimeSchema = z
  .object({
    event: z
      .enum(['received', 'witnessed', 'quorum', 'timestamped', 'sealed'])
      .meta({ description: 'What happened.', example: 'witnessed' }),
    at: UTC_TIME.meta({ description: 'When, UTC.', example: '2026-03-05T02:21:08.412Z' }),
    source: z
      .enum(['log', 'witness', 'tsa', 'chain', 'service'])
      .meta({ description: 'Whose clock says so.', example: 'witness' }),
    party: z
      .enum(PARTIES)
      .optional()
      .meta({ description: 'The party, for `witnessed`.', example: 'commission' }),
  })
  .meta({ id: 'StateTime', description: 'One time with its source.' });

export const StateSchema = z
  .object({
    stage: z.enum(['logged', 'witnessed', 'sealed']).meta({
      description:
        'Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.',
      example: 'witnessed',
    }),
    label: z.string().meta({ description: 'The state in words.', example: 'witnessed 2/3' }),
    witnesses: z.int().meta({ description: 'Parties that cosigned.', example: 2 }),
    of: z.int().meta({ description: 'Parties there are.', example: 3 }),
    times: z.array(TimeSchema).meta({
      description: 'What happened when, by whose clock, in order.',
      example: [{ event: 'received', at: '2026-03-05T02:21:07.991Z', source: 'log' }],
    }),
  })
  .meta({ id: 'State', description: 'How far the item has come.' });

const InclusionSchema = z
  .object({
    size: z.int().meta({ description: 'Tree size of the checkpoint.', example: 1042 }),
    hashes: z.array(BASE64).meta({
      description: "Inclusion proof (RFC 6962), from the leaf's sibling up, base64.",
      example: ['3q2+7w4y5mY0ZkV0b2xQc1Jt4y5mY0ZkV0b2xQc1Jt0='],
    }),
    checkpoint: z.string().meta({
      description: 'The checkpoint, a signed note (C2SP tlog-checkpoint).',
      example: 'triseal.local/demo-bank\n1042\nqZ0vY2l0...=\n\n— triseal.local/demo-bank Az3grl...\n',
    }),
  })
  .meta({ id: 'Inclusion', description: 'Proof that the entry is in the log of this checkpoint.' });

export const common = {
  id: EVIDENCE_ID,
  type: z.string().meta({ description: 'Document type code.', example: 'CONTRACT' }),
  index: z.int().nonnegative().meta({ description: 'Index of the entry in the log.', example: 1041 }),
  sequence: z.int().positive().meta({ description: "Number in the loan's stream, from 1.", example: 7 }),
  received_at: UTC_TIME.meta({
    description: 'When the log received it, UTC.',
    example: '2026-03-05T02:21:07.991Z',
  }),
  state: StateSchema.meta({
    description: 'How far it has come.',
    example: { stage: 'logged', label: 'logged', witnesses: 0, of: 3, times: [] },
  }),
  supersedes: EVIDENCE_ID.optional().meta({
    description: 'The earlier item that this one takes the place of.',
    example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  }),
  superseded_by: EVIDENCE_ID.optional().meta({
    description: 'The later item that takes the place of this one.',
    example: '019a8f2e-9c40-7b11-8a55-0f1d3c2b4a5e',
  }),
  annotates: EVIDENCE_ID.optional().meta({
    description: 'The earlier item that this one says something about.',
    example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  }),
  annotated_by: z
    .array(EVIDENCE_ID)
    .optional()
    .meta({
      description: 'Later items that say something about this one.',
      example: ['019a8f2e-9c40-7b11-8a55-0f1d3c2b4a5e'],
    }),
};

export const FiledSchema = z
  .object({
    ...common,
    leaf_hash: SHA256_HEX.meta({
      description: 'Leaf hash of the entry, hex.',
      example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    }),
    entry: BASE64.meta({
      description: "The entry's canonical bytes, base64.",
      example: 'eyJsaW5rIjpudWxsfQ==',
    }),
    inclusion: InclusionSchema.meta({
      description: 'Proof that it is in the log.',
      example: { size: 1042, hashes: [], checkpoint: 'triseal.local/demo-bank\n...' },
    }),
    replayed: z.boolean().meta({
      description: 'True when this very content had been filed under this key before.',
      example: false,
    }),
  })
  .meta({ id: 'Filed', description: 'Answer to a filing: durable, and proven to be in the log.' });

const DocumentSchema = z
  .object({
    n: z.int().positive().meta({ description: 'Number in the record, from 1.', example: 1 }),
    name: z.string().meta({ description: 'File name.', example: 'contract.pdf' }),
    media_type: z.string().meta({ description: 'Media type.', example: 'application/pdf' }),
    size: z.int().nonnegative().meta({ description: 'Bytes.', example: 182044 }),
    sha256: SHA256_HEX,
    sm3: SM3_HEX,
    stored: z.boolean().meta({
      description: 'Whether the service keeps the bytes; false for documents filed by digest.',
      example: true,
    }),
  })
  .meta({ id: 'Document', description: 'A document of the item.' });

export const EvidenceSchema = z
  .object({
    ...common,
    organisation: z.string().meta({ description: 'Who filed it.', example: 'demo-bank' }),
    loan: LOAN,
    signed_by: z.enum(['filer', 'service']).meta({
      description: "Whose key signed: the organisation's own, or the service's for it.",
      example: 'service',
    }),
    record: z.record(z.string(), z.unknown()).meta({
      description: 'The record (docs/spec/record.md), disclosed to its owner.',
      example: { version: '1', type: 'CONTRACT', loan: 'LN-2026-000417' },
    }),
    documents: z.array(DocumentSchema).meta({
      description: "The documents, in the record's order.",
      example: [],
    }),
  })
  .meta({ id: 'Evidence', description: 'An item with its record, as its organisation sees it.' });

export const SummarySchema = z
  .object(common)
  .meta({ id: 'EvidenceSummary', description: 'An item of a list.' });

const LoanItemSchema = SummarySchema.extend({
  erased: z.boolean().meta({
    description: 'Whether its content was erased; entry, number and proof stand.',
    example: false,
  }),
}).meta({ id: 'LoanItem', description: "An item of a loan's stream." });

export const EvidencePageSchema = z
  .object({
    items: z.array(LoanItemSchema).meta({ description: "Items by the stream's sequence.", example: [] }),
    next_cursor: z.string().optional().meta({
      description: 'Cursor of the next page; absent on the last.',
      example: 'MTAw',
    }),
  })
  .meta({ id: 'EvidencePage', description: "One page of a loan's items." });

export const BatchAnswer = z
  .object({
    line: z.int().positive().meta({ description: 'Number of the line answered, from 1.', example: 1 }),
    status: z.int().meta({ description: 'Status as if filed alone.', example: 201 }),
    evidence: FiledSchema.optional().meta({ description: 'The item, when filed.', example: { index: 1041 } }),
    problem: ProblemSchema.optional().meta({
      description: 'The refusal, when refused.',
      example: { code: 'SCHEMA_INVALID' },
    }),
  })
  .meta({
    id: 'BatchAnswer',
    description: 'The outcome of one line; lines come in the order of the request.',
  });
