/** What a borrower sees of their loans and says about them: in plain words, by countersignature, objection and counter-evidence. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import { plainWords } from '../../usecases/people/plain-words.ts';
import type { Consent, WebauthnResponse } from '../../usecases/people/types.ts';
import type { Filed, Summary } from '../../usecases/types.ts';
import { conform, consumes, rawBody, strictJson } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentFiled, presentSummary } from '../present.ts';
import { presentBoundLoan, presentOverview, presentPerson } from '../present-people.ts';
import { locate } from '../public-path.ts';
import type { Route } from '../route.ts';
import { FiledSchema } from '../schemas/evidence.ts';
import {
  AnswerInputSchema,
  AnswerUpload,
  BoundLoanSchema,
  CodeInput,
  ConsentListSchema,
  CountersignInput,
  CountersignOptionsSchema,
  LoanListSchema,
  ObjectionInput,
  OwnItemsSchema,
  PERSON_ID,
  PersonSchema,
  ResponseInput,
} from '../schemas/people.ts';
import type { SessionEdge } from '../sessions.ts';
import { receiveUpload } from '../upload.ts';
import { afterOf, IdPath, PageQuery } from './evidence.ts';
import { counted, FILING_PROBLEMS, referencesOf } from './filing.ts';
import { BODY, bodyOf, jsonAnswer, jsonBody, MAX_BYTES, privately } from './session.ts';

const JSON_TYPE = 'application/json';
const MULTIPART = 'multipart/form-data';
const KEY = /^[\x21-\x7e]{1,200}$/;

const LoanIdPath = z.strictObject({
  id: PERSON_ID.meta({ description: 'As GET /v1/me/loans names the loan.' }),
});
const HEADERS = z.object({
  'Idempotency-Key': z.string().regex(KEY).meta({
    description: 'New for each act, the same for its repetitions.',
    example: '7d0f5a4e-2b9c-4c7e-9d55-0f7f6f6f1a2b',
  }),
});
const OWN: readonly ServiceErrorCode[] = ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'];
const FILED = {
  201: jsonAnswer(FiledSchema, 'Durable, and in the log.'),
  200: jsonAnswer(FiledSchema, 'Said before under this key; the item of then.'),
};

/** A double press of a button must not say a thing twice. @throws ServiceError `IDEMPOTENCY_KEY_MISSING` */
function keyOf(req: Request): string {
  const key = req.get('idempotency-key');
  if (key !== undefined && KEY.test(key)) return key;
  throw new ServiceError(
    'IDEMPOTENCY_KEY_MISSING',
    'an Idempotency-Key of 1 to 200 visible ASCII characters is needed',
  );
}

function sendFiled(res: Response, filed: Filed): void {
  privately(res).status(filed.replayed ? 200 : 201);
  locate(res, `/v1/evidence/${filed.id}`).json(presentFiled(filed));
}

function presentItem(item: Summary) {
  const { id, sequence, type, received_at, state } = presentSummary(item);
  return { id, sequence, type, ...plainWords(item.type), received_at, state };
}

function presentConsent({ id, type, receivedAt, fields }: Consent) {
  return { id, type, title: plainWords(type).title, received_at: receivedAt, fields };
}

export function meRoutes(deps: AppDeps, edge: SessionEdge): Route[] {
  const { people } = deps;
  const own = { tag: 'people', access: 'session', quota: 'caller' } as const;
  const body = rawBody(MAX_BYTES);
  const text = rawBody(deps.limits.maxTextBytes);
  return [
    {
      ...own,
      method: 'get',
      path: '/v1/me',
      summary: 'The person who is signed in',
      action: 'account.read',
      answers: { 200: jsonAnswer(PersonSchema, 'The person.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const { person } = await people.session(edge.tokenOf(req));
          privately(res).json(presentPerson(person));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/me/invitations',
      summary: 'Take an invitation to a further loan',
      action: 'account.change',
      body: jsonBody(CodeInput, 'The code.'),
      answers: { 201: jsonAnswer(BoundLoanSchema, 'The loan.') },
      problems: [
        ...BODY,
        'INVITATION_UNKNOWN',
        'INVITATION_EXPIRED',
        'INVITATION_USED',
        'INVITATION_WITHDRAWN',
        'INVITATION_FOREIGN',
      ],
      handlers: [
        body,
        async (req, res) => {
          const { code } = bodyOf(req, CodeInput);
          privately(res)
            .status(201)
            .json(presentBoundLoan(await people.accept(callerOf(res), code)));
        },
      ],
    },
    {
      ...own,
      method: 'get',
      path: '/v1/me/loans',
      summary: 'The loans that the person is bound to',
      action: 'loan.read',
      answers: { 200: jsonAnswer(LoanListSchema, 'All of them.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const items = await people.loans(callerOf(res));
          privately(res).json({ items: items.map(presentOverview) });
        },
      ],
    },
    {
      ...own,
      method: 'get',
      path: '/v1/me/loans/{id}',
      summary: 'The items of a loan in plain words',
      action: 'loan.read',
      parameters: { path: LoanIdPath, query: PageQuery },
      answers: { 200: jsonAnswer(OwnItemsSchema, 'One page.') },
      problems: OWN,
      handlers: [
        async (req, res) => {
          const { id } = conform(LoanIdPath, req.params);
          const { limit = '100', cursor } = conform(PageQuery, req.query);
          const { loan, page } = await people.items(callerOf(res), id, afterOf(cursor), Number(limit));
          privately(res).json({
            loan: presentBoundLoan(loan),
            items: page.items.map(presentItem),
            ...(page.next !== undefined && {
              next_cursor: Buffer.from(String(page.next)).toString('base64url'),
            }),
          });
        },
      ],
    },
    {
      ...own,
      method: 'get',
      path: '/v1/me/loans/{id}/consents',
      summary: 'What the borrower allowed, and with whom it is shared',
      action: 'loan.read',
      parameters: { path: LoanIdPath },
      answers: { 200: jsonAnswer(ConsentListSchema, 'All of them.') },
      problems: [...OWN, 'KEY_UNAVAILABLE', 'CONTENT_CORRUPT'],
      handlers: [
        async (req, res) => {
          const { id } = conform(LoanIdPath, req.params);
          const items = await people.consents(callerOf(res), id);
          privately(res).json({ items: items.map(presentConsent) });
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/me/loans/{id}/answers',
      summary: 'File an answer with counter-evidence, of equal rank in the same stream',
      action: 'counter.file',
      stepUp: true,
      parameters: { path: LoanIdPath, headers: HEADERS },
      body: {
        description: 'The answer as JSON; with multipart also the documents.',
        content: { [JSON_TYPE]: AnswerInputSchema, [MULTIPART]: AnswerUpload },
        required: true,
      },
      answers: FILED,
      problems: [
        ...OWN,
        'UNSUPPORTED_MEDIA_TYPE',
        'UPLOAD_TRUNCATED',
        'UPLOAD_MALFORMED',
        ...FILING_PROBLEMS,
      ],
      handlers: [
        // Whose loan it is comes first: a large upload is not read for nothing.
        async (req, res, next) => {
          await people.loan(callerOf(res), conform(LoanIdPath, req.params).id);
          next();
        },
        consumes(JSON_TYPE, MULTIPART),
        (req, res, next) => (req.is(MULTIPART) ? next() : text(req, res, next)),
        async (req, res) => sendFiled(res, await counted(deps, () => answer(deps, req, res))),
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/evidence/{id}/objections',
      summary: 'Object to an item with a reason',
      action: 'evidence.object',
      stepUp: true,
      parameters: { path: IdPath, headers: HEADERS },
      body: jsonBody(ObjectionInput, 'The ground and the reason.'),
      answers: FILED,
      problems: [...BODY, ...OWN, 'CONTENT_ERASED', ...FILING_PROBLEMS],
      handlers: [
        body,
        async (req, res) => {
          const { id } = conform(IdPath, req.params);
          const said = { item: id, ...bodyOf(req, ObjectionInput) };
          sendFiled(res, await counted(deps, () => people.objectTo(callerOf(res), said, keyOf(req))));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/evidence/{id}/countersignature/options',
      summary: "The text of a countersignature, and the challenge for the device's key",
      action: 'evidence.countersign',
      parameters: { path: IdPath },
      body: jsonBody(CountersignInput, 'What is confirmed.'),
      answers: { 200: jsonAnswer(CountersignOptionsSchema, 'For `navigator.credentials.get`.') },
      problems: [...BODY, ...OWN, 'CONTENT_ERASED', 'PASSKEY_UNKNOWN'],
      handlers: [
        body,
        async (req, res) => {
          const { id } = conform(IdPath, req.params);
          const { meaning } = bodyOf(req, CountersignInput);
          privately(res).json(await people.countersignOptions(callerOf(res), id, meaning));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/evidence/{id}/countersignature',
      summary: "Countersign an item with the device's key",
      action: 'evidence.countersign',
      parameters: { path: IdPath },
      body: jsonBody(ResponseInput, "The authenticator's answer."),
      answers: FILED,
      problems: [
        ...BODY,
        ...OWN,
        'CONTENT_ERASED',
        'CHALLENGE_SPENT',
        'PASSKEY_REFUSED',
        'PASSKEY_UNKNOWN',
        'PASSKEY_CLONED',
        ...FILING_PROBLEMS,
      ],
      handlers: [
        body,
        async (req, res) => {
          const { id } = conform(IdPath, req.params);
          const { response } = bodyOf(req, ResponseInput);
          const sign = () => people.countersign(callerOf(res), id, response as WebauthnResponse);
          sendFiled(res, await counted(deps, sign));
        },
      ],
    },
  ];
}

async function answer(deps: AppDeps, req: Request, res: Response): Promise<Filed> {
  const { id } = conform(LoanIdPath, req.params);
  const key = keyOf(req);
  const caller = callerOf(res);
  if (!req.is(MULTIPART)) {
    const { uploads, ...input } = bodyOf(req, AnswerInputSchema);
    const documents = uploads === undefined ? undefined : { references: referencesOf(uploads) };
    return deps.people.answer(caller, id, input, key, documents);
  }
  const draft = await deps.useCases.begin();
  try {
    const { texts, documents } = await receiveUpload(draft, deps.limits, req, res);
    const record = texts.get('record');
    if (record === undefined) {
      throw new ServiceError('UPLOAD_MALFORMED', 'the part `record` is missing', {
        facts: { expected: ['record', 'documents'] },
      });
    }
    const { uploads, ...input } = conform(AnswerInputSchema, strictJson(record));
    if (uploads !== undefined) {
      throw new ServiceError('UPLOAD_MALFORMED', 'send the documents as parts, or name uploads, not both', {
        facts: { part: 'record' },
      });
    }
    return await deps.people.answer(caller, id, input, key, { draft, documents });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}
