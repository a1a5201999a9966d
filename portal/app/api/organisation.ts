/** The own organisation, and for operators all of them with what the service works on. */
import { queryOptions } from '@tanstack/react-query';
import type {
  OperationJobs,
  Organisations,
  OwnOrganisation,
  StandingCertificate,
} from '../../../client/api.generated.ts';
import { getJson } from './http.ts';

export type { OwnOrganisation, StandingCertificate };

export const ownOrganisationQuery = queryOptions({
  queryKey: ['own-organisation'],
  queryFn: ({ signal }) => getJson<OwnOrganisation>('v1/organisation', signal),
  refetchInterval: 60_000,
});

export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: async ({ signal }) => (await getJson<Organisations>('v1/organisations', signal)).items,
});

export const organisationQuery = (name: string) =>
  queryOptions({
    queryKey: ['organisation', name],
    queryFn: ({ signal }) => getJson<OwnOrganisation>(`v1/organisations/${encodeURIComponent(name)}`, signal),
  });

export const operationJobsQuery = queryOptions({
  queryKey: ['operation-jobs'],
  queryFn: ({ signal }) => getJson<OperationJobs>('v1/operation/jobs', signal),
  refetchInterval: 5_000,
});

const DAY_MS = 86_400_000;
export const WARN_DAYS = 30;

/** Whole days from now to then, zero and less when it is over. */
export const daysTo = (at: string, now: number): number => Math.floor((Date.parse(at) - now) / DAY_MS);

/** Good now, and not for long. */
export const runsOut = ({ standing, not_after: end }: StandingCertificate, now: number): boolean =>
  standing === 'good' && daysTo(end, now) < WARN_DAYS;
