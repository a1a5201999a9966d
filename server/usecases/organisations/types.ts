/** Organisations and their certificates as the service keeps them. */
import type { EndReason, SignerUse } from '../../../core/verify/trust.ts';
import type { Role, Scope } from '../../ports/caller.ts';
import type { CertificateUse } from '../../ports/organisations.ts';

/** `users`: the association that runs the user side's node. `guarantor`, `assignee`: further creditors, who file as banks do. */
export const ORGANISATION_KINDS = [
  'bank',
  'users',
  'commission',
  'guarantor',
  'assignee',
  'supervisor',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** The role of an organisation's systems (docs/access.md). */
export const ROLE_OF: Readonly<Record<OrganisationKind, Role>> = {
  bank: 'bank',
  users: 'bank',
  guarantor: 'bank',
  assignee: 'bank',
  commission: 'secretary',
  supervisor: 'supervisor',
};

/** Roles that people of an organisation may have. */
export const STAFF_OF: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  bank: ['bank'],
  users: ['bank'],
  guarantor: ['bank'],
  assignee: ['bank'],
  commission: ['secretary', 'arbitrator'],
  supervisor: ['supervisor'],
};

/** What an organisation may use; null: no limit but the service's own. */
export interface OrganisationQuota {
  readonly itemsPerDay: number | null;
  readonly bytesPerDay: number | null;
  readonly callsPerMinute: number | null;
}

export const NO_QUOTA: OrganisationQuota = { itemsPerDay: null, bytesPerDay: null, callsPerMinute: null };

export interface OrganisationRecord {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly state: 'active' | 'suspended';
  /** The most that its tokens may have; null: all that there are. */
  readonly scopes: readonly Scope[] | null;
  readonly quota: OrganisationQuota;
  /** Seconds since the epoch: tokens issued before are void. */
  readonly tokensFrom: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

export interface CertificateRecord {
  /** Hex SHA-256 of the DER. */
  readonly id: string;
  readonly organisation: string;
  readonly holder: SignerUse;
  readonly use: CertificateUse;
  /** PEM of the certificate. */
  readonly certificate: string;
  /** PEM of authorities between it and an anchor, as far as they were handed in with it. */
  readonly chain: readonly string[];
  /** First moment at which it is good in the register; null: since before the register was kept. */
  readonly from: string | null;
  /** First moment at which no entry may carry it any more; null while it stands. */
  readonly to: string | null;
  readonly reason: EndReason | null;
  /** Moment from which the service takes nothing under it; null while it stands. At or before `to`. */
  readonly withdrawnAt: string | null;
}
