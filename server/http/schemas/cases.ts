/** Cases in the API. */
import { z } from 'zod';
import { CASE_EVENTS, CASE_STATES, GUARDS } from '../../usecases/cases/states.ts';
import { DISPUTE_GROUNDS } from '../../usecases/cases/types.ts';
import { EVIDENCE_ID, input, LOAN, UTC_TIME } from './common.ts';
import { UUID7 } from './jobs.ts';

const ID_EXAMPLE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

export const CASE_ID = UUID7.meta({
  description: 'Id of the case: a UUID of version 7.',
  example: ID_EXAMPLE,
});

/** No control character and no line break. Refined, since a pattern with flags is none in JSON Schema. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u;
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => ONE_LINE.test(text), 'expected one line of text');
/** Of several lines. */
const prose = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed(), 'expected text');
const AMOUNT = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,11})\.[0-9]{2}$/, 'expected an amount with two places, such as 1200.00');
const DATE = z.iso.date();
const TIME = z.iso.datetime({ offset: true });
const ORGANISATION = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected the id of an organisation');
const PERSON = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/, 'expected the id of a person');

const amount = (description: string, example: string) => AMOUNT.meta({ description, example });

const PartyInput = input({
  role: z.enum(['claimant', 'respondent', 'agent', 'third-party']).meta({
    description: 'Part in the case.',
    example: 'claimant',
  }),
  name: line(256).meta({ description: 'Full name.', example: '示例银行股份有限公司' }),
  id: line(128).optional().meta({ description: 'Id as records name it.', example: 'demo-bank' }),
  contact: line(512).optional().meta({
    description: 'Address for service.',
    example: 'service@bank.example',
  }),
}).meta({ id: 'CaseParty', description: 'A party of a case.' });

const ClaimInput = input({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')
    .meta({ description: 'ISO 4217.', example: 'CNY' }),
  principal: amount('Principal.', '18000.00'),
  interest: amount('Interest until the cut-off date.', '900.00'),
  default_interest: amount('Default interest until the cut-off date.', '310.20'),
  fees: amount('Fees.', '0.00'),
  costs: amount('Costs.', '1500.00'),
  total: amount('Their sum.', '20710.20'),
  cut_off: DATE.meta({ description: 'Date up to which interest is computed.', example: '2026-06-30' }),
}).meta({ id: 'CaseClaim', description: 'What is claimed: exact decimals with two places.' });

const DisputeInput = input({
  ground: z.enum(DISPUTE_GROUNDS).meta({ description: 'What the dispute is about.', example: 'non-payment' }),
  statement: prose(4000).meta({
    description: 'The dispute, in words.',
    example: '借款人自 2026-03-15 起未按期还款，对欠款金额有异议。',
  }),
  stated_at: TIME.meta({
    description: 'When it was stated, RFC 3339 with offset: after the arrears began.',
    example: '2026-06-01T10:00:00+08:00',
  }),
}).meta({ id: 'CaseDispute', description: 'The dispute. An award without one is not enforced.' });

const content = {
  loan: LOAN,
  commission: ORGANISATION.meta({
    description: 'Organisation of the commission.',
    example: 'demo-commission',
  }),
  commission_name: line(256).meta({
    description: 'Full name of the commission, as the arbitration agreement has it.',
    example: '广州仲裁委员会',
  }),
  parties: z
    .array(PartyInput)
    .max(64)
    .meta({
      description: 'Claimant, respondent, agents.',
      example: [{ role: 'claimant', name: '示例银行' }],
    }),
  claim: ClaimInput.meta({ description: 'What is claimed.', example: { currency: 'CNY' } }),
  dispute: DisputeInput.optional().meta({
    description: 'Needed to open the case.',
    example: { ground: 'non-payment', statement: '未按期还款', stated_at: '2026-06-01T10:00:00+08:00' },
  }),
  agreement: EVIDENCE_ID.optional().meta({
    description: 'Id of the arbitration agreement (ARBAG) in the loan. Needed to open the case.',
    example: ID_EXAMPLE,
  }),
} as const;

export const CaseInput = input(content).meta({ id: 'CaseInput', description: 'What a case states.' });

const TribunalMemberInput = input({
  person: PERSON.meta({ description: 'Id of the arbitrator.', example: 'person-arbitrator-1' }),
  seat: z.enum(['sole', 'presiding', 'member']).meta({ description: 'Seat.', example: 'sole' }),
}).meta({ id: 'TribunalMember', description: 'A member of the tribunal.' });

const DeadlinesInput = input({
  answer: DATE.optional().meta({ description: 'Last day for an answer.', example: '2026-07-20' }),
  hearing: DATE.optional().meta({ description: 'Day of the hearing.', example: '2026-08-03' }),
  award: DATE.optional().meta({ description: 'Last day for the award.', example: '2026-09-01' }),
}).meta({ id: 'CaseDeadlines', description: 'Dates, in UTC+8.' });

export const AdministrationInput = input({
  number: line(64)
    .optional()
    .meta({ description: "The commission's case number.", example: '(2026)穗仲案字第417号' }),
  tribunal: z
    .array(TribunalMemberInput)
    .max(3)
    .optional()
    .meta({ description: 'One sole arbitrator, or three.', example: [{ person: 'p-1', seat: 'sole' }] }),
  deadlines: DeadlinesInput.optional().meta({
    description: 'Dates; others stay.',
    example: { answer: '2026-07-20' },
  }),
}).meta({ id: 'CaseAdministration', description: "What the commission's office sets." });

export const StepInput = input({
  event: z.enum(CASE_EVENTS).meta({ description: 'The step (docs/cases.md).', example: 'open' }),
  reason: prose(2000).optional().meta({
    description: 'Needed to withdraw and to ask for more evidence.',
    example: '双方已达成和解',
  }),
}).meta({ id: 'CaseStepInput', description: 'A step of the case.' });

export const AssignmentInput = input({
  assignor: line(256).meta({ description: 'Who assigns.', example: '示例银行股份有限公司' }),
  assignee: line(256).meta({ description: 'To whom.', example: '示例资产管理有限公司' }),
  assignee_organisation: ORGANISATION.optional().meta({
    description: 'Organisation of the assignee here: it then sees the case.',
    example: 'demo-assets',
  }),
  agreement_number: line(128).meta({ description: 'Number of the agreement.', example: 'ZR-2026-018' }),
  claim: amount('What is assigned, in the currency of the claim.', '20710.20'),
  assigned_at: TIME.meta({ description: 'RFC 3339 with offset.', example: '2026-06-10T10:00:00+08:00' }),
  notice: input({
    channel: z
      .enum(['email', 'sms', 'call', 'im', 'post', 'visit', 'app', 'platform'])
      .meta({ description: 'Channel.', example: 'sms' }),
    time: TIME.meta({ description: 'RFC 3339 with offset.', example: '2026-06-10T11:00:00+08:00' }),
    result: z
      .enum(['sent', 'delivered', 'read', 'bounced', 'failed'])
      .meta({ description: 'What became of it.', example: 'delivered' }),
  })
    .optional()
    .meta({
      description: 'Notice to the debtor.',
      example: { channel: 'sms', time: '2026-06-10T11:00:00+08:00', result: 'delivered' },
    }),
}).meta({ id: 'AssignmentInput', description: 'An assignment of the claim.' });

const time = (description: string) => UTC_TIME.meta({ description, example: '2026-11-23T04:10:00.000Z' });
const state = z.enum(CASE_STATES).meta({ description: 'State.', example: 'opened' });
const role = z.string().meta({ description: 'Role.', example: 'bank' });
const evidence = (description: string) => EVIDENCE_ID.meta({ description, example: ID_EXAMPLE });

const StepSchema = z
  .object({
    event: z.enum(CASE_EVENTS).meta({ description: 'The step.', example: 'open' }),
    from: state.meta({ description: 'State before.', example: 'draft' }),
    to: state.meta({ description: 'State after.', example: 'opened' }),
    at: time('When it was taken.'),
    by_role: role.meta({ description: 'Role of the one who took it.', example: 'bank' }),
    revision: z.int().meta({ description: 'Revision that it made.', example: 2 }),
    evidence: evidence('Item that records it; absent until the log has taken it.').optional(),
  })
  .meta({ id: 'CaseStep', description: 'A step that was taken.' });

const CaseDocumentSchema = z
  .object({
    evidence: evidence('The item.'),
    type: z.string().meta({ description: 'Document type.', example: 'COUNTER' }),
    at: time('When the log received it.'),
    role: role.meta({ description: 'Role of the one who filed it.', example: 'user' }),
  })
  .meta({ id: 'CaseDocument', description: 'An item that was filed to the case.' });

export const CaseSchema = z
  .object({
    id: CASE_ID,
    revision: z.int().meta({ description: 'Rises with each change; also the ETag.', example: 2 }),
    state,
    organisation: z.string().meta({ description: 'The bank that opened it.', example: 'demo-bank' }),
    number: z.string().optional().meta({ description: 'Case number.', example: '(2026)穗仲案字第417号' }),
    ...content,
    tribunal: z.array(TribunalMemberInput).meta({ description: 'Tribunal.', example: [] }),
    deadlines: DeadlinesInput.meta({ description: 'Dates.', example: { answer: '2026-07-20' } }),
    assignees: z
      .array(z.string())
      .meta({ description: 'Organisations to which the claim was assigned.', example: [] }),
    steps: z.array(StepSchema).meta({ description: 'Steps taken, in order.', example: [] }),
    documents: z.array(CaseDocumentSchema).meta({ description: 'Items filed to the case.', example: [] }),
    created_at: time('When it was drafted.'),
    updated_at: time('When it last changed.'),
    opened_at: time('When it was opened.').optional(),
  })
  .meta({ id: 'Case', description: 'A case.' });

export const CasePageSchema = z
  .object({
    items: z.array(CaseSchema).meta({ description: 'Cases.', example: [] }),
    next_cursor: z.string().optional().meta({ description: 'For the next page.', example: 'WyJhIiwiYiJd' }),
  })
  .meta({ id: 'CasePage', description: "The caller's cases." });

const counts = Object.fromEntries(
  CASE_STATES.map((name) => [name, z.int().meta({ description: `Cases that are ${name}.`, example: 3 })]),
);

export const CaseCountsSchema = z
  .object({
    total: z.int().meta({ description: 'Cases of the caller.', example: 12 }),
    by_state: z.object(counts).meta({ description: 'By state.', example: { opened: 3 } }),
  })
  .meta({ id: 'CaseCounts', description: "Numbers of the caller's cases, and of nobody else's." });

const NextStepSchema = z
  .object({
    event: z.enum(CASE_EVENTS).meta({ description: 'The step.', example: 'serve' }),
    to: state.meta({ description: 'State after it.', example: 'served' }),
    about: z
      .string()
      .meta({ description: 'What it is, in the caller’s language.', example: 'Open the case' }),
    permitted: z.boolean().meta({ description: "Whether it is the caller's role's to take.", example: true }),
    unmet: z
      .array(
        z
          .object({
            guard: z.enum(GUARDS).meta({ description: 'Guard.', example: 'overdue-event' }),
            text: z.string().meta({ description: 'What is lacking.', example: 'No dispute is stated.' }),
          })
          .meta({ id: 'UnmetGuard', description: 'A guard that does not hold.' }),
      )
      .meta({ description: 'Guards that do not hold.', example: [] }),
    missing: z
      .array(z.array(z.string()))
      .meta({ description: 'Document types, one of each group is missing.', example: [['CLAIM']] }),
  })
  .meta({ id: 'NextStep', description: 'A step that leads on from here.' });

export const NextStepsSchema = z
  .object({ items: z.array(NextStepSchema).meta({ description: 'Steps.', example: [] }) })
  .meta({ id: 'NextSteps', description: 'Steps that lead on from the state of the case.' });

const AssignmentSchema = z
  .object({
    evidence: evidence('The ASSIGN item.'),
    assignor: z.string().meta({ description: 'Who assigned.', example: '示例银行股份有限公司' }),
    assignee: z.string().meta({ description: 'To whom.', example: '示例资产管理有限公司' }),
    agreement_number: z.string().meta({ description: 'Number of the agreement.', example: 'ZR-2026-018' }),
    claim: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Amount.', example: { amount: '20710.20', currency: 'CNY' } }),
    assigned_at: z.string().meta({ description: 'When.', example: '2026-06-10T10:00:00+08:00' }),
    notified: z.boolean().meta({ description: 'Whether notice reached the debtor.', example: true }),
  })
  .meta({ id: 'Assignment', description: 'A link of the chain.' });

export const AssignmentChainSchema = z
  .object({
    links: z.array(AssignmentSchema).meta({ description: 'In order.', example: [] }),
    unbroken: z.boolean().meta({
      description: 'Whether each assignor is the creditor that the link before left.',
      example: true,
    }),
    creditor: z
      .string()
      .optional()
      .meta({ description: 'Creditor at its end.', example: '示例资产管理有限公司' }),
  })
  .meta({ id: 'AssignmentChain', description: 'How the claim came to its creditor.' });
