/** Reading evidence: an item, a loan's items, documents. */
import { pipeline } from 'node:stream/promises';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import type { DocumentContent } from '../../usecases/types.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentEvidence, presentPage, presentSummary } from '../present.ts';
import { presentErased, presentRedacted } from '../present-privacy.ts';
import { redactionOf } from '../redaction.ts';
import type { Route } from '../route.ts';
import { EVIDENCE_ID, LOAN } from '../schemas/common.ts';
import { EvidencePageSchema } from '../schemas/evidence.ts';
import { EvidenceAnswerSchema, RedactionQuery } from '../schemas/privacy.ts';

const JSON_TYPE = 'application/json';

export const IdPath = z.strictObject({ id: EVIDENCE_ID });
const DocumentPath = z.strictObject({
  id: EVIDENCE_ID,
  n: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/, 'expected a number from 1')
    .meta({ description: 'Number of the document in the record, from 1.', example: '1' }),
});
const ItemQuery = z.strictObject(RedactionQuery);
export const LoanPath = z.strictObject({ loan: LOAN });
export const PageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, 'expected 1 to 500')
    .refine((text) => Number(text) <= 500, 'expected 1 to 500')
    .optional()
    .meta({ description: 'Items a page, 1 to 500. Default 100.', example: '100' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,24}$/, 'expected a next_cursor of an earlier answer')
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'MTAw' }),
});

const read = {
  method: 'get',
  tag: 'evidence',
  action: 'evidence.read',
  access: { scope: 'evidence:read' },
  quota: 'caller',
} as const;
export const READ_PROBLEMS = ['REQUEST_INVALID', 'NOT_FOUND', 'CONTENT_ERASED', 'STORE_UNAVAILABLE'] as const;

export function evidenceRoutes(deps: AppDeps): Route[] {
  return [
    {
      ...read,
      path: '/v1/evidence/{id}',
      summary: 'An item with its record and state',
      parameters: { path: IdPath, query: ItemQuery },
      answers: { 200: { description: 'The item.', content: { [JSON_TYPE]: EvidenceAnswerSchema } } },
      problems: READ_PROBLEMS,
      handlers: [itemHandler(deps)],
    },
    {
      ...read,
      path: '/v1/loans/{loan}/evidence',
      summary: "A loan's items, by sequence",
      parameters: { path: LoanPath, query: PageQuery },
      answers: { 200: { description: 'One page.', content: { [JSON_TYPE]: EvidencePageSchema } } },
      problems: READ_PROBLEMS,
      handlers: [loanHandler(deps)],
    },
    {
      ...read,
      path: '/v1/evidence/{id}/documents/{n}',
      action: 'document.read',
      summary: 'A document, decrypted',
      parameters: { path: DocumentPath },
      answers: { 200: { description: 'The bytes as they were filed.', content: { '*/*': undefined } } },
      problems: [...READ_PROBLEMS, 'KEY_UNAVAILABLE', 'CONTENT_CORRUPT'],
      handlers: [documentHandler(deps)],
    },
  ];
}

const idOf = (params: unknown): string => conform(IdPath, params).id;

/** Of an erased item what is left is shown; that is no read of personal data. */
function itemHandler(deps: AppDeps): RequestHandler {
  const { access, custody, privacy, useCases } = deps;
  return async (req, res) => {
    const id = idOf(req.params);
    const redaction = redactionOf(conform(ItemQuery, req.query));
    const caller = callerOf(res);
    const organisation = await access.evidence(caller, 'evidence.read', id);
    const erasures = presentErased(await privacy.erasedOf(id));
    const erased = erasures.length === 0 ? undefined : await privacy.erasedItem(id);
    if (erased !== undefined) {
      const left = {
        ...presentSummary(erased),
        organisation,
        content: 'CONTENT_ERASED_PROOF_INTACT',
        erasures,
      };
      return void privately(res).json(left);
    }
    const evidence = presentEvidence(await useCases.getEvidence(organisation, id));
    await custody.reads.item({ caller, action: 'record.read' }, id);
    const shown =
      redaction === undefined ? evidence : presentRedacted(evidence, String(evidence.type), redaction);
    const content = erasures.length === 0 ? { content: 'WHOLE' } : { content: 'PARTS_ERASED', erasures };
    privately(res).json({ ...shown, ...content });
  };
}

function loanHandler({ access, useCases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { loan } = conform(LoanPath, req.params);
    const { limit = '100', cursor } = conform(PageQuery, req.query);
    const after = afterOf(cursor);
    const organisation = await access.loan(callerOf(res), 'evidence.read', loan);
    const page = await useCases.listLoan(organisation, loan, after, Number(limit));
    privately(res).json(presentPage(page));
  };
}

export function afterOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (/^[1-9][0-9]{0,15}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new ServiceError('REQUEST_INVALID', 'the cursor is not one that an earlier answer gave', {
    facts: { problems: ['/cursor: expected a next_cursor of an earlier answer'] },
  });
}

function documentHandler({ access, custody, useCases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { id, n } = conform(DocumentPath, req.params);
    const caller = callerOf(res);
    const organisation = await access.evidence(caller, 'document.read', id);
    const document = await useCases.document(organisation, id, Number(n));
    const facts = { document: Number(n) };
    await custody.reads.item({ caller, action: 'document.read', facts }, id);
    await sendDocument(privately(res), document);
  };
}

async function sendDocument(
  res: Response,
  { name, mediaType, size, sha256, content }: DocumentContent,
): Promise<void> {
  // What a filer uploaded is handed out as a file and never shown as a page of this site.
  res.attachment(name).type(mediaType);
  res.setHeader('Content-Length', String(size));
  res.setHeader('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  await pipeline(content, res);
}

/** Evidence is its owner's alone: no cache keeps it. */
export function privately(res: Response): Response {
  return res.setHeader('Cache-Control', 'private, no-store');
}
