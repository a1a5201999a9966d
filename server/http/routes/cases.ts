/** Cases: drafting, reading, steps, what the commission's office sets, documents, assignments. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import { CASE_STATES, GUARD_TEXTS, TRANSITIONS } from '../../usecases/cases/states.ts';
import type { AssignmentChain, CaseQuery, NextStep } from '../../usecases/cases/types.ts';
import type { Filed } from '../../usecases/types.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody, strictJson } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentFiled } from '../present.ts';
import { languageOf } from '../problem.ts';
import type { Language } from '../problem-catalogue.ts';
import type { Route } from '../route.ts';
import {
  AdministrationInput,
  AssignmentChainSchema,
  AssignmentInput,
  CaseCountsSchema,
  CaseInput,
  CasePageSchema,
  CaseSchema,
  NextStepsSchema,
  StepInput,
} from '../schemas/cases.ts';
import { LOAN } from '../schemas/common.ts';
import { FiledSchema } from '../schemas/evidence.ts';
import { RecordInput } from '../schemas/record.ts';
import { receiveUpload } from '../upload.ts';
import {
  bodyOf,
  CASE_READ_PROBLEMS,
  CASE_WRITE_PROBLEMS,
  CHANGE_PROBLEMS,
  caseId,
  contentOf,
  IdPath,
  IfMatch,
  JSON_TYPE,
  jsonBody,
  KeyHeader,
  keyOf,
  owned,
  presentCase,
  revisionOf,
  sendCase,
} from './case-parts.ts';
import { privately } from './evidence.ts';
import { counted, FILING_PROBLEMS } from './filing.ts';
import { CURSOR } from './jobs.ts';

const MULTIPART = 'multipart/form-data';

const ListQuery = z.strictObject({
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(CASE_STATES)))
    .optional()
    .meta({ description: 'States, separated by commas.', example: 'opened,served' }),
  loan: LOAN.optional().meta({ description: 'Number of the loan, whole.', example: 'LN-2026-000417' }),
  search: z.string().min(1).max(128).optional().meta({
    description: 'Beginning of the case number or of the id, or the whole number of the loan.',
    example: '(2026)',
  }),
  sort: z
    .enum(['created', 'updated', 'deadline', 'amount'])
    .optional()
    .meta({ description: 'Sorted by. Default: created.', example: 'deadline' }),
  order: z
    .enum(['ascending', 'descending'])
    .optional()
    .meta({ description: 'Default: descending.', example: 'ascending' }),
  limit: z
    .string()
    .regex(/^([1-9][0-9]?|100)$/, 'expected 1 to 100')
    .optional()
    .meta({ description: 'Cases a page, 1 to 100: each leaves a custody line. Default 50.', example: '50' }),
  cursor: CURSOR,
});

const record = RecordInput.partial({ loan: true }).meta({
  id: 'CaseRecordInput',
  description: 'As `RecordInput`; the loan is that of the case.',
});
const CaseFilingInput = z
  .strictObject({
    record: record.meta({ description: 'The record.', example: { type: 'CALC' } }),
  })
  .meta({ id: 'CaseFilingInput', description: 'An item to be filed to the case.' });
const CaseUpload = z
  .strictObject({
    record: record.meta({ description: 'The record as JSON.', example: { type: 'CALC' } }),
    documents: z
      .array(z.string().meta({ format: 'binary' }))
      .optional()
      .meta({ description: 'The files, each with a file name.', example: ['(bytes)'] }),
  })
  .meta({ id: 'CaseUpload', description: 'An item with its documents.' });

const common = { tag: 'cases', quota: 'caller' } as const;
const read = { ...common, method: 'get', action: 'case.read', access: { scope: 'evidence:read' } } as const;
const write = { ...common, method: 'post', access: { scope: 'evidence:write' } } as const;
const oneCase = { description: 'The case; its ETag is its revision.', content: { [JSON_TYPE]: CaseSchema } };
const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { [JSON_TYPE]: schema },
  required: true,
});

export function caseRoutes(deps: AppDeps): Route[] {
  return [...drafting(deps), ...reading(deps), ...changing(deps), ...papers(deps)];
}

function drafting(deps: AppDeps): Route[] {
  return [
    {
      ...write,
      path: '/v1/cases',
      summary: 'Draft a case',
      action: 'case.create',
      parameters: { headers: KeyHeader },
      body: json(CaseInput, 'What the case states.'),
      answers: {
        201: oneCase,
        200: { ...oneCase, description: 'This case was drafted under this key before; as it stands now.' },
      },
      problems: [...CASE_WRITE_PROBLEMS, 'IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_MISMATCH'],
      handlers: [...jsonBody, createHandler(deps)],
    },
    {
      ...write,
      path: '/v1/cases/{id}/draft',
      summary: 'Replace what a draft states',
      action: 'case.edit',
      parameters: { path: IdPath, headers: IfMatch },
      body: json(CaseInput, 'What the case states.'),
      answers: { 200: oneCase },
      problems: CHANGE_PROBLEMS,
      handlers: [
        owned(deps, 'case.edit'),
        ...jsonBody,
        async (req, res) => {
          const id = caseId(req.params);
          const content = contentOf(bodyOf(CaseInput, req));
          sendCase(res, await deps.cases.edit(callerOf(res), id, revisionOf(req), content));
        },
      ],
    },
  ];
}

function reading(deps: AppDeps): Route[] {
  return [
    {
      ...read,
      path: '/v1/cases',
      summary: "The caller's cases",
      parameters: { query: ListQuery },
      answers: { 200: { description: 'One page.', content: { [JSON_TYPE]: CasePageSchema } } },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE', 'KEY_UNAVAILABLE'],
      handlers: [listHandler(deps)],
    },
    {
      ...read,
      path: '/v1/cases/summary',
      summary: "Numbers of the caller's cases, by state",
      answers: { 200: { description: 'Numbers.', content: { [JSON_TYPE]: CaseCountsSchema } } },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const { total, byState } = await deps.cases.counts(callerOf(res));
          privately(res).json({ total, by_state: byState });
        },
      ],
    },
    {
      ...read,
      path: '/v1/cases/{id}',
      summary: 'A case',
      parameters: { path: IdPath },
      answers: { 200: oneCase },
      problems: CASE_READ_PROBLEMS,
      handlers: [async (req, res) => sendCase(res, await deps.cases.get(callerOf(res), caseId(req.params)))],
    },
    {
      ...read,
      path: '/v1/cases/{id}/steps',
      summary: 'The steps that lead on, and what each lacks',
      parameters: { path: IdPath },
      answers: { 200: { description: 'Steps.', content: { [JSON_TYPE]: NextStepsSchema } } },
      problems: CASE_READ_PROBLEMS,
      handlers: [
        async (req, res) => {
          const steps = await deps.cases.next(callerOf(res), caseId(req.params));
          privately(res).json({ items: steps.map((step) => presentNext(step, languageOf(req))) });
        },
      ],
    },
  ];
}

function changing(deps: AppDeps): Route[] {
  return [
    {
      ...write,
      path: '/v1/cases/{id}/steps',
      summary: 'Take a step of the case',
      action: 'case.step',
      parameters: { path: IdPath, headers: IfMatch },
      body: json(StepInput, 'The step.'),
      answers: { 200: oneCase },
      problems: [...CHANGE_PROBLEMS, 'CASE_GUARD_UNMET'],
      handlers: [owned(deps, 'case.step'), ...jsonBody, stepHandler(deps)],
    },
    {
      ...write,
      path: '/v1/cases/{id}/administration',
      summary: 'Set case number, tribunal and dates',
      action: 'case.administer',
      parameters: { path: IdPath, headers: IfMatch },
      body: json(AdministrationInput, 'What is set; the rest stays.'),
      answers: { 200: oneCase },
      problems: CHANGE_PROBLEMS,
      handlers: [owned(deps, 'case.administer'), ...jsonBody, administrationHandler(deps)],
    },
  ];
}

function papers(deps: AppDeps): Route[] {
  const chain = { description: 'The chain.', content: { [JSON_TYPE]: AssignmentChainSchema } };
  const text = rawBody(deps.limits.maxTextBytes);
  return [
    {
      ...write,
      path: '/v1/cases/{id}/documents',
      summary: 'File an item to the case',
      action: 'case.file',
      parameters: { path: IdPath, headers: KeyHeader },
      body: {
        description: 'A record; with multipart also its documents.',
        content: { [JSON_TYPE]: CaseFilingInput, [MULTIPART]: CaseUpload },
        required: true,
      },
      answers: {
        201: { description: 'Durable, and in the log.', content: { [JSON_TYPE]: FiledSchema } },
        200: { description: 'Filed under this key before.', content: { [JSON_TYPE]: FiledSchema } },
      },
      problems: [
        ...CASE_WRITE_PROBLEMS,
        ...FILING_PROBLEMS,
        'UPLOAD_TRUNCATED',
        'UPLOAD_MALFORMED',
        'CASE_TRANSITION_REFUSED',
      ],
      handlers: [
        owned(deps, 'case.file'),
        consumes(JSON_TYPE, MULTIPART),
        (req, res, next) => (req.is(MULTIPART) ? next() : text(req, res, next)),
        filingHandler(deps),
      ],
    },
    {
      ...read,
      path: '/v1/cases/{id}/assignments',
      summary: 'How the claim came to its creditor',
      parameters: { path: IdPath },
      answers: { 200: chain },
      problems: CASE_READ_PROBLEMS,
      handlers: [
        async (req, res) => {
          const assigned = await deps.cases.assignments(callerOf(res), caseId(req.params));
          privately(res).json(presentChain(assigned));
        },
      ],
    },
    {
      ...write,
      path: '/v1/cases/{id}/assignments',
      summary: 'Record an assignment of the claim',
      action: 'case.assign',
      parameters: { path: IdPath, headers: KeyHeader },
      body: json(AssignmentInput, 'The assignment.'),
      answers: { 201: chain },
      problems: [...CASE_WRITE_PROBLEMS, 'IDEMPOTENCY_KEY_MISSING', 'CASE_GUARD_UNMET'],
      handlers: [owned(deps, 'case.assign'), ...jsonBody, assignmentHandler(deps)],
    },
  ];
}

function createHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const content = contentOf(bodyOf(CaseInput, req));
    const { case: found, created } = await cases.create(callerOf(res), content, keyOf(req));
    res.setHeader('Location', `/v1/cases/${found.id}`);
    sendCase(res, found, created ? 201 : 200);
  };
}

function listHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { state, loan, search, sort, order, limit = '50', cursor } = conform(ListQuery, req.query);
    const query: CaseQuery = {
      sort: sort ?? 'created',
      order: order ?? 'descending',
      limit: Number(limit),
      ...(state !== undefined && { states: state }),
      ...(loan !== undefined && { loan }),
      ...(search !== undefined && { search }),
      ...(cursor !== undefined && { cursor }),
    };
    const page = await cases.list(callerOf(res), query);
    privately(res).json({
      items: page.cases.map(presentCase),
      ...(page.next !== undefined && { next_cursor: page.next }),
    });
  };
}

function presentNext({ event, to, permitted, unmet, missing }: NextStep, language: Language): JsonObject {
  return {
    event,
    to,
    about: TRANSITIONS[event].about[language],
    permitted,
    unmet: unmet.map((guard) => ({ guard, text: GUARD_TEXTS[guard][language] })),
    missing,
  };
}

function stepHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const { event, reason } = bodyOf(StepInput, req);
    const step = { event, ...(reason !== undefined && { reason }) };
    sendCase(res, await cases.take(callerOf(res), id, revisionOf(req), step));
  };
}

function administrationHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const { number, tribunal, deadlines } = bodyOf(AdministrationInput, req);
    const { answer, hearing, award } = deadlines ?? {};
    const change = {
      ...(number !== undefined && { number }),
      ...(tribunal !== undefined && { tribunal }),
      ...(deadlines !== undefined && {
        deadlines: {
          ...(answer !== undefined && { answer }),
          ...(hearing !== undefined && { hearing }),
          ...(award !== undefined && { award }),
        },
      }),
    };
    sendCase(res, await cases.administer(callerOf(res), id, revisionOf(req), change));
  };
}

function filingHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const filed = await counted(deps, () =>
      req.is(MULTIPART) ? fileUpload(deps, id, req, res) : fileJson(deps, id, req, res),
    );
    res.setHeader('Location', `/v1/evidence/${filed.id}`);
    privately(res)
      .status(filed.replayed ? 200 : 201)
      .json(presentFiled(filed));
  };
}

const recordOf = (body: JsonObject): JsonObject =>
  conform(CaseFilingInput, body, { record: 'SCHEMA_INVALID' }).record as JsonObject;

function fileJson({ cases }: AppDeps, id: string, req: Request, res: Response): Promise<Filed> {
  const filing = { idempotencyKey: keyOf(req), record: recordOf(jsonOf(bytesOf(req))) };
  return cases.file(callerOf(res), id, filing);
}

async function fileUpload(deps: AppDeps, id: string, req: Request, res: Response): Promise<Filed> {
  const idempotencyKey = keyOf(req);
  const draft = await deps.useCases.begin();
  try {
    const { texts, documents } = await receiveUpload(draft, deps.limits, req, res);
    const text = texts.get('record');
    if (text === undefined || texts.has('statement')) {
      throw new ServiceError('REQUEST_INVALID', 'send the part `record`', {
        facts: { expected: ['record'] },
      });
    }
    const filing = {
      idempotencyKey,
      record: recordOf({ record: strictJson(text) }),
      upload: { draft, documents },
    };
    return await deps.cases.file(callerOf(res), id, filing);
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

function assignmentHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const { assignee_organisation, agreement_number, assigned_at, notice, ...rest } = bodyOf(
      AssignmentInput,
      req,
    );
    const request = {
      ...rest,
      agreementNumber: agreement_number,
      assignedAt: assigned_at,
      ...(assignee_organisation !== undefined && { assigneeOrganisation: assignee_organisation }),
      ...(notice !== undefined && { notice }),
    };
    const chain = await cases.assign(callerOf(res), id, request, keyOf(req));
    privately(res).status(201).json(presentChain(chain));
  };
}

function presentChain({ links, unbroken, creditor }: AssignmentChain): JsonObject {
  return {
    links: links.map(({ agreementNumber, assignedAt, ...link }) => ({
      ...link,
      agreement_number: agreementNumber,
      assigned_at: assignedAt,
    })),
    unbroken,
    ...(creditor !== undefined && { creditor }),
  };
}
