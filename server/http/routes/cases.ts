/** Cases: drafting, reading, steps, what the commission's office sets. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { CASE_STATES, GUARD_TEXTS, TRANSITIONS } from '../../usecases/cases/states.ts';
import type { CaseQuery, NextStep } from '../../usecases/cases/types.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { languageOf } from '../problem.ts';
import type { Language } from '../problem-catalogue.ts';
import { locate } from '../public-path.ts';
import type { Route } from '../route.ts';
import {
  AdministrationInput,
  CaseCountsSchema,
  CaseInput,
  CasePageSchema,
  CaseSchema,
  NextStepsSchema,
  StepInput,
} from '../schemas/cases.ts';
import { LOAN } from '../schemas/common.ts';
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
  jsonContent,
  KeyHeader,
  keyOf,
  owned,
  presentCase,
  readCase,
  revisionOf,
  sendCase,
  writeCase,
} from './case-parts.ts';
import { privately } from './evidence.ts';
import { CURSOR } from './jobs.ts';

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

const oneCase = { description: 'The case; its ETag is its revision.', content: { [JSON_TYPE]: CaseSchema } };
export function caseRoutes(deps: AppDeps): Route[] {
  return [...drafting(deps), ...reading(deps), ...changing(deps)];
}

function drafting(deps: AppDeps): Route[] {
  return [
    {
      ...writeCase,
      path: '/v1/cases',
      summary: 'Draft a case',
      action: 'case.create',
      parameters: { headers: KeyHeader },
      body: jsonContent(CaseInput, 'What the case states.'),
      answers: {
        201: oneCase,
        200: { ...oneCase, description: 'This case was drafted under this key before; as it stands now.' },
      },
      problems: [...CASE_WRITE_PROBLEMS, 'IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_MISMATCH'],
      handlers: [...jsonBody, createHandler(deps)],
    },
    {
      ...writeCase,
      path: '/v1/cases/{id}/draft',
      summary: 'Replace what a draft states',
      action: 'case.edit',
      parameters: { path: IdPath, headers: IfMatch },
      body: jsonContent(CaseInput, 'What the case states.'),
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
      ...readCase,
      path: '/v1/cases',
      summary: "The caller's cases",
      parameters: { query: ListQuery },
      answers: { 200: { description: 'One page.', content: { [JSON_TYPE]: CasePageSchema } } },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE', 'KEY_UNAVAILABLE'],
      handlers: [listHandler(deps)],
    },
    {
      ...readCase,
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
      ...readCase,
      path: '/v1/cases/{id}',
      summary: 'A case',
      parameters: { path: IdPath },
      answers: { 200: oneCase },
      problems: CASE_READ_PROBLEMS,
      handlers: [async (req, res) => sendCase(res, await deps.cases.get(callerOf(res), caseId(req.params)))],
    },
    {
      ...readCase,
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
      ...writeCase,
      path: '/v1/cases/{id}/steps',
      summary: 'Take a step of the case',
      action: 'case.step',
      parameters: { path: IdPath, headers: IfMatch },
      body: jsonContent(StepInput, 'The step.'),
      answers: { 200: oneCase },
      problems: [...CHANGE_PROBLEMS, 'CASE_GUARD_UNMET'],
      handlers: [owned(deps, 'case.step'), ...jsonBody, stepHandler(deps)],
    },
    {
      ...writeCase,
      path: '/v1/cases/{id}/administration',
      summary: 'Set case number, tribunal and dates',
      action: 'case.administer',
      parameters: { path: IdPath, headers: IfMatch },
      body: jsonContent(AdministrationInput, 'What is set; the rest stays.'),
      answers: { 200: oneCase },
      problems: CHANGE_PROBLEMS,
      handlers: [owned(deps, 'case.administer'), ...jsonBody, administrationHandler(deps)],
    },
  ];
}

function createHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const content = contentOf(bodyOf(CaseInput, req));
    const { case: found, created } = await cases.create(callerOf(res), content, keyOf(req));
    locate(res, `/v1/cases/${found.id}`);
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
