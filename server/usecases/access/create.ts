/** Whose an item or a loan is, looked up and decided before anything of it is read. */
import type { Caller } from '../../ports/caller.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Vault } from '../../vault/vault.ts';
import { authorise, demandAction, type Owner, owns } from './authorise.ts';
import { type Action, reachOf } from './matrix.ts';

/** A loan without its number: whose it is, and the keyed hash of the number (see `vault`). */
export interface LoanReference {
  readonly organisation: string;
  readonly loanIndex: string;
}

export interface AccessDeps {
  readonly origin: string;
  readonly store: Pick<EvidenceStore, 'row' | 'streamOfLoan'>;
  readonly vault: Pick<Vault, 'loanIndex'>;
  /** Names of all registered organisations. */
  readonly organisations: () => readonly string[];
  /**
   * Loans that a caller has to do with beyond what their organisation filed: a borrower's own, those of an arbitrator's, secretary's or assignee's cases.
   * @param about asks for this one alone: the others may be left out
   */
  readonly loansOf: (caller: Caller, about?: LoanReference) => Promise<readonly LoanReference[]>;
}

export interface Access {
  /** @returns the organisation that filed the item. @throws ServiceError `FORBIDDEN`, `NOT_FOUND` */
  evidence(caller: Caller, action: Action, id: string): Promise<string>;
  /** @returns the organisation whose loan it is. @throws ServiceError `FORBIDDEN`, `NOT_FOUND` */
  loan(caller: Caller, action: Action, loan: string): Promise<string>;
}

/** What an organisation may do with a loan that another filed, when the claim was assigned to it. */
const OF_ASSIGNEES: ReadonlySet<Action> = new Set([
  'evidence.read',
  'document.read',
  'receipt.read',
  'package.build',
]);

export function createAccess(deps: AccessDeps): Access {
  return {
    async evidence(caller, action, id) {
      demandAction(caller, action);
      const row = await deps.store.row(id);
      const owner = row && ownerOf(caller, row, await relatedLoans(deps, caller, action, row));
      authorise(caller, action, owner, { kind: 'evidence', id });
      return row!.organisation;
    },
    async loan(caller, action, loan) {
      demandAction(caller, action);
      for (const candidate of candidates(deps, caller, loan)) {
        if (!(await isKnown(deps, candidate))) continue;
        const owner = ownerOf(caller, candidate, await relatedLoans(deps, caller, action, candidate));
        if (reachOf(action, caller.role) === 'any' || owns(caller, owner)) return candidate.organisation;
      }
      return refuse(caller, action, loan);
    },
  };
}

function refuse(caller: Caller, action: Action, loan: string): never {
  authorise(caller, action, undefined, { kind: 'loan', id: loan });
  throw new Error('what nobody owns was let through');
}

/** Whether there is more to the caller and this loan than who filed it. What an organisation filed itself costs its many calls no look-up. */
async function relatedLoans(
  { loansOf }: AccessDeps,
  caller: Caller,
  action: Action,
  { organisation, loanIndex }: LoanReference,
): Promise<readonly LoanReference[]> {
  if (caller.role === 'operator') return [];
  const own = organisation === caller.organisation;
  if (caller.role === 'bank' && (own || !OF_ASSIGNEES.has(action))) return [];
  return loansOf(caller, { organisation, loanIndex });
}

function ownerOf(caller: Caller, loan: LoanReference, related: readonly LoanReference[]): Owner {
  const theirs = related.some((one) => sameLoan(one, loan));
  return {
    organisations: theirs ? [loan.organisation, caller.organisation] : [loan.organisation],
    persons: theirs ? [caller.id] : [],
  };
}

/** Two organisations may use one number for different loans: the caller's own comes first. */
function candidates(
  { vault, organisations }: AccessDeps,
  caller: Caller,
  loan: string,
): readonly LoanReference[] {
  const names = new Set([caller.organisation, ...organisations()]);
  return [...names].map((organisation) => ({ organisation, loanIndex: vault.loanIndex(organisation, loan) }));
}

async function isKnown({ store, origin }: AccessDeps, { organisation, loanIndex }: LoanReference) {
  return (await store.streamOfLoan(origin, organisation, loanIndex)) !== undefined;
}

function sameLoan(a: LoanReference, b: LoanReference): boolean {
  return a.organisation === b.organisation && a.loanIndex === b.loanIndex;
}
