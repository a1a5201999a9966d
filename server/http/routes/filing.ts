/** `POST /v1/evidence`: one item, as JSON or with its documents as multipart. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import type { Filed, FilingRequest } from '../../usecases/types.ts';
import type { UploadReference } from '../../usecases/uploads/file.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody, strictJson } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentFiled } from '../present.ts';
import { toServiceError } from '../problem.ts';
import { locate } from '../public-path.ts';
import { type ArrivedFiling, refusedFiling } from '../refused-filing.ts';
import type { Route } from '../route.ts';
import { FiledSchema } from '../schemas/evidence.ts';
import { FilingInput, RECORD_EXAMPLE, RecordInput } from '../schemas/record.ts';
import { receiveUpload } from '../upload.ts';

const JSON_TYPE = 'application/json';
const MULTIPART = 'multipart/form-data';
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
/** Problems inside the record are the record's. */
const RECORD_CODES: Readonly<Record<string, ServiceErrorCode>> = { record: 'SCHEMA_INVALID' };

const MultipartInput = z
  .strictObject({
    record: RecordInput.optional().meta({
      description: 'The record as JSON.',
      example: { type: 'CONTRACT', loan: 'LN-2026-000417' },
    }),
    statement: z.string().optional().meta({
      description: 'Or the ready-made statement.',
      example: 'eyJhbGciOiJFUzI1NiJ9.eyJfc2QiOlsiLi4uIl19.c2ln~WyJzYWx0Iiwi~',
    }),
    documents: z
      .array(z.string().meta({ format: 'binary' }))
      .optional()
      .meta({
        description: 'The files, each with a file name.',
        example: ['(bytes)'],
      }),
  })
  .meta({
    id: 'MultipartFiling',
    description: 'Exactly one of `record` and `statement`, and the documents.',
    example: { record: RECORD_EXAMPLE, documents: ['(bytes)'] },
  });

export const FILING_PROBLEMS: readonly ServiceErrorCode[] = [
  'JSON_INVALID',
  'REQUEST_INVALID',
  'PAYLOAD_TOO_LARGE',
  'UNKNOWN_DOCUMENT_TYPE',
  'SCHEMA_INVALID',
  'DIGEST_MISMATCH',
  'STATEMENT_INVALID',
  'STATEMENT_SIGNATURE_INVALID',
  'STATEMENT_SIGNER_UNKNOWN',
  'STATEMENT_SIGNER_EXPIRED',
  'STATEMENT_SIGNER_WRONG_PURPOSE',
  'STATEMENT_ORGANISATION_MISMATCH',
  'ALGORITHM_REFUSED',
  'CLOCK_SKEW',
  'DISCLOSURE_UNMATCHED',
  'DISCLOSURE_WITHHELD',
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_MISMATCH',
  'SIGNER_UNAVAILABLE',
  'ITEM_LINK_INVALID',
  'ALREADY_SUPERSEDED',
  'NOT_FOUND',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_IN_USE',
  'UPLOAD_EXPIRED',
  'OVERLOADED',
  'STOPPING',
  'LOG_CONFLICT',
  'LOG_DIVERGED',
  'STORE_UNAVAILABLE',
  'DISK_FULL',
];

const HEADERS = z.object({
  'Idempotency-Key': z.string().regex(IDEMPOTENCY_KEY).optional().meta({
    description: 'New for each item, the same for its repetitions. May be left out with a statement.',
    example: 'core-lending/88121',
  }),
});

export function filingRoutes(deps: AppDeps): Route[] {
  const answer = { 'application/json': FiledSchema };
  const json = rawBody(deps.limits.maxTextBytes);
  return [
    {
      method: 'post',
      path: '/v1/evidence',
      tag: 'evidence',
      summary: 'File one item of evidence',
      action: 'evidence.file',
      access: { scope: 'evidence:write' },
      quota: 'caller',
      parameters: { headers: HEADERS },
      body: {
        description: 'A record or a signed statement; with multipart also the documents themselves.',
        content: { [JSON_TYPE]: FilingInput, [MULTIPART]: MultipartInput },
        required: true,
      },
      answers: {
        201: { description: 'Durable, and in the log.', content: answer },
        200: {
          description: 'This content was filed under this key before; the item of then.',
          content: answer,
        },
      },
      problems: ['UNSUPPORTED_MEDIA_TYPE', 'UPLOAD_TRUNCATED', 'UPLOAD_MALFORMED', ...FILING_PROBLEMS],
      handlers: [
        consumes(JSON_TYPE, MULTIPART),
        (req, res, next) => (req.is(MULTIPART) ? next() : json(req, res, next)),
        filingHandler(deps),
      ],
    },
  ];
}

function filingHandler(deps: AppDeps): RequestHandler {
  return async (req, res) => {
    const key = idempotencyKey(req);
    const seen: { record?: string } = {};
    const stated = () =>
      req.is(MULTIPART) ? { record: strictJson(seen.record ?? '{}') } : jsonOf(bytesOf(req));
    const filed = await counted(
      deps,
      () => (req.is(MULTIPART) ? fileUpload(deps, key, req, res, seen) : fileJson(deps, key, req, res)),
      { organisation: callerOf(res).organisation, key, stated },
    );
    res.status(filed.replayed ? 200 : 201);
    locate(res, `/v1/evidence/${filed.id}`).json(presentFiled(filed));
  };
}

/** Counts the outcome of a filing in the metrics. @param arrived whose filing it is, where they look after their filings themselves */
export async function counted(
  { metrics, monitoring }: AppDeps,
  file: () => Promise<Filed>,
  arrived?: ArrivedFiling,
): Promise<Filed> {
  try {
    const filed = await file();
    const outcome = filed.replayed ? 'replayed' : 'created';
    metrics.filed(outcome);
    if (arrived !== undefined) monitoring.taken(arrived.organisation, outcome);
    return filed;
  } catch (error) {
    metrics.filed(toServiceError(error).code);
    if (arrived !== undefined) monitoring.refused(arrived.organisation, refusedFiling(arrived, error));
    throw error;
  }
}

function idempotencyKey(req: Request): string | undefined {
  const key = req.get('idempotency-key');
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  throw new ServiceError(
    'IDEMPOTENCY_KEY_MISSING',
    'the Idempotency-Key is not 1 to 255 visible ASCII characters',
  );
}

function fileJson(deps: AppDeps, key: string | undefined, req: Request, res: Response): Promise<Filed> {
  return fileBody(deps, callerOf(res).organisation, key, jsonOf(bytesOf(req)));
}

/** Files what a JSON body or a line of a batch holds. */
export async function fileBody(
  deps: AppDeps,
  organisation: string,
  idempotencyKey: string | undefined,
  body: JsonObject,
): Promise<Filed> {
  const { uploads, ...stated } = conform(FilingInput, body, RECORD_CODES);
  const content = chosen(stated);
  const request = { organisation, idempotencyKey, content };
  if (uploads === undefined) return deps.useCases.fileEvidence(request);
  return deps.filing.fileUploads(request, referencesOf(uploads));
}

interface UploadInput {
  readonly id: string;
  readonly name?: string | undefined;
  readonly media_type?: string | undefined;
}

export function referencesOf(uploads: readonly UploadInput[]): UploadReference[] {
  return uploads.map(({ id, name, media_type: mediaType }) => {
    return { id, ...(name !== undefined && { name }), ...(mediaType !== undefined && { mediaType }) };
  });
}

async function fileUpload(
  deps: AppDeps,
  idempotencyKey: string | undefined,
  req: Request,
  res: Response,
  seen: { record?: string },
): Promise<Filed> {
  const { organisation } = callerOf(res);
  const draft = await deps.useCases.begin();
  try {
    const { texts, documents } = await receiveUpload(draft, deps.limits, req, res);
    const record = texts.get('record');
    if (record !== undefined) seen.record = record;
    const statement = texts.get('statement');
    const content = contentOf({
      ...(record !== undefined && { record: strictJson(record) }),
      ...(statement !== undefined && { statement: statement.trim() }),
    });
    const request = { organisation, idempotencyKey, content, upload: { draft, documents } };
    return await deps.useCases.fileEvidence(request);
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** @throws ServiceError `REQUEST_INVALID`, `SCHEMA_INVALID` */
export function contentOf(body: JsonObject): FilingRequest['content'] {
  return chosen(conform(FilingInput, body, RECORD_CODES));
}

function chosen({ record, statement }: Pick<z.output<typeof FilingInput>, 'record' | 'statement'>) {
  if ((record === undefined) === (statement === undefined)) {
    throw new ServiceError('REQUEST_INVALID', 'send exactly one of `record` and `statement`', {
      facts: { expected: ['record', 'statement'] },
    });
  }
  return statement === undefined ? { record: record as JsonObject } : { statement };
}
