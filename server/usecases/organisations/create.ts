/**
 * The register of organisations and certificates: seeded once, changed by operators, read from memory. What this process changes counts at once;
 * what another process changes counts after the next poll.
 */
import { hex } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { type Caller, type Role, SCOPES, type Scope } from '../../ports/caller.ts';
import type { Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Organisations } from '../../ports/organisations.ts';
import type { Clock } from '../../ports/platform.ts';
import { createCommands, type RegisterCommands } from './commands.ts';
import { createJudge, pathTrustOf, standing } from './judge.ts';
import { readRegister } from './persistence.ts';
import { seedRegister } from './seed.ts';
import { type Snapshot, sameSnapshot, snapshotOf } from './snapshot.ts';
import { trustWithRegister } from './trust.ts';
import { NO_QUOTA, type OrganisationKind, type OrganisationQuota, ROLE_OF } from './types.ts';

export interface RegisterDeps {
  readonly documents: DocumentStore;
  readonly custody: Pick<Custody, 'record'>;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Trust data without the register: its signers are what an empty register is seeded with. */
  readonly base: Trust;
  /** Kinds of the organisations in `base`, by name; those not named are banks. */
  readonly kinds: Readonly<Record<string, OrganisationKind>>;
  /** Told after each change, this process's or another's. */
  readonly onChange?: ((trust: Trust) => void) | undefined;
}

export interface OrganisationRegister extends Organisations {
  readonly commands: RegisterCommands;
  names(): readonly string[];
  /** What a system of this organisation is let in as. @returns undefined when the organisation is unknown or suspended */
  client(organisation: string): { readonly role: Role; readonly scopes: readonly Scope[] } | undefined;
  quota(organisation: string): OrganisationQuota;
  /**
   * Whether a token stands: its certificate and its organisation do, and no revocation came after it.
   * @param issuedAt seconds since the epoch
   */
  stands(caller: Pick<Caller, 'organisation' | 'id'>, issuedAt: number): boolean;
  /** Trust data as of now (docs/spec/trust.md). */
  trust(): Trust;
  /** Reads what other processes changed. @throws ServiceError `STORE_UNAVAILABLE` */
  refresh(): Promise<void>;
}

/** @throws ServiceError `STORE_UNAVAILABLE`, CoreError `FORMAT` for trust data that cannot be read */
export async function createOrganisationRegister(deps: RegisterDeps): Promise<OrganisationRegister> {
  const { documents, crypto, clock, base } = deps;
  await seedRegister(deps);
  let snapshot: Snapshot = snapshotOf(await readRegister(documents));
  let trust = trustWithRegister(base, snapshot);
  const refresh = async () => {
    const next = snapshotOf(await readRegister(documents), snapshot);
    if (sameSnapshot(next, snapshot)) return;
    snapshot = next;
    trust = trustWithRegister(base, snapshot);
    deps.onChange?.(trust);
  };
  const pathTrust = pathTrustOf(base);
  const known = (id: string) => snapshot.certificates.get(id);
  const organisation = (name: string) => snapshot.organisations.get(name)?.record;
  return {
    certificate: (sha256) => known(hex(sha256))?.registered,
    judge: createJudge(crypto, pathTrust, () => snapshot),
    commands: createCommands({ ...deps, pathTrust, snapshot: () => snapshot, refresh }),
    names: () => [...snapshot.organisations.keys()],
    client: (name) => {
      const found = organisation(name);
      return found?.state === 'active'
        ? { role: ROLE_OF[found.kind], scopes: found.scopes ?? SCOPES }
        : undefined;
    },
    quota: (name) => organisation(name)?.quota ?? NO_QUOTA,
    stands: (caller, issuedAt) => {
      const id = Buffer.from(caller.id, 'base64url').toString('hex');
      const found = organisation(caller.organisation);
      if (found === undefined || known(id)?.record.organisation !== caller.organisation) return false;
      return issuedAt >= found.tokensFrom && standing(snapshot, id, clock.now()) === undefined;
    },
    trust: () => trust,
    refresh,
  };
}

/** Reads the register again and again until it is stopped; a store that is away is asked again later. */
export function pollRegister(
  register: Pick<OrganisationRegister, 'refresh'>,
  everyMs: number,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => void register.refresh().catch(onError), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
