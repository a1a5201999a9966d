/** Cases, and who of the people takes part in them. */
import { VERSION } from '../../core/version.ts';
import { hasCode } from '../errors.ts';
import { createCases } from '../usecases/cases/create.ts';
import type { Cases } from '../usecases/cases/types.ts';
import type { KeptPackages } from '../usecases/packages/create-kept.ts';
import type { People } from '../usecases/people/types.ts';
import type { UseCases } from '../usecases/types.ts';
import type { Base } from './base.ts';

/** @param people asked late: people are made after cases */
export function casesOf(base: Base, useCases: UseCases, packages: KeptPackages, people: () => People): Cases {
  const { parts, service, documents, custody, register, queue, publish } = base;
  return createCases({
    ...service,
    documents,
    custody,
    logger: parts.logger,
    useCases,
    jobs: queue,
    version: VERSION,
    commissions: () => register.names().filter((name) => register.client(name)?.role === 'secretary'),
    organisations: register.names,
    isArbitrator: (id, commission) => isArbitrator(people(), id, commission),
    usersOrganisation: parts.pki.identities['user-service'].organisation,
    signsFor: (organisation) => service.signerOf(organisation) !== undefined,
    borrowersLoans: (caller) => people().loansOf(caller),
    packageBuilt: (record) => packages.built(record),
    publish: ({ type, organisations, case: id, state, revision }) =>
      publish({ type, organisations, data: { case: id, state, revision } }),
  });
}

async function isArbitrator(people: People, id: string, commission: string): Promise<boolean> {
  const found = await people.person(id).catch((error: unknown) => {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  });
  const seated = found?.role === 'arbitrator' && found.organisation === commission;
  return seated && found.state === 'active';
}
