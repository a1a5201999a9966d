/** Whose a case is, and reading it as one caller may. */
import type { Caller, Role } from '../../ports/caller.ts';
import { authorise, demandAction, type Owner } from '../access/authorise.ts';
import { type Action, reachOf } from '../access/matrix.ts';
import { CASES, type CaseRecord, type OpenCase, openCase, recordOf, type Viewer } from './case-document.ts';
import type { CaseDeps } from './deps.ts';

type OwnDeps = Pick<CaseDeps, 'documents' | 'vault' | 'borrowersLoans'>;

/** The bank that opened it and those the claim was assigned to; once opened the commission, its tribunal, and the borrower. */
async function ownerOf({ borrowersLoans }: OwnDeps, caller: Caller, record: CaseRecord): Promise<Owner> {
  const drafted = record.state === 'draft';
  const banks = [record.organisation, ...record.assignees];
  const persons = record.tribunal.map(({ person }) => person);
  if (caller.role === 'user' && !drafted) {
    const loans = await borrowersLoans(caller);
    const theirs = loans.some(
      ({ organisation, loanIndex }) => organisation === record.organisation && loanIndex === record.loanIndex,
    );
    if (theirs) persons.push(caller.id);
  }
  // An organisation acts by its role: a bank that is nobody's commission owns nothing as a commission.
  const organisations = caller.role === 'secretary' ? (drafted ? [] : [record.commission]) : banks;
  return { organisations, persons };
}

/** @throws ServiceError `FORBIDDEN`, `NOT_FOUND` for what is not the caller's */
export async function ownCase(deps: OwnDeps, caller: Caller, action: Action, id: string): Promise<OpenCase> {
  demandAction(caller, action);
  const document = await deps.documents.get(CASES, id);
  const owner = document && (await ownerOf(deps, caller, recordOf(document)));
  authorise(caller, action, owner, { kind: 'case', id });
  return openCase(deps.vault, document!);
}

/** Under which viewers the caller's cases are listed. */
export async function viewersFor(
  { borrowersLoans }: OwnDeps,
  caller: Caller,
  action: Action,
): Promise<readonly Viewer[]> {
  demandAction(caller, action);
  if (reachOf(action, caller.role) === 'any') return [{ kind: 'all' }];
  if (caller.role === 'arbitrator') return [{ kind: 'person', id: caller.id }];
  if (caller.role !== 'user') return [{ kind: 'organisation', id: caller.organisation }];
  return (await borrowersLoans(caller)).map(({ loanIndex: id }) => ({ kind: 'loan', id }));
}

/** The party of the record's `filedBy` that a role files as. */
export function partyOf(role: Role): 'bank' | 'user' | 'commission' {
  if (role === 'user') return 'user';
  return role === 'bank' ? 'bank' : 'commission';
}
