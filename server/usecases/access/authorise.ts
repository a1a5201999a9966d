/** The one place that decides who may do what (docs/access.md). */
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { type Action, reachOf } from './matrix.ts';

/** Whom something belongs to. */
export interface Owner {
  /** Organisations: of an item the one that filed it, of a case all its parties and the commission. */
  readonly organisations: readonly string[];
  /** Ids of the persons: the borrowers bound to the loan, the arbitrators appointed to the case. */
  readonly persons?: readonly string[];
}

/** Roles of people who own nothing by the organisation that enrolled them. */
const PERSONAL = new Set(['user', 'arbitrator']);

/**
 * Whether the role may ever do this; where the thing is looked up afterwards, `authorise` decides with its owner.
 * @throws ServiceError `FORBIDDEN`
 */
export function demandAction(caller: Caller, action: Action): void {
  if (reachOf(action, caller.role) !== 'never') return;
  throw new ServiceError('FORBIDDEN', `the role ${caller.role} may not do this`, {
    facts: { action, role: caller.role },
    remedy: 'docs/access.md lists what each role may do.',
  });
}

export function owns(caller: Caller, { organisations, persons = [] }: Owner): boolean {
  if (PERSONAL.has(caller.role)) return persons.includes(caller.id);
  return organisations.includes(caller.organisation);
}

/**
 * @param owner undefined: there is no such thing, which is answered as a foreign one is
 * @param what noun and id of the thing, as in the request
 * @throws ServiceError `FORBIDDEN` when the role never may, `NOT_FOUND` for what is not the caller's
 */
export function authorise(
  caller: Caller,
  action: Action,
  owner: Owner | undefined,
  what: { readonly kind: string; readonly id: string } = { kind: 'thing', id: '' },
): void {
  demandAction(caller, action);
  if (owner !== undefined && (reachOf(action, caller.role) === 'any' || owns(caller, owner))) return;
  throw new ServiceError('NOT_FOUND', `there is no such ${what.kind}`, {
    facts: what.id === '' ? {} : { [what.kind]: what.id },
  });
}
