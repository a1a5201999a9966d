/** What a tribunal works with, in the API. */
import { z } from 'zod';
import { MARKS } from '../../usecases/cases/tribunal.ts';
import { EVIDENCE_ID, input, UTC_TIME } from './common.ts';
import { UUID7 } from './jobs.ts';
import { TableSchema } from './report.ts';

const ID_EXAMPLE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
export const WORK_ID = UUID7.meta({ description: 'Id: a UUID of version 7.', example: ID_EXAMPLE });

const text = (description: string, max: number, example: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), 'expected text')
    .meta({ description, example });
const item = EVIDENCE_ID.meta({ description: 'Item that it is about.', example: ID_EXAMPLE });
const at = UTC_TIME.meta({ description: 'When.', example: '2026-11-23T04:10:00.000Z' });
const by = z.string().meta({ description: 'Id of the person.', example: 'person-arbitrator-1' });
const evidence = EVIDENCE_ID.meta({ description: 'Item that records it.', example: ID_EXAMPLE });
const shared = z
  .enum(['own', 'tribunal'])
  .meta({ description: 'Who reads it: its author, or the tribunal.', example: 'own' });
const to = z
  .enum(['claimant', 'respondent', 'both'])
  .meta({ description: 'Whom it is put to.', example: 'claimant' });
const due = z.iso.date().meta({ description: 'Last day for an answer.', example: '2026-07-20' });
const mark = z.enum(MARKS).meta({ description: 'Ruling.', example: 'excluded' });

const noteText = text('The note.', 8000, '到账金额与合同不一致，需核对。');
const questionText = text('The question.', 4000, '请说明到账金额少于合同金额的原因。');
const replyText = text('The answer.', 4000, '差额为约定的服务费，见补充材料。');
const reason = text('Why.', 4000, '无法核对原件，且与其他证据矛盾。');

export const NoteInput = input({ text: noteText, item: item.optional(), shared: shared.optional() }).meta({
  id: 'NoteInput',
  description: 'A note of the tribunal. The parties never see it.',
});

export const NoteSchema = z
  .object({ id: WORK_ID, text: noteText, item: item.optional(), shared, author: by, at })
  .meta({ id: 'Note', description: 'A note.' });

export const QuestionInput = input({
  text: questionText,
  item: item.optional(),
  to,
  due: due.optional(),
}).meta({
  id: 'QuestionInput',
  description: 'A question to the parties.',
});

export const ReplyInput = input({ text: replyText, evidence: item.optional() }).meta({
  id: 'ReplyInput',
  description: 'A party’s answer; documents are filed to the case and named here.',
});

const ReplySchema = z
  .object({
    role: z.string().meta({ description: 'Role of the party.', example: 'bank' }),
    by,
    text: replyText,
    evidence: item.optional(),
    at,
  })
  .meta({ id: 'Reply', description: 'An answer.' });

export const QuestionSchema = z
  .object({
    id: WORK_ID,
    text: questionText,
    item: item.optional(),
    to,
    due: due.optional(),
    by,
    at,
    evidence,
    replies: z.array(ReplySchema).meta({ description: 'Answers, in order.', example: [] }),
  })
  .meta({ id: 'Question', description: 'A question with its answers.' });

export const MarkInput = input({ item, mark, reason }).meta({
  id: 'MarkInput',
  description: 'Admits or excludes an item, with the reason.',
});

export const MarkSchema = z
  .object({ item, mark, reason, by, at, evidence })
  .meta({ id: 'Mark', description: 'The ruling on an item that stands.' });

const listOf = (schema: z.ZodType, id: string, description: string) =>
  z.object({ items: z.array(schema).meta({ description, example: [] }) }).meta({ id, description });

export const NotesSchema = listOf(NoteSchema, 'Notes', 'Notes that the caller may read.');
export const QuestionsSchema = listOf(QuestionSchema, 'Questions', 'Questions to the parties.');
export const MarksSchema = listOf(MarkSchema, 'Marks', 'Rulings on items.');

const LabelSchema = z
  .object({
    zh: z.string().meta({ description: 'Chinese.', example: '还款记录' }),
    en: z.string().meta({ description: 'English.', example: 'Repayment' }),
  })
  .meta({ id: 'Label', description: 'In both languages.' });

const ScheduleDocumentSchema = z
  .object({
    name: z.string().meta({ description: 'File name.', example: '借款合同.pdf' }),
    sha256: z.string().meta({ description: 'SHA-256, hex.', example: '9f86d081884c7d65' }),
  })
  .meta({ id: 'ScheduleDocument', description: 'A document of an item.' });

const ScheduleRowSchema = z
  .object({
    number: z.int().meta({ description: "Number in the loan's stream.", example: 7 }),
    evidence: item,
    type: z.string().meta({ description: 'Document type.', example: 'REPAY' }),
    label: LabelSchema.meta({
      description: 'Name of the type.',
      example: { zh: '还款记录', en: 'Repayment' },
    }),
    reference: z.string().meta({ description: "The filer's number; may be empty.", example: 'REPAY-04' }),
    organisation: z.string().meta({ description: 'Who filed it.', example: 'demo-bank' }),
    signed_by: z.string().meta({ description: '`filer` or `service`; empty when erased.', example: 'filer' }),
    event_time: z
      .string()
      .meta({ description: 'As the filer stated it.', example: '2026-03-05T10:21:07+08:00' }),
    received_at: z
      .string()
      .meta({ description: 'When the log received it.', example: '2026-03-05T02:21:09.120Z' }),
    documents: z.array(ScheduleDocumentSchema).meta({ description: 'Documents.', example: [] }),
    erased: z.boolean().meta({ description: 'Whether its content was erased.', example: false }),
    mark: z.enum([...MARKS, 'none']).meta({ description: 'Ruling.', example: 'none' }),
    reason: z.string().meta({ description: 'Reason of the ruling.', example: '' }),
    questions: z.int().meta({ description: 'Questions about it.', example: 0 }),
  })
  .meta({ id: 'ScheduleRow', description: 'An item in the schedule of evidence.' });

export const ScheduleSchema = listOf(ScheduleRowSchema, 'Schedule', 'Schedule of evidence.');

const AnnexLineSchema = z
  .object({
    item: z.string().meta({ description: 'The figure.', example: 'repaid' }),
    amount: z.string().meta({ description: 'Exact decimal with two places.', example: '9112.40' }),
    method: z.string().meta({ description: 'How it comes about.', example: 'sum of REPAY.amount' }),
    sources: z.array(z.string()).meta({ description: 'Items that it was taken from.', example: [] }),
    numbers: z.array(z.int()).meta({ description: "Their numbers in the loan's stream.", example: [21] }),
  })
  .meta({ id: 'AnnexLine', description: 'A figure.' });

export const AnnexSchema = z
  .object({
    currency: z.string().meta({ description: 'ISO 4217.', example: 'CNY' }),
    cut_off: z
      .string()
      .meta({ description: 'Date up to which interest is computed.', example: '2026-06-30' }),
    lines: z.array(AnnexLineSchema).meta({ description: 'Figures.', example: [] }),
    formula: z
      .string()
      .optional()
      .meta({ description: "Formula of the claimant's calculation.", example: '18000 × 0.216 × 33 / 360' }),
    tables: z.array(TableSchema).meta({
      description:
        'Claim beside the recomputed sums, formula and account, from the items that count; empty where the money cannot be recomputed.',
      example: [],
    }),
    excluded: z.array(z.string()).meta({ description: 'Items left out as excluded.', example: [] }),
    claim_matches_calculation: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the claim is what its calculation says.', example: true }),
  })
  .meta({ id: 'Annex', description: 'Figures for an award that can be computed again.' });
