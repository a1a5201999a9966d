/** Retention, legal holds and erasure as the API gives and takes them. */
import { z } from 'zod';
import { ERASURE_GROUNDS } from '../../../core/privacy/erasure-receipt.ts';
import { EVIDENCE_ID, input, UTC_TIME } from './common.ts';
import { common, EvidenceSchema } from './evidence.ts';

const ID_EXAMPLE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
const time = (description: string) => UTC_TIME.meta({ description, example: '2026-11-23T04:10:00.000Z' });
const optionalTime = (description: string) =>
  UTC_TIME.nullable().meta({ description, example: '2036-11-23T16:00:00.000Z' });

export const PRIVACY_ID = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'expected an id')
  .meta({ description: 'Id: a UUID of version 7.', example: ID_EXAMPLE });

export const REASON = z.string().min(1).max(1000).meta({
  description: 'Why, in free text; kept encrypted.',
  example: 'The application was withdrawn before a contract was made.',
});

export const ReasonInput = input({ reason: REASON }).meta({ id: 'ReasonInput', description: 'A reason.' });

const ScopeSchema = z
  .union([
    z.literal('everything'),
    z.strictObject({
      documents: z
        .array(z.int().min(1).max(9999))
        .max(100)
        .meta({ description: 'Numbers of documents, from 1.', example: [1] }),
      fields: z
        .array(z.string().min(1).max(64))
        .max(256)
        .meta({ description: 'Names of structured fields.', example: ['image_sha256'] }),
    }),
  ])
  .meta({ id: 'ErasureScope', description: 'What is erased.', example: 'everything' });

const GROUND = z.enum(ERASURE_GROUNDS).meta({
  description: 'Ground, as in records of type ERASE (PIPL article 47).',
  example: 'purpose-done',
});

export const ErasureInput = input({
  scope: ScopeSchema.optional().meta({
    description: '`everything` (default), or some documents and fields.',
    example: 'everything',
  }),
  ground: GROUND,
  reason: REASON,
})
  .refine(
    ({ scope = 'everything' }) => scope === 'everything' || scope.documents.length + scope.fields.length > 0,
    'expected at least one document or field',
  )
  .meta({ id: 'ErasureInput', description: 'A request to erase.' });

export const DecisionInput = input({
  decision: z.enum(['approve', 'refuse']).meta({
    description: 'An approval is carried out at once.',
    example: 'approve',
  }),
  reason: REASON,
}).meta({ id: 'DecisionInput', description: 'The decision on a request to erase.' });

const PartySchema = z
  .object({
    kind: z.string().meta({ description: 'What acted.', example: 'person' }),
    organisation: z.string().meta({ description: 'Whose.', example: 'demo-bank' }),
    id: z.string().meta({ description: 'Id.', example: ID_EXAMPLE }),
    role: z.string().meta({ description: 'In which role.', example: 'bank' }),
  })
  .meta({ id: 'PrivacyActor', description: 'Who acted.' });
const ACTOR = { kind: 'person', organisation: 'demo-bank', id: ID_EXAMPLE, role: 'bank' };

export const ErasureSchema = z
  .object({
    id: PRIVACY_ID,
    evidence: EVIDENCE_ID,
    type: z.string().meta({ description: "Code of the item's document type.", example: 'DRAW' }),
    sequence: z.int().positive().meta({ description: "The item's number in the loan's stream.", example: 7 }),
    organisation: z.string().meta({ description: 'Whose evidence it is.', example: 'demo-bank' }),
    state: z.enum(['requested', 'refused', 'approved', 'done']).meta({
      description: '`approved`: being carried out; finished at the next start when it was interrupted.',
      example: 'done',
    }),
    scope: ScopeSchema.meta({ description: 'What is erased.', example: 'everything' }),
    ground: GROUND,
    reason: REASON,
    requested_by: PartySchema.meta({ example: ACTOR }),
    requested_at: time('When it was asked for.'),
    decided_by: PartySchema.optional().meta({ example: ACTOR }),
    decided_at: time('When it was decided.').optional(),
    decision: z
      .string()
      .optional()
      .meta({ description: 'Reason of the decision.', example: 'Ground holds.' }),
    erased_at: time('When key and content were destroyed.').optional(),
    record: EVIDENCE_ID.optional().meta({
      description: 'The record of type ERASE in the log.',
      example: ID_EXAMPLE,
    }),
  })
  .meta({ id: 'Erasure', description: 'An erasure, from the request to the receipt.' });

export const ErasurePageSchema = z
  .object({
    items: z.array(ErasureSchema).meta({ description: 'Erasures, newest first.', example: [] }),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'Cursor of the next page.', example: 'WyJhIiwiYiJd' }),
  })
  .meta({ id: 'ErasurePage', description: 'One page of erasures.' });

export const HoldSchema = z
  .object({
    id: PRIVACY_ID,
    subject: z
      .string()
      .meta({ description: 'The item, or the loan by its keyed hash.', example: `evidence/${ID_EXAMPLE}` }),
    organisation: z.string().meta({ description: 'Whose evidence it is.', example: 'demo-bank' }),
    set_by: PartySchema.meta({ example: ACTOR }),
    set_at: time('Since when it is in force.'),
    reason: REASON,
    lifted_at: time('When it was lifted; absent while it is in force.').optional(),
    lift_reason: z.string().optional().meta({ description: 'Why it was lifted.', example: 'Case closed.' }),
  })
  .meta({ id: 'Hold', description: 'A legal hold: while one is in force nothing is erased.' });

export const HoldsSchema = z
  .object({
    items: z.array(HoldSchema).meta({ description: 'Holds on the item and its loan.', example: [] }),
  })
  .meta({ id: 'Holds', description: 'Legal holds, in force and lifted.' });

const Label = (description: string, zh: string, en: string) =>
  z
    .object({
      zh: z.string().meta({ description: 'Chinese.', example: zh }),
      en: z.string().meta({ description: 'English.', example: en }),
    })
    .meta({ description, example: { zh, en } });
const MARK = z.enum(['V', 'S', 'U', 'I']).meta({
  description: 'V read in the source, S secondary source, U not verified, I inference.',
  example: 'V',
});

const RuleFields = {
  id: z.string().meta({ description: 'Name of the rule (docs/retention.md).', example: 'AML-34-IDENTITY' }),
  law: Label('Law.', '反洗钱法（2024）', 'Anti-Money Laundering Law (2024)'),
  article: z.string().meta({ description: 'Article; empty where there is none.', example: '34' }),
  says: Label('What it says.', '至少保存十年', 'kept for at least ten years'),
  mark: MARK,
};

const RunningRuleSchema = z
  .object({
    ...RuleFields,
    starts_at: optionalTime('Since when the clock runs; null while it has not started.'),
    ends_at: optionalTime(
      'First moment at which the rule no longer has the item kept; null: not known, or never.',
    ),
  })
  .meta({ id: 'RunningRule', description: 'A retention rule and its clock.' });

export const RetentionSchema = z
  .object({
    version: z.string().meta({ description: 'Set of rules applied.', example: 'cn-2026-1' }),
    rules: z.array(RunningRuleSchema).meta({ description: 'Rules on this document type.', example: [] }),
    kept_until: optionalTime('Until when the item must be kept by all rules; null: not known yet.'),
    holds: z.array(HoldSchema).meta({ description: 'Holds in force.', example: [] }),
    open_case: z.string().optional().meta({
      description: 'An open case about the loan: as long as it is, nothing is erased.',
      example: ID_EXAMPLE,
    }),
    erasable: z.boolean().meta({ description: 'Whether it could be erased now.', example: false }),
  })
  .meta({ id: 'Retention', description: 'How long an item must be kept, and by which rules.' });

export const RetentionRulesSchema = z
  .object({
    sets: z
      .array(
        z
          .object({
            version: z.string().meta({ description: 'Version.', example: 'cn-2026-1' }),
            jurisdiction: z.string().meta({ description: 'Jurisdiction.', example: 'CN' }),
            from: z.string().meta({ description: 'First day.', example: '2026-11-23' }),
            rules: z
              .array(z.object(RuleFields).loose().meta({ id: 'RetentionRule', description: 'A rule.' }))
              .meta({ description: 'Rules.', example: [] }),
          })
          .loose()
          .meta({
            id: 'RetentionRuleSet',
            description: 'A set of rules; one that was in force never changes.',
          }),
      )
      .meta({ description: 'All sets, oldest first.', example: [] }),
  })
  .meta({ id: 'RetentionRules', description: 'The retention rules (docs/retention.md).' });

const ErasedPartSchema = z
  .object({
    id: PRIVACY_ID,
    scope: ScopeSchema.meta({ description: 'What is erased.', example: 'everything' }),
    ground: GROUND,
    erased_at: time('When.'),
    record: EVIDENCE_ID.meta({ description: 'The record of type ERASE.', example: ID_EXAMPLE }),
  })
  .meta({ id: 'ErasedPart', description: 'What was erased of an item.' });
export const ERASURES_MEMBER = z.array(ErasedPartSchema).meta({
  description: 'What was erased of it, in order.',
  example: [],
});

export const ErasedEvidenceSchema = z
  .object({
    ...common,
    organisation: z.string().meta({ description: 'Whose loan it belongs to.', example: 'demo-bank' }),
    content: z.literal('CONTENT_ERASED_PROOF_INTACT').meta({
      description: 'The content was erased; entry, signature and proofs stand.',
      example: 'CONTENT_ERASED_PROOF_INTACT',
    }),
    erasures: ERASURES_MEMBER,
  })
  .meta({ id: 'ErasedEvidence', description: 'An item whose content was erased.' });

export const KeyRotationSchema = z
  .object({
    job: PRIVACY_ID.meta({
      description: 'Job that rewraps the keys: GET /v1/jobs/{id}.',
      example: ID_EXAMPLE,
    }),
  })
  .meta({ id: 'KeyRotation', description: 'A change of the key-encryption key under way.' });

export const EvidenceViewSchema = EvidenceSchema.extend({
  content: z.enum(['WHOLE', 'PARTS_ERASED']).meta({
    description: 'Whether parts of it were erased.',
    example: 'WHOLE',
  }),
  erasures: ERASURES_MEMBER.optional(),
  withheld: z
    .array(z.string())
    .optional()
    .meta({ description: 'Paths in the record that this request left out.', example: ['/fields/id_number'] }),
}).meta({
  id: 'EvidenceView',
  description: 'An item with its record, as far as it is disclosed to the caller.',
});

export const EvidenceAnswerSchema = z.union([EvidenceViewSchema, ErasedEvidenceSchema]).meta({
  id: 'EvidenceAnswer',
  description: 'The item; of an erased one what is left.',
});

const NAMES = /^[a-z][a-z0-9_]{0,63}(,[a-z][a-z0-9_]{0,63}){0,255}$/;

/** What is left out of a record that is read. */
export const RedactionQuery = {
  withhold: z
    .string()
    .regex(NAMES, 'expected names of fields, separated by commas')
    .optional()
    .meta({ description: 'Structured fields to leave out.', example: 'id_number,name' }),
  withhold_members: z
    .string()
    .regex(NAMES, 'expected names of members, separated by commas')
    .optional()
    .meta({ description: 'Members of the record to leave out.', example: 'actors' }),
  withhold_documents: z
    .string()
    .regex(/^[1-9][0-9]{0,3}(,[1-9][0-9]{0,3}){0,99}$/, 'expected numbers of documents, separated by commas')
    .optional()
    .meta({ description: 'Documents to leave out, by number.', example: '1,3' }),
  withhold_personal: z.enum(['sensitive', 'all']).optional().meta({
    description:
      '`sensitive`: fields that PIPL article 28 calls so; `all`: every field with personal data, and the actors.',
    example: 'sensitive',
  }),
};
