/** People, their sessions and passkeys. */
import { isTrial, portalUrlOf, relyingPartyOf } from '../start/portal-address.ts';
import type { Access } from '../usecases/access/create.ts';
import type { FilingDesk } from '../usecases/filing-desk.ts';
import { createPeople } from '../usecases/people/create.ts';
import { DEFAULT_PEOPLE_LIMITS } from '../usecases/people/deps.ts';
import type { People } from '../usecases/people/types.ts';
import type { UseCases } from '../usecases/types.ts';
import type { Base } from './base.ts';
import type { ServiceParts } from './parts.ts';

export const relyingPartyAt = ({ config, publicUrl }: ServiceParts) => relyingPartyOf(config, publicUrl());

export function peopleOf(
  { parts, service, documents, custody }: Base,
  access: Access,
  useCases: UseCases,
  filing: FilingDesk,
): People {
  const { config, publicUrl, pki } = parts;
  return createPeople({
    ...service,
    documents,
    custody,
    access: () => access,
    useCases,
    fileUploads: (request, references, holder) => filing.fileUploads(request, references, holder),
    relyingParty: () => relyingPartyAt(parts),
    portalUrl: () => portalUrlOf(config, publicUrl()),
    usersOrganisation: pki.identities['user-service'].organisation,
    samples: isTrial(config, process.env),
    limits: {
      ...DEFAULT_PEOPLE_LIMITS,
      idleSeconds: config.sessionIdleMinutes * 60,
      sessionSeconds: config.sessionHours * 3600,
    },
  });
}
