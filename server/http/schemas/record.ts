/** The record as a client sends it: the claims of docs/spec/record.md without `version` and `filing`, which the service knows. */
import { z } from 'zod';
import { EVIDENCE_ID, input, LOAN, SHA256_HEX, SM3_HEX } from './common.ts';

const JsonValue: z.ZodType = z.unknown();

const DocumentInput = input({
  name: z.string().min(1).max(255).meta({
    description: 'File name, unique in the record. A file sent along is found by it.',
    example: 'contract.pdf',
  }),
  media_type: z.string().max(127).optional().meta({
    description: "Media type (RFC 6838). Default: that of the file's part.",
    example: 'application/pdf',
  }),
  size: z.int().nonnegative().optional().meta({
    description: 'Bytes. Needed unless the file is sent along; then it must agree.',
    example: 182044,
  }),
  sha256: SHA256_HEX.optional().meta({
    description: 'SHA-256 of the document. Needed unless the file is sent along; then it must agree.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  }),
  sm3: SM3_HEX.optional().meta({
    description: 'SM3 of the document. Needed unless the file is sent along; then it must agree.',
    example: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  }),
}).meta({ id: 'DocumentInput', description: 'A document of the item, by digest.' });

const EventInput = input({
  time: z.string().max(64).meta({
    description: 'When it happened: RFC 3339 with offset.',
    example: '2026-03-05T10:21:07+08:00',
  }),
  source: z.enum(['claimed', 'system', 'device', 'third-party']).meta({
    description: 'Where that time comes from.',
    example: 'system',
  }),
  zone: z.string().max(64).optional().meta({ description: 'IANA time zone.', example: 'Asia/Shanghai' }),
}).meta({ id: 'EventInput', description: 'The event and the source of its time.' });

const ClockInput = input({
  state: z.enum(['synchronised', 'unsynchronised', 'unknown']).meta({
    description: "State of the source system's clock.",
    example: 'synchronised',
  }),
  source: z.string().max(255).optional().meta({ description: 'What sets it.', example: 'ntp.ntsc.ac.cn' }),
  offset_ms: z.number().optional().meta({ description: 'Last measured offset, milliseconds.', example: 3 }),
}).meta({ id: 'ClockInput', description: "The source system's clock." });

const SelfCheckInput = input({
  time: z
    .string()
    .max(64)
    .meta({ description: 'RFC 3339 with offset.', example: '2026-03-05T10:20:00+08:00' }),
  result: z.enum(['passed', 'failed']).meta({ description: 'Outcome.', example: 'passed' }),
  tool: z.string().max(255).meta({ description: 'What checked.', example: 'hostcheck 4.2' }),
}).meta({ id: 'SelfCheckInput', description: 'Self-check of the generating environment.' });

const SourcedInput = input({
  class: z.literal('sourced').meta({ description: 'The source is stated.', example: 'sourced' }),
  system: z.string().max(255).meta({ description: 'Source system.', example: 'core-lending' }),
  version: z.string().max(64).meta({ description: 'Its version.', example: '8.3.1' }),
  generator: z.string().max(255).meta({
    description: 'Generating subject and mechanism.',
    example: 'automatic: e-signature service',
  }),
  upstream_reference: z.string().max(255).meta({
    description: "The source system's own number of the thing.",
    example: 'ESIGN-20260305-88121',
  }),
  clock: ClockInput.meta({ description: "The source system's clock.", example: { state: 'synchronised' } }),
  transfer_path: z
    .array(z.string().max(255))
    .max(32)
    .meta({
      description: 'Systems passed on the way here, first to last.',
      example: ['core-lending', 'evidence-gateway'],
    }),
  self_check: SelfCheckInput.optional().meta({
    description: 'Self-check of the environment.',
    example: { time: '2026-03-05T10:20:00+08:00', result: 'passed', tool: 'hostcheck 4.2' },
  }),
}).meta({ id: 'SourcedProvenance', description: 'Where the item came from before it was filed.' });

const BareHashInput = input({
  class: z
    .literal('bare-hash')
    .meta({ description: 'No source is stated; shown as such.', example: 'bare-hash' }),
}).meta({ id: 'BareHashProvenance', description: 'Says no more than that these bytes existed.' });

const ActorInput = input({
  role: z.string().max(64).meta({ description: 'Part played, lower-case slug.', example: 'borrower' }),
  id: z.string().max(255).meta({ description: 'Id of the actor.', example: 'cust-20931' }),
  name: z.string().max(255).optional().meta({ description: 'Name.', example: 'Li Wei' }),
  authority: z.string().max(255).optional().meta({
    description: 'On what ground the actor acts for another.',
    example: 'power of attorney 2026-01',
  }),
}).meta({ id: 'ActorInput', description: 'A person, organisation or system that took part.' });

/** A whole record that can be filed as it is. */
export const RECORD_EXAMPLE = {
  type: 'DRAW',
  loan: 'LN-2026-000417',
  reference: 'DRAW-2026-000417-1',
  documents: [],
  event: { time: '2026-03-05T10:21:07+08:00', source: 'system' },
  provenance: { class: 'bare-hash' },
  actors: [{ role: 'borrower', id: 'cust-20931' }],
  fields: {
    amount: { amount: '18000.00', currency: 'CNY' },
    requested_at: '2026-03-05T10:21:07+08:00',
    payee_account: '6222020200112233445',
  },
} as const;

export const RecordInput = input({
  type: z.string().max(64).meta({ description: 'Document type code.', example: 'CONTRACT' }),
  loan: LOAN,
  reference: z.string().min(1).max(128).optional().meta({
    description: "The filer's number of this item.",
    example: 'C-2026-000417',
  }),
  supersedes: EVIDENCE_ID.optional().meta({
    description: "Id of the loan's earlier item that this one takes the place of; both stay.",
    example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  }),
  annotates: EVIDENCE_ID.optional().meta({
    description: "Id of the loan's earlier item that this one says something about.",
    example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  }),
  documents: z
    .array(DocumentInput)
    .max(64)
    .optional()
    .meta({
      description: 'The documents by digest. With files and without this list, the files make it up.',
      example: [{ name: 'contract.pdf', media_type: 'application/pdf' }],
    }),
  event: EventInput.meta({
    description: 'When it happened.',
    example: { time: '2026-03-05T10:21:07+08:00', source: 'system' },
  }),
  provenance: z.discriminatedUnion('class', [SourcedInput, BareHashInput]).meta({
    description: 'Where it came from, or explicitly `bare-hash`.',
    example: { class: 'bare-hash' },
  }),
  actors: z
    .array(ActorInput)
    .max(64)
    .optional()
    .meta({ description: 'Who took part.', example: [{ role: 'borrower', id: 'cust-20931' }] }),
  fields: z
    .record(z.string(), JsonValue)
    .optional()
    .meta({
      description: 'Structured fields of the document type.',
      example: { contract_no: 'C-2026-000417' },
    }),
}).meta({
  id: 'RecordInput',
  description: 'What the filer states about one item of a loan.',
  example: RECORD_EXAMPLE,
});

export type RecordInput = z.output<typeof RecordInput>;

const record = RecordInput.optional().meta({
  description: 'The record, for the service to sign on behalf of the organisation.',
  example: { type: 'CONTRACT', loan: 'LN-2026-000417' },
});
const statement = z
  .string()
  .max(4 * 1024 * 1024)
  .optional()
  .meta({
    description:
      'Or a statement that the organisation signed itself, alone or in a batch: SD-JWT with all disclosures.',
    example: 'eyJhbGciOiJFUzI1NiJ9.eyJfc2QiOlsiLi4uIl19.c2ln~WyJzYWx0Iiwi~',
  });

const UploadReference = input({
  id: z
    .string()
    .regex(/^[0-9a-f-]{36}$/, 'expected an upload id')
    .meta({
      description: 'Id of the upload: the last part of its address.',
      example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
    }),
  name: z.string().min(1).max(255).optional().meta({
    description: 'File name in the record. Default: the `filename` that the upload was announced with.',
    example: 'recording.mp4',
  }),
  media_type: z.string().max(127).optional().meta({
    description: 'Media type. Default: the `filetype` that the upload was announced with.',
    example: 'video/mp4',
  }),
}).meta({ id: 'UploadReference', description: 'A document that was uploaded before.' });

export const uploads = z
  .array(UploadReference)
  .min(1)
  .max(32)
  .optional()
  .meta({
    description: 'Finished uploads (POST /v1/uploads) that are documents of this item; each serves one item.',
    example: [{ id: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11', name: 'recording.mp4' }],
  });

export const FilingInput = input({ record, statement, uploads }).meta({
  id: 'FilingInput',
  description: 'Exactly one of `record` and `statement`, and the documents that were uploaded before.',
  example: { record: RECORD_EXAMPLE },
});

export const BatchLine = input({
  idempotency_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description:
        'As the header Idempotency-Key; may be left out with a statement, whose digest then stands in.',
      example: 'core-lending/88121',
    }),
  record,
  statement,
  uploads,
}).meta({
  id: 'BatchLine',
  description: 'One line of a batch: exactly one of `record` and `statement`.',
  example: { idempotency_key: 'core-lending/88121', record: RECORD_EXAMPLE },
});
