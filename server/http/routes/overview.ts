/** What people see of registration and operation in the browser. Nothing here changes anything: that is done on the machine of the service (docs/operations.md). */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { certificateFromPem } from '../../../core/x509/certificate.ts';
import { JOB_STATES } from '../../usecases/jobs/types.ts';
import { ROTATION_KIND } from '../../usecases/keys/job.ts';
import type { CertificateRecord } from '../../usecases/organisations/types.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentCertificate, presentOrganisation } from '../present-organisations.ts';
import type { Route } from '../route.ts';
import { ORGANISATION_NAME } from '../schemas/organisations.ts';
import { OperationJobsSchema, OrganisationsSchema, OwnOrganisationSchema } from '../schemas/overview.ts';
import { privately } from './evidence.ts';
import { presentJob } from './jobs.ts';

const JSON_TYPE = 'application/json';
const NamePath = z.strictObject({ organisation: ORGANISATION_NAME });
const JOBS_OF_A_STATE = 50;

const route = { method: 'get', tag: 'operation', quota: 'caller' } as const;
const PROBLEMS = ['NOT_FOUND', 'STORE_UNAVAILABLE'] as const;

export function overviewRoutes(deps: AppDeps): Route[] {
  const own = { description: 'As it stands.', content: { [JSON_TYPE]: OwnOrganisationSchema } };
  return [
    {
      ...route,
      path: '/v1/organisation',
      summary: 'The own organisation: scopes, quota, use, certificates with their validity',
      action: 'organisation.read',
      access: { scope: 'evidence:read' },
      answers: { 200: own },
      problems: PROBLEMS,
      handlers: [ownHandler(deps, (_params, res) => callerOf(res).organisation)],
    },
    {
      ...route,
      path: '/v1/organisations',
      summary: 'All organisations, for an operator',
      action: 'operation.watch',
      access: 'session',
      answers: { 200: { description: 'By name.', content: { [JSON_TYPE]: OrganisationsSchema } } },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const { commands } = deps.organisations;
          privately(res).json({ items: commands.organisations().map(presentOrganisation) });
        },
      ],
    },
    {
      ...route,
      path: '/v1/organisations/{organisation}',
      summary: 'An organisation with its use and certificates, for an operator',
      action: 'operation.watch',
      access: 'session',
      parameters: { path: NamePath },
      answers: { 200: own },
      problems: ['REQUEST_INVALID', ...PROBLEMS],
      handlers: [ownHandler(deps, (params) => conform(NamePath, params).organisation)],
    },
    {
      ...route,
      path: '/v1/operation/jobs',
      summary: 'What the service works on and has worked on, and the change of the key-encryption key',
      action: 'operation.watch',
      access: 'session',
      answers: { 200: { description: 'As it stands.', content: { [JSON_TYPE]: OperationJobsSchema } } },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [jobsHandler(deps)],
    },
  ];
}

type NameOf = (params: unknown, res: Parameters<RequestHandler>[1]) => string;

function ownHandler({ organisations, usage, clock }: AppDeps, nameOf: NameOf): RequestHandler {
  return async (req, res) => {
    const { commands } = organisations;
    const organisation = commands.organisation(nameOf(req.params, res));
    const { day, items, bytes } = await usage.standing(organisation.name);
    const certificates = commands.certificates(organisation.name);
    privately(res).json({
      organisation: presentOrganisation(organisation),
      usage: { day, items, bytes },
      certificates: certificates.map((one) => presentStanding(one, clock.now())),
    });
  };
}

function presentStanding(record: CertificateRecord, now: number) {
  const { notBefore, notAfter } = certificateFromPem(record.certificate);
  const begins = Math.max(notBefore, record.from === null ? 0 : Date.parse(record.from));
  const withdrawn = record.withdrawnAt !== null && Date.parse(record.withdrawnAt) <= now;
  const ended = record.to !== null && Date.parse(record.to) <= now;
  const inTime = now > notAfter ? 'expired' : now < begins ? 'not-yet' : 'good';
  return {
    ...presentCertificate(record),
    not_before: new Date(notBefore).toISOString(),
    standing: withdrawn || ended ? 'withdrawn' : inTime,
  };
}

function jobsHandler({ jobs }: AppDeps): RequestHandler {
  return async (_req, res) => {
    const found = (await Promise.all(JOB_STATES.map((state) => jobs.ofState(state, JOBS_OF_A_STATE)))).flat();
    const newestFirst = found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    const rotation = newestFirst.find(({ kind }) => kind === ROTATION_KIND);
    privately(res).json({
      jobs: newestFirst.map(presentJob),
      ...(rotation !== undefined && { key_rotation: presentJob(rotation) }),
    });
  };
}
