/** The custody log as the edge uses it: what each caller may see of it, and the lines that their reads leave. */
import type { Caller } from '../../ports/caller.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { authorise } from '../access/authorise.ts';
import type { AccessDeps, LoanReference } from '../access/create.ts';
import type { CustodyLog, CustodyPage } from './create.ts';
import { createReads, type Reads, type ReadsDeps } from './reads.ts';
import { type CustodyFilter, fits, searchCustody } from './search.ts';

export interface CustodySearch extends CustodyFilter {
  /** Whose chain; the caller's own when not given. */
  readonly organisation?: string;
  readonly subject?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface CustodyAccess {
  readonly reads: Reads;
  /** @throws ServiceError `FORBIDDEN`, `NOT_FOUND` for another organisation's chain, `REQUEST_INVALID` for a foreign cursor */
  list(caller: Caller, search: CustodySearch): Promise<CustodyPage>;
}

export interface CustodyAccessDeps extends Omit<ReadsDeps, 'custody'> {
  readonly custody: CustodyLog;
  readonly documents: DocumentStore;
  readonly loansOf: AccessDeps['loansOf'];
}

/** Roles of people who see lines by the loans they are bound to, and not by an organisation. */
const PERSONAL: readonly Caller['role'][] = ['user', 'arbitrator'];

export function createCustodyAccess(deps: CustodyAccessDeps): CustodyAccess {
  return {
    reads: createReads(deps),
    list: (caller, search) =>
      PERSONAL.includes(caller.role) ? personal(deps, caller, search) : chain(deps, caller, search),
  };
}

async function personal(
  { custody, loansOf }: CustodyAccessDeps,
  caller: Caller,
  { organisation, subject, cursor, limit, ...filter }: CustodySearch,
): Promise<CustodyPage> {
  const loans: readonly LoanReference[] = await loansOf(caller);
  const found = await custody.listPersonal({
    person: caller.id,
    loans: loans.map(({ loanIndex }) => loanIndex),
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const wanted = (line: CustodyPage['lines'][number]) =>
    fits(filter, line) &&
    (subject ?? line.subject) === line.subject &&
    (organisation ?? line.organisation) === line.organisation;
  return { lines: found.lines.filter(wanted), next: found.next };
}

async function chain(
  { custody, documents }: CustodyAccessDeps,
  caller: Caller,
  { organisation = caller.organisation, ...rest }: CustodySearch,
): Promise<CustodyPage> {
  authorise(
    caller,
    'custody.read',
    { organisations: [organisation] },
    { kind: 'organisation', id: organisation },
  );
  const { actor, action, from, to } = rest;
  // Without a filter the listing itself is indexed.
  const plain = [actor, action, from, to].every((one) => one === undefined);
  return plain
    ? custody.list({ organisation, ...rest })
    : searchCustody(documents, { organisation, ...rest });
}
