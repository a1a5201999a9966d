/** What is filed to a case: documents of each party, and assignments of the claim. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { AssignmentChain } from '../../usecases/cases/types.ts';
import type { Filed } from '../../usecases/types.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody, strictJson } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentFiled } from '../present.ts';
import { locate } from '../public-path.ts';
import type { Route } from '../route.ts';
import { AssignmentChainSchema, AssignmentInput } from '../schemas/cases.ts';
import { FiledSchema } from '../schemas/evidence.ts';
import { RecordInput } from '../schemas/record.ts';
import { receiveUpload } from '../upload.ts';
import {
  bodyOf,
  CASE_READ_PROBLEMS,
  CASE_WRITE_PROBLEMS,
  caseId,
  IdPath,
  JSON_TYPE,
  jsonBody,
  jsonContent,
  KeyHeader,
  keyOf,
  owned,
  readCase,
  writeCase,
} from './case-parts.ts';
import { privately } from './evidence.ts';
import { counted, FILING_PROBLEMS } from './filing.ts';

const MULTIPART = 'multipart/form-data';

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

export function casePaperRoutes(deps: AppDeps): Route[] {
  const chain = { description: 'The chain.', content: { [JSON_TYPE]: AssignmentChainSchema } };
  const text = rawBody(deps.limits.maxTextBytes);
  return [
    {
      ...writeCase,
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
      ...readCase,
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
      ...writeCase,
      path: '/v1/cases/{id}/assignments',
      summary: 'Record an assignment of the claim',
      action: 'case.assign',
      parameters: { path: IdPath, headers: KeyHeader },
      body: jsonContent(AssignmentInput, 'The assignment.'),
      answers: { 201: chain },
      problems: [...CASE_WRITE_PROBLEMS, 'IDEMPOTENCY_KEY_MISSING', 'CASE_GUARD_UNMET'],
      handlers: [owned(deps, 'case.assign'), ...jsonBody, assignmentHandler(deps)],
    },
  ];
}

function filingHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const filed = await counted(deps, () =>
      req.is(MULTIPART) ? fileUpload(deps, id, req, res) : fileJson(deps, id, req, res),
    );
    locate(res, `/v1/evidence/${filed.id}`);
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
