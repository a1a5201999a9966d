/** Signing in and out, enrolling with an invitation, proving presence anew. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import type { OpenedSession, WebauthnResponse } from '../../usecases/people/types.ts';
import { addressKey, createAttemptLimiter } from '../attempts.ts';
import { bytesOf, conform, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentInvitation, presentSession } from '../present-people.ts';
import { publicAddress } from '../public-path.ts';
import type { Route } from '../route.ts';
import {
  CodeInput,
  EnrolmentInput,
  InvitationSchema,
  OptionsSchema,
  ResponseInput,
  SessionSchema,
  SignedOutSchema,
} from '../schemas/people.ts';
import type { SessionEdge } from '../sessions.ts';

const JSON_TYPE = 'application/json';
/** Attestations of authenticators are some kilobytes. */
export const MAX_BYTES = 64 * 1024;

/** Of an account that somebody tries to get into. */
const GUESSES: readonly ServiceErrorCode[] = [
  'INVITATION_UNKNOWN',
  'PASSKEY_UNKNOWN',
  'PASSKEY_REFUSED',
  'PASSKEY_CLONED',
  'CHALLENGE_SPENT',
];
const INVITATION: readonly ServiceErrorCode[] = [
  'INVITATION_UNKNOWN',
  'INVITATION_EXPIRED',
  'INVITATION_USED',
  'INVITATION_WITHDRAWN',
];
const PASSKEY: readonly ServiceErrorCode[] = ['CHALLENGE_SPENT', 'PASSKEY_REFUSED'];
export const BODY: readonly ServiceErrorCode[] = [
  'UNSUPPORTED_MEDIA_TYPE',
  'JSON_INVALID',
  'REQUEST_INVALID',
  'PAYLOAD_TOO_LARGE',
  'STORE_UNAVAILABLE',
];

/** The JSON of a request; nothing sent is an empty object. @throws ServiceError as `conform` */
export function bodyOf<T extends z.ZodType>(req: Request, schema: T): z.output<T> {
  const bytes = bytesOf(req);
  if (bytes.length === 0) return conform(schema, {});
  if (req.is(JSON_TYPE) !== JSON_TYPE) {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `the body must be ${JSON_TYPE}`, {
      facts: { expected: [JSON_TYPE] },
    });
  }
  return conform(schema, jsonOf(bytes));
}

export const jsonBody = (schema: z.ZodType, description: string) => ({
  description,
  content: { [JSON_TYPE]: schema },
  required: true,
});

export const jsonAnswer = (schema: z.ZodType, description: string) => ({
  description,
  content: { [JSON_TYPE]: schema },
});

export const privately = (res: Response): Response => res.setHeader('Cache-Control', 'private, no-store');

const SampleQuery = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: 'As the first start printed it.', example: '7K2MN-0QX4T-9ZB1C-HV6ER-8WPD3J' }),
});

export function sessionRoutes(deps: AppDeps, edge: SessionEdge): Route[] {
  const { people } = deps;
  const limiter = createAttemptLimiter(deps.clock, deps.limits.attempts);
  const body = rawBody(MAX_BYTES);
  const counts = ({ code }: ServiceError) => GUESSES.includes(code);
  /** Somebody who is not signed in yet: no other site's page, and not too many failures from the address. */
  const outside =
    (work: (req: Request, res: Response) => Promise<void>): RequestHandler =>
    async (req, res) => {
      edge.demandOwnPage(req);
      await limiter.guard([addressKey(req)], () => work(req, res), counts);
    };
  const signedIn = async (req: Request, res: Response, opened: OpenedSession) => {
    const before = edge.findToken(req);
    // A browser has one session: what was open in it before is over.
    if (before !== undefined) await people.signOut(before);
    edge.set(res, opened.token, opened.session);
    privately(res);
    return presentSession(opened.session, edge.csrfOf(opened.token));
  };
  const open = { tag: 'people', action: 'session.open', access: 'public', quota: 'anonymous' } as const;
  const own = { tag: 'people', access: 'session', quota: 'caller' } as const;
  return [
    {
      ...open,
      method: 'post',
      path: '/v1/enrolment/invitation',
      summary: 'What an invitation is for',
      body: jsonBody(CodeInput, 'The code.'),
      answers: { 200: jsonAnswer(InvitationSchema, 'The invitation, without personal data.') },
      problems: [...BODY, ...INVITATION, 'CSRF_REFUSED'],
      handlers: [
        body,
        outside(async (req, res) => {
          const { code } = bodyOf(req, CodeInput);
          privately(res).json(presentInvitation(await people.lookAt(code)));
        }),
      ],
    },
    {
      ...open,
      method: 'post',
      path: '/v1/enrolment/options',
      summary: 'Options for the passkey of somebody invited',
      body: jsonBody(CodeInput, 'The code.'),
      answers: { 200: jsonAnswer(OptionsSchema, 'For `navigator.credentials.create`.') },
      problems: [...BODY, ...INVITATION, 'CSRF_REFUSED'],
      handlers: [
        body,
        outside(async (req, res) => {
          const { code } = bodyOf(req, CodeInput);
          privately(res).json(await people.enrolOptions(code));
        }),
      ],
    },
    {
      ...open,
      method: 'post',
      path: '/v1/enrolment',
      summary: 'Enrol a passkey with an invitation; signs in',
      body: jsonBody(EnrolmentInput, 'The code and the new passkey.'),
      answers: { 201: jsonAnswer(SessionSchema, 'Enrolled and signed in; the session is in the cookie.') },
      problems: [...BODY, ...INVITATION, ...PASSKEY, 'PASSKEY_EXISTS', 'CSRF_REFUSED'],
      handlers: [
        body,
        outside(async (req, res) => {
          const { code, response, label } = bodyOf(req, EnrolmentInput);
          const { session } = await people.enrol(code, response as WebauthnResponse, label);
          const shown = await signedIn(req, res, session);
          res.status(201).json(shown);
        }),
      ],
    },
    {
      ...open,
      method: 'post',
      path: '/v1/session/options',
      summary: 'Options for signing in with a passkey',
      answers: { 200: jsonAnswer(OptionsSchema, 'For `navigator.credentials.get`.') },
      problems: ['CSRF_REFUSED', 'STORE_UNAVAILABLE'],
      handlers: [
        outside(async (_req, res) => {
          privately(res).json(await people.signInOptions());
        }),
      ],
    },
    {
      ...open,
      method: 'post',
      path: '/v1/session',
      summary: 'Sign in with a passkey',
      body: jsonBody(ResponseInput, "The authenticator's answer."),
      answers: { 200: jsonAnswer(SessionSchema, 'Signed in; the session is in the cookie.') },
      problems: [...BODY, ...PASSKEY, 'PASSKEY_UNKNOWN', 'PASSKEY_CLONED', 'CSRF_REFUSED'],
      handlers: [
        body,
        outside(async (req, res) => {
          const { response } = bodyOf(req, ResponseInput);
          const opened = await people.signIn(response as WebauthnResponse);
          const shown = await signedIn(req, res, opened);
          res.json(shown);
        }),
      ],
    },
    {
      ...open,
      method: 'get',
      path: '/v1/session/sample',
      summary: 'Sign in as a sample person, once (embedded installation only)',
      parameters: { query: SampleQuery },
      answers: {
        200: jsonAnswer(SessionSchema, 'Signed in, for callers that prefer JSON.'),
        303: { description: 'Signed in; on to the portal.' },
      },
      problems: ['REQUEST_INVALID', 'SAMPLE_REFUSED', 'INVITATION_UNKNOWN', 'STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const { code } = conform(SampleQuery, req.query);
          const opened = await limiter.guard([addressKey(req)], () => people.signInSample(code), counts);
          const shown = await signedIn(req, res, opened);
          if (req.accepts(['text/html', JSON_TYPE]) === JSON_TYPE) res.json(shown);
          else res.redirect(303, publicAddress(res, '/portal/'));
        },
      ],
    },
    {
      ...own,
      method: 'get',
      path: '/v1/session',
      summary: 'Who is signed in',
      action: 'account.read',
      answers: { 200: jsonAnswer(SessionSchema, 'The session.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const token = edge.tokenOf(req);
          privately(res).json(presentSession(await people.session(token), edge.csrfOf(token)));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/session/step-up/options',
      summary: 'Options for proving presence anew',
      action: 'account.change',
      answers: { 200: jsonAnswer(OptionsSchema, 'For `navigator.credentials.get`.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          privately(res).json(await people.stepUpOptions(edge.tokenOf(req)));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/session/step-up',
      summary: 'Prove presence anew, for signing and exporting',
      action: 'account.change',
      body: jsonBody(ResponseInput, "The authenticator's answer."),
      answers: { 200: jsonAnswer(SessionSchema, 'The session.') },
      problems: [...BODY, ...PASSKEY, 'PASSKEY_UNKNOWN', 'PASSKEY_CLONED'],
      handlers: [
        body,
        async (req, res) => {
          const token = edge.tokenOf(req);
          const { response } = bodyOf(req, ResponseInput);
          const prove = () => people.stepUp(token, response as WebauthnResponse);
          const session = await limiter.guard([addressKey(req)], prove, counts);
          privately(res).json(presentSession(session, edge.csrfOf(token)));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/session/sign-out',
      summary: 'Sign out',
      action: 'account.change',
      answers: { 200: jsonAnswer(SignedOutSchema, 'The session is over.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          await people.signOut(edge.tokenOf(req));
          edge.clear(res);
          privately(res).json({ sessions: 1 });
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/session/sign-out-everywhere',
      summary: 'End all sessions of the account',
      action: 'account.change',
      answers: { 200: jsonAnswer(SignedOutSchema, 'They are over.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const sessions = await people.signOutEverywhere(callerOf(res));
          edge.clear(res);
          privately(res).json({ sessions });
        },
      ],
    },
  ];
}
