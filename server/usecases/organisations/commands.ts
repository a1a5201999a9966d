/** What operators do to the register. Each act is durable, counts in this process when it returns, and leaves a custody entry. */
import type { JsonObject } from '../../../core/json.ts';
import type { EndReason } from '../../../core/verify/trust.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller, Scope } from '../../ports/caller.ts';
import type { RegisterDeps } from './create.ts';
import type { PathTrust } from './judge.ts';
import { newCertificate } from './new-certificate.ts';
import { saveCertificate, saveOrganisation, type Versioned } from './persistence.ts';
import type { Snapshot } from './snapshot.ts';
import type { CertificateRecord, OrganisationKind, OrganisationQuota, OrganisationRecord } from './types.ts';
import { NO_QUOTA } from './types.ts';

/**
 * From the withdrawal on nothing is taken under a certificate; what was accepted before may still be on its way into the log, so the history says
 * that it ended this much later.
 */
export const UNDER_WAY_MS = 10_000;

export interface NewCertificate {
  readonly organisation: string;
  /** PEM: the certificate, then authorities that lead towards an anchor. */
  readonly certificate: string;
  readonly use: CertificateRecord['use'];
  /** Milliseconds; now when not given. In the future for a planned change of keys. */
  readonly from?: number | undefined;
}

export interface Withdrawal {
  /** Hex SHA-256 of the certificate's DER. */
  readonly id: string;
  readonly reason: EndReason;
  /** Milliseconds, in the past: since when statements under it are not to be believed, as after a key was stolen. */
  readonly since?: number | undefined;
}

export interface RegisterCommands {
  organisations(): readonly OrganisationRecord[];
  /** @throws ServiceError `NOT_FOUND` */
  organisation(name: string): OrganisationRecord;
  certificates(organisation?: string): readonly CertificateRecord[];
  /** @throws ServiceError `CONFLICT` when the name is taken */
  addOrganisation(by: Caller, name: string, kind: OrganisationKind): Promise<OrganisationRecord>;
  /** Its tokens are void at once; a suspended organisation gets no others. @throws ServiceError `NOT_FOUND`, `CONFLICT` */
  setState(by: Caller, name: string, state: OrganisationRecord['state']): Promise<OrganisationRecord>;
  /** Its tokens are void at once. @param scopes null for all. @throws ServiceError `NOT_FOUND`, `CONFLICT` */
  setScopes(by: Caller, name: string, scopes: readonly Scope[] | null): Promise<OrganisationRecord>;
  /** Members that are left out stay. @throws ServiceError `NOT_FOUND`, `CONFLICT` */
  setQuota(by: Caller, name: string, quota: Partial<OrganisationQuota>): Promise<OrganisationRecord>;
  /** @throws ServiceError `NOT_FOUND`, `CONFLICT`, `CERTIFICATE_REFUSED` */
  addCertificate(by: Caller, wanted: NewCertificate): Promise<CertificateRecord>;
  /** Counts at once. @throws ServiceError `NOT_FOUND`, `CONFLICT` when it was withdrawn before */
  withdrawCertificate(by: Caller, withdrawal: Withdrawal): Promise<CertificateRecord>;
}

export interface CommandDeps extends RegisterDeps {
  readonly pathTrust: PathTrust;
  readonly snapshot: () => Snapshot;
  readonly refresh: () => Promise<void>;
}

export function createCommands(deps: CommandDeps): RegisterCommands {
  const { clock, snapshot } = deps;
  const change = async (by: Caller, name: string, act: string, edit: Partial<OrganisationRecord>) => {
    const { record, version } = organisationOf(snapshot(), name);
    const next = { ...record, ...edit };
    await saveOrganisation(deps.documents, next, version);
    await settled(deps, by, `organisation.${act}`, name, `organisation/${name}`, edit as JsonObject);
    return next;
  };
  return {
    organisations: () => [...snapshot().organisations.values()].map(({ record }) => record),
    organisation: (name) => organisationOf(snapshot(), name).record,
    certificates: (organisation) =>
      [...snapshot().certificates.values()]
        .map(({ record }) => record)
        .filter((record) => organisation === undefined || record.organisation === organisation),
    addOrganisation: async (by, name, kind) => {
      const createdAt = new Date(clock.now()).toISOString();
      const record: OrganisationRecord = {
        name,
        kind,
        state: 'active',
        scopes: null,
        quota: NO_QUOTA,
        tokensFrom: 0,
        createdAt,
      };
      await saveOrganisation(deps.documents, record, 0);
      await settled(deps, by, 'organisation.added', name, `organisation/${name}`, { kind });
      return record;
    },
    setState: (by, name, state) => {
      const act = state === 'suspended' ? 'suspended' : 'resumed';
      return change(by, name, act, { state, tokensFrom: nextSecond(deps) });
    },
    setScopes: (by, name, scopes) => change(by, name, 'scopes-set', { scopes, tokensFrom: nextSecond(deps) }),
    setQuota: (by, name, quota) => {
      const { record } = organisationOf(snapshot(), name);
      return change(by, name, 'quota-set', { quota: { ...record.quota, ...quota } });
    },
    addCertificate: async (by, wanted) => {
      organisationOf(snapshot(), wanted.organisation);
      const record = await newCertificate(deps, wanted);
      await saveCertificate(deps.documents, record, 0);
      const { id, use, holder, from } = record;
      const facts = { use, holder, from };
      await settled(deps, by, 'certificate.added', record.organisation, `certificate/${id}`, facts);
      return record;
    },
    withdrawCertificate: (by, withdrawal) => withdraw(deps, by, withdrawal),
  };
}

/** Tokens carry whole seconds: one of the running second is void, and one of the next is good. */
const nextSecond = ({ clock }: CommandDeps) => Math.floor(clock.now() / 1000) + 1;

function organisationOf({ organisations }: Snapshot, name: string): Versioned<OrganisationRecord> {
  const found = organisations.get(name);
  if (found !== undefined) return found;
  throw new ServiceError('NOT_FOUND', 'there is no such organisation', { facts: { organisation: name } });
}

async function withdraw(
  deps: CommandDeps,
  by: Caller,
  { id, reason, since }: Withdrawal,
): Promise<CertificateRecord> {
  const found = deps.snapshot().certificates.get(id);
  if (found === undefined) {
    throw new ServiceError('NOT_FOUND', 'there is no such certificate', { facts: { certificate: id } });
  }
  if (found.record.withdrawnAt !== null) {
    throw new ServiceError('CONFLICT', 'this certificate was withdrawn before', {
      facts: { certificate: id, withdrawn: found.record.withdrawnAt },
    });
  }
  const now = deps.clock.now();
  const iso = (ms: number) => new Date(ms).toISOString();
  const to = since === undefined ? now + UNDER_WAY_MS : Math.min(since, now);
  const record = { ...found.record, to: iso(to), reason, withdrawnAt: iso(now) };
  await saveCertificate(deps.documents, record, found.version);
  const facts = { reason, to: record.to };
  await settled(deps, by, 'certificate.withdrawn', record.organisation, `certificate/${id}`, facts);
  return record;
}

/** Makes the change count here, then writes it into the custody log. */
async function settled(
  { refresh, custody }: CommandDeps,
  by: Caller,
  action: string,
  organisation: string,
  subject: string,
  facts: JsonObject,
): Promise<void> {
  await refresh();
  const actor = { kind: 'operator', organisation: by.organisation, id: by.id, role: by.role } as const;
  await custody.record({ actor, action, subject, organisation, facts });
}
