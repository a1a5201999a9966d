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
  /** Loans that a caller has to do with beyond what their organisation filed: a borrower's own, those of an arbitrator's or secretary's cases. */
  readonly loansOf: (caller: Caller) => Promise<readonly LoanReference[]>;
}

export interface Access {
  /** @returns the organisation that filed the item. @throws ServiceError `FORBIDDEN`, `NOT_FOUND` */
  evidence(caller: Caller, action: Action, id: string): Promise<string>;
  /** @returns the organisation whose loan it is. @throws ServiceError `FORBIDDEN`, `NOT_FOUND` */
  loan(caller: Caller, action: Action, loan: string): Promise<string>;
}

const BY_ORGANISATION = new Set(['bank', 'operator']);

export function createAccess(deps: AccessDeps): Access {
  return {
    async evidence(caller, action, id) {
      demandAction(caller, action);
      const row = await deps.store.row(id);
      const owner = row && ownerOf(caller, row, await relatedLoans(deps, caller));
      authorise(caller, action, owner, { kind: 'evidence', id });
      return row!.organisation;
    },
    async loan(caller, action, loan) {
      demandAction(caller, action);
      const related = await relatedLoans(deps, caller);
      for (const candidate of candidates(deps, caller, action, related, loan)) {
        const owner = ownerOf(caller, candidate, related);
        const theirs = reachOf(action, caller.role) === 'any' || owns(caller, owner);
        if (theirs && (await isKnown(deps, candidate))) return candidate.organisation;
      }
      return refuse(caller, action, loan);
    },
  };
}

function refuse(caller: Caller, action: Action, loan: string): never {
  authorise(caller, action, undefined, { kind: 'loan', id: loan });
  throw new Error('what nobody owns was let through');
}

/** Organisations reach what they filed; asking for more would cost each of their many calls a look-up. */
async function relatedLoans({ loansOf }: AccessDeps, caller: Caller): Promise<readonly LoanReference[]> {
  return BY_ORGANISATION.has(caller.role) ? [] : loansOf(caller);
}

function ownerOf(caller: Caller, loan: LoanReference, related: readonly LoanReference[]): Owner {
  const theirs = related.some((one) => sameLoan(one, loan));
  return {
    organisations: theirs ? [loan.organisation, caller.organisation] : [loan.organisation],
    persons: theirs ? [caller.id] : [],
  };
}

/** Two organisations may use one number for different loans: the caller's own comes first, then what they have to do with. */
function candidates(
  { vault, organisations }: AccessDeps,
  caller: Caller,
  action: Action,
  related: readonly LoanReference[],
  loan: string,
): readonly LoanReference[] {
  const all = reachOf(action, caller.role) === 'any' ? organisations() : [];
  const names = new Set([caller.organisation, ...related.map(({ organisation }) => organisation), ...all]);
  return [...names].map((organisation) => ({ organisation, loanIndex: vault.loanIndex(organisation, loan) }));
}

async function isKnown({ store, origin }: AccessDeps, { organisation, loanIndex }: LoanReference) {
  return (await store.streamOfLoan(origin, organisation, loanIndex)) !== undefined;
}

function sameLoan(a: LoanReference, b: LoanReference): boolean {
  return a.organisation === b.organisation && a.loanIndex === b.loanIndex;
}
