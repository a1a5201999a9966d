/** An item of a borrower's loan, looked up for something to be said about it. */
import { openRecord } from '../../../core/evidence/open.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import type { Action } from '../access/matrix.ts';
import { openItem } from '../private-part.ts';
import type { PeopleDeps } from './deps.ts';
import { boundLoans } from './loans.ts';
import type { BoundLoan } from './types.ts';

export interface OwnItem {
  readonly row: EvidenceRow;
  readonly loan: BoundLoan;
  readonly record: Partial<EvidenceRecord>;
  /** The signed statement as it stands on the log. */
  readonly statement: string;
}

/** @throws ServiceError `NOT_FOUND` for items of loans that the person is not bound to, `CONTENT_ERASED` */
export async function ownItem(
  deps: PeopleDeps,
  caller: Caller,
  action: Action,
  id: string,
): Promise<OwnItem> {
  await deps.access().evidence(caller, action, id);
  const row = await deps.store.row(id);
  const loans = await boundLoans(deps, caller.id);
  const loan = loans.find(
    ({ organisation, loanIndex }) => organisation === row?.organisation && loanIndex === row.loanIndex,
  );
  if (row === undefined || loan === undefined) {
    throw new ServiceError('NOT_FOUND', 'there is no such evidence', { facts: { evidence: id } });
  }
  const { statement } = await openItem(deps, row);
  const sdJwt = parseSdJwt(statement);
  return { row, loan, record: openRecord(deps.crypto, sdJwt).record, statement: sdJwt.jws };
}
