/** Which loans a person is bound to. The loan's number is sealed; it is found by its keyed hash. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { LoanReference } from '../access/create.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, isoTime, listAll, textOf } from './documents.ts';
import { newPersonId } from './persons.ts';
import type { BoundLoan, LoanOverview } from './types.ts';

const PURPOSE = 'bound-loan';

export interface Binding {
  readonly person: string;
  readonly organisation: string;
  readonly loan: string;
  /** Id of the invitation; null for sample people. */
  readonly invitation: string | null;
}

/** Binding a second time changes nothing. */
export async function bindLoan(deps: PeopleDeps, binding: Binding): Promise<BoundLoan> {
  const { person, organisation, loan, invitation } = binding;
  const loanIndex = deps.vault.loanIndex(organisation, loan);
  const key = `${person}/${loanIndex}`;
  const value: JsonObject = {
    id: newPersonId(deps.random),
    person,
    organisation,
    loan_index: loanIndex,
    bound_at: isoTime(deps.clock.now()),
    invitation,
    private: await sealValue(deps.vault, PURPOSE, { loan }),
  };
  const write = { key, value, indexes: { person, loan: loanIndex }, unique: { id: textOf(value, 'id') } };
  const outcome = await deps.documents.put(COLLECTIONS.loans, write, 0);
  const standing = outcome.ok ? value : (await deps.documents.get(COLLECTIONS.loans, key))!.value;
  return boundOf(deps, standing);
}

async function boundOf({ vault }: PeopleDeps, value: JsonObject): Promise<BoundLoan> {
  const { value: sealed } = await openValue(vault, PURPOSE, value.private);
  return {
    id: textOf(value, 'id'),
    person: textOf(value, 'person'),
    organisation: textOf(value, 'organisation'),
    loanIndex: textOf(value, 'loan_index'),
    boundAt: textOf(value, 'bound_at'),
    loan: textOf(sealed as JsonObject, 'loan'),
  };
}

/** Without opening what is sealed: asked with each request of a borrower. */
export async function referencesOf(
  deps: PeopleDeps,
  { kind, id }: Caller,
): Promise<readonly LoanReference[]> {
  if (kind !== 'person') return [];
  const found = await listAll(deps, COLLECTIONS.loans, 'person', id);
  return found.map(({ value }) => ({
    organisation: textOf(value, 'organisation'),
    loanIndex: textOf(value, 'loan_index'),
  }));
}

export async function personsOf(
  deps: PeopleDeps,
  { organisation, loanIndex }: LoanReference,
): Promise<string[]> {
  const found = await listAll(deps, COLLECTIONS.loans, 'loan', loanIndex);
  return found
    .filter(({ value }) => value.organisation === organisation)
    .map(({ value }) => textOf(value, 'person'));
}

export async function boundLoans(deps: PeopleDeps, person: string): Promise<readonly BoundLoan[]> {
  const found = await listAll(deps, COLLECTIONS.loans, 'person', person);
  return Promise.all(found.map(({ value }) => boundOf(deps, value)));
}

/** @throws ServiceError `NOT_FOUND` also for loans of others */
export async function ownLoan(deps: PeopleDeps, caller: Caller, id: string): Promise<BoundLoan> {
  const found = await deps.documents.findUnique(COLLECTIONS.loans, 'id', id);
  if (found === undefined || found.value.person !== caller.id) {
    throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan: id } });
  }
  return boundOf(deps, found.value);
}

/** Items counted at most; a loan has some dozens. */
const COUNTED = 500;

export async function overviews(deps: PeopleDeps, caller: Caller): Promise<readonly LoanOverview[]> {
  const loans = await boundLoans(deps, caller.id);
  return Promise.all(
    loans.map(async (loan) => {
      const { organisation, loanIndex } = loan;
      const rows = await deps.store.rowsOfLoan({ organisation, loanIndex, after: 0, limit: COUNTED });
      return { ...loan, items: rows.length, lastReceivedAt: rows.at(-1)?.receivedAt ?? null };
    }),
  );
}
