/** Who a request speaks for, however it was shown: by a token of an organisation's system, or by a person's session. */

/** What a system's token may be used for. A person's session has the scopes of its role, all of them. */
export const SCOPES = [
  'evidence:write',
  'evidence:read',
  'package:read',
  'metrics:read',
  'webhook:write',
  'people:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * `bank`: a filing organisation (bank, guarantor, assignee), its systems and people. `user`: a borrower. `secretary`: the commission's office.
 * `supervisor`: reads, changes nothing. `operator`: runs the service, sees no content.
 */
export const ROLES = ['bank', 'user', 'arbitrator', 'secretary', 'supervisor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export interface Caller {
  readonly kind: 'system' | 'person';
  /** The organisation that the caller belongs to; for a user, the one that enrolled them. */
  readonly organisation: string;
  readonly role: Role;
  /** Id of the person; for a system, base64url SHA-256 of its certificate (x5t#S256). */
  readonly id: string;
  readonly scopes: readonly Scope[];
}
