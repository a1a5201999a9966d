/** The operator's routes: organisations, certificates, quotas, custody. On the machine of the service alone (docs/operations.md). */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import type { Role } from '../../ports/caller.ts';
import { type OrganisationRecord, STAFF_OF } from '../../usecases/organisations/types.ts';
import { bytesOf, conform, consumes, jsonOf, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentCertificate, presentOrganisation } from '../present-organisations.ts';
import { presentIssued } from '../present-people.ts';
import type { Route } from '../route.ts';
import { CustodyPageSchema } from '../schemas/custody.ts';
import {
  CERTIFICATE_ID,
  CertificateInput,
  CertificateSchema,
  CertificatesSchema,
  CustodyVerdictSchema,
  ORGANISATION_NAME,
  OrganisationInput,
  OrganisationSchema,
  OrganisationsSchema,
  QuotaInput,
  ScopesInput,
  StateInput,
  UsageSchema,
  WithdrawalInput,
} from '../schemas/organisations.ts';
import { IssuedInvitationSchema, StaffInvitationInput } from '../schemas/people.ts';

const JSON_TYPE = 'application/json';
const MAX_BYTES = 128 * 1024;

const NamePath = z.strictObject({ organisation: ORGANISATION_NAME });
const IdPath = z.strictObject({ certificate: CERTIFICATE_ID });
const CustodyQuery = z.strictObject({
  cursor: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'WyJhIiwiYiJd' }),
});

const CHANGE_PROBLEMS = [
  'UNSUPPORTED_MEDIA_TYPE',
  'JSON_INVALID',
  'REQUEST_INVALID',
  'PAYLOAD_TOO_LARGE',
  'NOT_FOUND',
  'CONFLICT',
  'STORE_UNAVAILABLE',
] as const;
const operation = { tag: 'operation', access: 'operator', quota: 'none' } as const;

/** An act with a JSON body. */
function change<B extends z.ZodType>(
  path: string,
  summary: string,
  schema: B,
  answer: z.ZodType,
  act: (body: z.output<B>, ...request: Parameters<RequestHandler>) => Promise<object>,
): Omit<Route, 'action'> {
  const params = path.includes('{organisation}')
    ? { path: NamePath }
    : path.includes('{')
      ? { path: IdPath }
      : {};
  return {
    ...operation,
    method: 'post',
    path,
    summary,
    parameters: params,
    body: { description: 'What is wanted.', content: { [JSON_TYPE]: schema }, required: true },
    answers: { 200: { description: 'As it stands now.', content: { [JSON_TYPE]: answer } } },
    problems: [
      ...CHANGE_PROBLEMS,
      ...(schema === (CertificateInput as z.ZodType) ? (['CERTIFICATE_REFUSED'] as const) : []),
    ],
    handlers: [
      consumes(JSON_TYPE),
      rawBody(MAX_BYTES),
      async (req, res, next) => {
        const body = conform(schema, jsonOf(bytesOf(req)));
        res.setHeader('Cache-Control', 'no-store').json(await act(body, req, res, next));
      },
    ],
  };
}

function look(
  path: string,
  summary: string,
  answer: z.ZodType,
  read: (...request: Parameters<RequestHandler>) => Promise<object>,
  query?: z.ZodObject,
): Omit<Route, 'action'> {
  return {
    ...operation,
    method: 'get',
    path,
    summary,
    parameters: { ...(path.includes('{') && { path: NamePath }), ...(query && { query }) },
    answers: { 200: { description: 'As it stands.', content: { [JSON_TYPE]: answer } } },
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    handlers: [
      async (req, res, next) => {
        res.setHeader('Cache-Control', 'no-store').json(await read(req, res, next));
      },
    ],
  };
}

const nameOf = (params: unknown): string => conform(NamePath, params).organisation;
const ms = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

export function organisationRoutes(deps: AppDeps): Route[] {
  const { commands } = deps.organisations;
  const manage = { action: 'organisation.manage' } as const;
  const certify = { action: 'certificate.manage' } as const;
  const inspect = { action: 'custody.verify' } as const;
  return [
    {
      ...manage,
      ...look('/admin/organisations', 'All organisations', OrganisationsSchema, async () => ({
        items: commands.organisations().map(presentOrganisation),
      })),
    },
    {
      ...manage,
      ...change(
        '/admin/organisations',
        'Register an organisation',
        OrganisationInput,
        OrganisationSchema,
        async ({ name, kind }, _req, res) =>
          presentOrganisation(await commands.addOrganisation(callerOf(res), name, kind)),
      ),
    },
    {
      ...manage,
      ...change(
        '/admin/organisations/{organisation}/state',
        'Suspend or resume an organisation; its tokens are void at once',
        StateInput,
        OrganisationSchema,
        async ({ state }, req, res) =>
          presentOrganisation(await commands.setState(callerOf(res), nameOf(req.params), state)),
      ),
    },
    {
      ...manage,
      ...change(
        '/admin/organisations/{organisation}/scopes',
        'Set the scopes of an organisation; its tokens are void at once',
        ScopesInput,
        OrganisationSchema,
        async ({ scopes }, req, res) =>
          presentOrganisation(await commands.setScopes(callerOf(res), nameOf(req.params), scopes)),
      ),
    },
    {
      ...manage,
      ...change(
        '/admin/organisations/{organisation}/quota',
        'Set the quota of an organisation',
        QuotaInput,
        OrganisationSchema,
        async (quota, req, res) =>
          presentOrganisation(await commands.setQuota(callerOf(res), nameOf(req.params), quotaOf(quota))),
      ),
    },
    {
      ...manage,
      ...look(
        '/admin/organisations/{organisation}/usage',
        'What an organisation filed today',
        UsageSchema,
        async (req) => {
          const { day, items, bytes } = await deps.usage.standing(nameOf(req.params));
          return { day, items, bytes };
        },
      ),
    },
    {
      ...manage,
      ...change(
        '/admin/organisations/{organisation}/invitations',
        'Invite somebody into an organisation; the code is shown once',
        StaffInvitationInput,
        IssuedInvitationSchema,
        async ({ role, name, contact, valid_days: validDays }, req, res) => {
          const organisation = nameOf(req.params);
          demandStaff(commands.organisation(organisation), role);
          const details = { name, contact, validDays };
          return presentIssued(await deps.people.inviteInto(callerOf(res), organisation, role, details));
        },
      ),
    },
    {
      ...certify,
      ...look(
        '/admin/organisations/{organisation}/certificates',
        'Certificates of an organisation, past and present',
        CertificatesSchema,
        async (req) => ({ items: commands.certificates(nameOf(req.params)).map(presentCertificate) }),
      ),
    },
    {
      ...certify,
      ...change(
        '/admin/organisations/{organisation}/certificates',
        'Register a certificate; two may be good at once',
        CertificateInput,
        CertificateSchema,
        async ({ certificate, use, from }, req, res) => {
          const wanted = { organisation: nameOf(req.params), certificate, use, from: ms(from) };
          return presentCertificate(await commands.addCertificate(callerOf(res), wanted));
        },
      ),
    },
    {
      ...certify,
      ...change(
        '/admin/certificates/{certificate}/withdrawal',
        'Withdraw a certificate; it counts at once',
        WithdrawalInput,
        CertificateSchema,
        async ({ reason, since }, req, res) => {
          const { certificate: id } = conform(IdPath, req.params);
          const withdrawal = { id, reason, since: ms(since) };
          return presentCertificate(await commands.withdrawCertificate(callerOf(res), withdrawal));
        },
      ),
    },
    {
      ...inspect,
      ...look(
        '/admin/organisations/{organisation}/custody',
        "An organisation's custody log, newest first",
        CustodyPageSchema,
        async (req) => {
          const { cursor } = conform(CustodyQuery, req.query);
          const query = {
            organisation: nameOf(req.params),
            limit: 100,
            ...(cursor !== undefined && { cursor }),
          };
          const { lines, next } = await deps.operation.custody.list(query);
          return { items: lines, ...(next !== undefined && { next_cursor: next }) };
        },
        CustodyQuery,
      ),
    },
    {
      ...inspect,
      ...look(
        '/admin/organisations/{organisation}/custody/verification',
        "Verify an organisation's custody chain against the heads that the log holds",
        CustodyVerdictSchema,
        async (req) => {
          const verdict = await deps.operation.verifyCustody(nameOf(req.params));
          if (!verdict.ok) return verdict;
          return { ok: true, lines: verdict.head.number, head: verdict.head.digest };
        },
      ),
    },
  ];
}

function demandStaff({ kind }: OrganisationRecord, role: Role): void {
  if (STAFF_OF[kind].includes(role)) return;
  throw new ServiceError(
    'REQUEST_INVALID',
    `an organisation of the kind ${kind} has no people of this role`,
    {
      facts: { allowed: STAFF_OF[kind], received: role },
    },
  );
}

function quotaOf({ items_per_day, bytes_per_day, calls_per_minute }: z.output<typeof QuotaInput>) {
  return {
    ...(items_per_day !== undefined && { itemsPerDay: items_per_day }),
    ...(bytes_per_day !== undefined && { bytesPerDay: bytes_per_day }),
    ...(calls_per_minute !== undefined && { callsPerMinute: calls_per_minute }),
  };
}
