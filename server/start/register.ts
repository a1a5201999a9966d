/** The register of organisations of an installation: seeded from its own trust data, which it republishes whenever it changes. */
import { utf8Decode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { encodeTrust, type Trust } from '../../core/verify/trust.ts';
import type { Custody } from '../ports/custody.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import { writeFileSafely } from '../safe-file.ts';
import {
  createOrganisationRegister,
  type OrganisationRegister,
  pollRegister,
} from '../usecases/organisations/create.ts';
import type { OrganisationKind } from '../usecases/organisations/types.ts';
import type { Home } from './home.ts';

/** How soon a change that another process made counts here. */
const POLL_MS = 1_000;

/** The parties' organisations by the party that they stand behind; all others of the installation's own data are banks. */
const KIND_OF = { bank: 'bank', user: 'users', commission: 'commission' } as const;

export interface RegisterParts {
  readonly documents: DocumentStore;
  readonly custody: Custody;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly trust: Trust;
  readonly home: Pick<Home, 'trust'>;
  readonly logger: Logger;
}

export interface OpenRegister {
  readonly register: OrganisationRegister;
  stopPolling(): void;
}

/** @throws ServiceError `STORE_UNAVAILABLE` */
export async function openRegister(parts: RegisterParts): Promise<OpenRegister> {
  const { trust, home, logger } = parts;
  const kinds: Record<string, OrganisationKind> = {};
  for (const { party, name } of trust.parties) kinds[name] = KIND_OF[party];
  const publish = (now: Trust) => writeFileSafely(home.trust, utf8Decode(encodeTrust(now)), 0o644);
  const register = await createOrganisationRegister({ ...parts, base: trust, kinds, onChange: publish });
  publish(register.trust());
  const stopPolling = pollRegister(register, POLL_MS, (error) =>
    logger.warn({ error }, 'the register of organisations could not be read again'),
  );
  return { register, stopPolling };
}
