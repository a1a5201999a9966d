/** One-time invitations: a bank invites a borrower for one of its loans, an organisation its people. The code is shown once and kept as a digest. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller, Role } from '../../ports/caller.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import { authorise, demandAction } from '../access/authorise.ts';
import { actorOf } from '../custody/reads.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, create, digestOf, isoTime, listAll, replace, textOf, textOrNull } from './documents.ts';
import { newPersonId } from './persons.ts';
import { newCode, normalCode } from './secret-code.ts';
import type { Invitation, InvitationDetails, InvitationState, IssuedInvitation } from './types.ts';

const PURPOSE = 'invitation';
const DAY = 86_400_000;
const DEFAULT_DAYS = 14;

/** Whom each role may bring in, into its own organisation. */
const MAY_INVITE: Readonly<Record<Role, readonly Role[]>> = {
  bank: ['bank'],
  secretary: ['secretary', 'arbitrator'],
  operator: ['operator', 'supervisor'],
  user: [],
  arbitrator: [],
  supervisor: [],
};

/** What an invitation holds beyond what is shown of it. */
export interface OpenInvitation {
  readonly invitation: Invitation;
  readonly loan: string | null;
  readonly name: string | null;
  readonly contact: string | null;
}

/** @throws ServiceError `FORBIDDEN`, `NOT_FOUND` for a loan that is not the caller's */
export async function inviteToLoan(
  deps: PeopleDeps,
  caller: Caller,
  loan: string,
  details: InvitationDetails,
): Promise<IssuedInvitation> {
  const organisation = await deps.access().loan(caller, 'loan.invite', loan);
  return issue(deps, caller, { organisation, role: 'user', member: deps.usersOrganisation, loan }, details);
}

/** @throws ServiceError `FORBIDDEN` for a role that the caller's does not bring in */
export function inviteStaff(
  deps: PeopleDeps,
  caller: Caller,
  role: Role,
  details: InvitationDetails,
): Promise<IssuedInvitation> {
  demandAction(caller, 'staff.invite');
  const { organisation } = caller;
  if (!MAY_INVITE[caller.role].includes(role)) {
    throw new ServiceError('FORBIDDEN', `the role ${caller.role} may not invite the role ${role}`, {
      facts: { allowed: [...MAY_INVITE[caller.role]], received: role },
    });
  }
  return issue(deps, caller, { organisation, role, member: organisation, loan: null }, details);
}

/** The operator brings an organisation's first people in; whom it may have is the register's to say. @throws ServiceError `FORBIDDEN` */
export function inviteInto(
  deps: PeopleDeps,
  caller: Caller,
  organisation: string,
  role: Role,
  details: InvitationDetails,
): Promise<IssuedInvitation> {
  demandAction(caller, 'organisation.manage');
  return issue(deps, caller, { organisation, role, member: organisation, loan: null }, details);
}

interface Plan {
  readonly organisation: string;
  readonly role: Role;
  readonly member: string;
  readonly loan: string | null;
}

async function issue(
  deps: PeopleDeps,
  caller: Caller,
  { organisation, role, member, loan }: Plan,
  { name = null, contact = null, validDays = DEFAULT_DAYS }: Details,
): Promise<IssuedInvitation> {
  const now = deps.clock.now();
  const id = newPersonId(deps.random);
  const code = newCode(deps.random);
  const loanIndex = loan === null ? null : deps.vault.loanIndex(organisation, loan);
  const value: JsonObject = {
    organisation,
    role,
    member,
    loan_index: loanIndex,
    code: digestOf(deps, normalCode(code)!),
    created_at: isoTime(now),
    expires_at: isoTime(now + validDays * DAY),
    used_at: null,
    used_by: null,
    withdrawn_at: null,
    private: await sealValue(deps.vault, PURPOSE, { loan, name, contact }),
  };
  await create(deps, COLLECTIONS.invitations, { key: id, value, ...indexed(value) });
  await record(deps, caller, 'person.invited', id, value);
  const link = `${deps.portalUrl()}/enrol#code=${code}`;
  return { ...shown(deps, id, value), code, link };
}

interface Details extends Pick<InvitationDetails, 'validDays'> {
  readonly name?: string | null | undefined;
  readonly contact?: string | null | undefined;
}

const indexed = (value: JsonObject) => ({
  indexes: {
    of: value.loan_index === null ? `staff\t${textOf(value, 'organisation')}\t` : textOf(value, 'loan_index'),
  },
  unique: { code: textOf(value, 'code') },
});

function shown({ clock }: Pick<PeopleDeps, 'clock'>, id: string, value: JsonObject): Invitation {
  return {
    id,
    organisation: textOf(value, 'organisation'),
    role: textOf(value, 'role') as Role,
    member: textOf(value, 'member'),
    loanIndex: textOrNull(value, 'loan_index'),
    state: stateOf(value, isoTime(clock.now())),
    createdAt: textOf(value, 'created_at'),
    expiresAt: textOf(value, 'expires_at'),
    usedAt: textOrNull(value, 'used_at'),
  };
}

function stateOf(value: JsonObject, now: string): InvitationState {
  if (value.used_at !== null) return 'used';
  if (value.withdrawn_at !== null) return 'withdrawn';
  return textOf(value, 'expires_at') <= now ? 'expired' : 'open';
}

export async function loanInvitations(
  deps: PeopleDeps,
  caller: Caller,
  loan: string,
): Promise<readonly Invitation[]> {
  const organisation = await deps.access().loan(caller, 'invitation.read', loan);
  const found = await listAll(deps, COLLECTIONS.invitations, 'of', deps.vault.loanIndex(organisation, loan));
  return found.map(({ key, value }) => shown(deps, key, value));
}

export async function staffInvitations(deps: PeopleDeps, caller: Caller): Promise<readonly Invitation[]> {
  demandAction(caller, 'invitation.read');
  const found = await listAll(deps, COLLECTIONS.invitations, 'of', `staff\t${caller.organisation}\t`);
  return found.map(({ key, value }) => shown(deps, key, value));
}

/** An invitation that was used stays used. @throws ServiceError `NOT_FOUND`, `INVITATION_USED` */
export async function withdrawInvitation(deps: PeopleDeps, caller: Caller, id: string): Promise<Invitation> {
  for (;;) {
    const found = await deps.documents.get(COLLECTIONS.invitations, id);
    const owner = found && { organisations: [textOf(found.value, 'organisation')] };
    authorise(caller, 'invitation.withdraw', owner, { kind: 'invitation', id });
    const { value } = found!;
    if (value.used_at !== null) throw over('used', value);
    if (value.withdrawn_at !== null) return shown(deps, id, value);
    const changed = { ...value, withdrawn_at: isoTime(deps.clock.now()) };
    if (!(await replace(deps, COLLECTIONS.invitations, found!, { value: changed, ...indexed(changed) })))
      continue;
    await record(deps, caller, 'invitation.withdrawn', id, changed);
    return shown(deps, id, changed);
  }
}

/** @throws ServiceError `INVITATION_UNKNOWN`, `INVITATION_USED`, `INVITATION_EXPIRED`, `INVITATION_WITHDRAWN` */
export async function openInvitation(deps: PeopleDeps, code: string): Promise<OpenInvitation> {
  return opened(deps, await find(deps, code));
}

async function find(deps: PeopleDeps, code: string): Promise<StoredDocument> {
  const normal = normalCode(code);
  const found =
    normal && (await deps.documents.findUnique(COLLECTIONS.invitations, 'code', digestOf(deps, normal)));
  if (!found) throw new ServiceError('INVITATION_UNKNOWN', 'there is no invitation with this code');
  const state = stateOf(found.value, isoTime(deps.clock.now()));
  if (state !== 'open') throw over(state, found.value);
  return found;
}

async function opened(deps: PeopleDeps, { key, value }: StoredDocument): Promise<OpenInvitation> {
  const sealed = (await openValue(deps.vault, PURPOSE, value.private)).value as JsonObject;
  return {
    invitation: shown(deps, key, value),
    loan: textOrNull(sealed, 'loan'),
    name: textOrNull(sealed, 'name'),
    contact: textOrNull(sealed, 'contact'),
  };
}

/** Of any number who use the code at once, one succeeds. @throws as `openInvitation` */
export async function claimInvitation(
  deps: PeopleDeps,
  code: string,
  person: string,
): Promise<OpenInvitation> {
  for (;;) {
    const found = await find(deps, code);
    const value = { ...found.value, used_at: isoTime(deps.clock.now()), used_by: person };
    if (await replace(deps, COLLECTIONS.invitations, found, { value, ...indexed(value) })) {
      return opened(deps, { ...found, value });
    }
  }
}

function over(state: Exclude<InvitationState, 'open'>, value: JsonObject): ServiceError {
  if (state === 'used') return new ServiceError('INVITATION_USED', 'this invitation was used before');
  if (state === 'withdrawn') return new ServiceError('INVITATION_WITHDRAWN', 'this invitation was withdrawn');
  return new ServiceError('INVITATION_EXPIRED', 'this invitation has expired', {
    facts: { expiresAt: textOf(value, 'expires_at') },
  });
}

async function record(deps: PeopleDeps, caller: Caller, action: string, id: string, value: JsonObject) {
  await deps.custody.record({
    actor: actorOf(caller),
    action,
    subject: `invitation/${id}`,
    organisation: textOf(value, 'organisation'),
    ...(typeof value.loan_index === 'string' && { loan: value.loan_index }),
    facts: { role: textOf(value, 'role'), expires_at: textOf(value, 'expires_at') },
  });
}
