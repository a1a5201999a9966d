/** A borrower's loan as they read it: every item in plain words, and what they allowed to whom. */
import { openRecord } from '../../../core/evidence/open.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { JsonObject } from '../../../core/json.ts';
import { hasCode } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { actorOf } from '../custody/reads.ts';
import { openItem } from '../private-part.ts';
import type { EvidencePage } from '../types.ts';
import type { PeopleDeps } from './deps.ts';
import { ownLoan } from './loans.ts';
import type { BoundLoan, Consent } from './types.ts';

/** Types by which a borrower allows something: use of data, arbitration, addresses, ways of evidence. */
const CONSENTS = new Set(['CONSENT', 'CRAUTH', 'EVCLAUSE', 'ARBAG', 'SRVADDR']);
const PAGE = 500;

export async function itemsOf(
  deps: PeopleDeps,
  caller: Caller,
  id: string,
  after: number,
  limit: number,
): Promise<{ readonly loan: BoundLoan; readonly page: EvidencePage }> {
  const loan = await ownLoan(deps, caller, id);
  return { loan, page: await deps.useCases.listLoan(loan.organisation, loan.loan, after, limit) };
}

export async function consentsOf(deps: PeopleDeps, caller: Caller, id: string): Promise<readonly Consent[]> {
  const { organisation, loanIndex } = await ownLoan(deps, caller, id);
  const found: Consent[] = [];
  for (let after = 0; ; ) {
    const rows = await deps.store.rowsOfLoan({ organisation, loanIndex, after, limit: PAGE });
    for (const row of rows.filter(({ type }) => CONSENTS.has(type))) found.push(await consentOf(deps, row));
    if (rows.length < PAGE) break;
    after = rows.at(-1)!.sequence;
  }
  await deps.custody.record({
    actor: actorOf(caller),
    action: 'consents.read',
    subject: `loan/${loanIndex}`,
    organisation,
    loan: loanIndex,
    person: caller.id,
  });
  return found;
}

/** What was erased is shown as such: the consent itself stands. */
async function consentOf(deps: PeopleDeps, row: EvidenceRow): Promise<Consent> {
  const { id, type, receivedAt } = row;
  try {
    const { statement } = await openItem(deps, row);
    const { record } = openRecord(deps.crypto, parseSdJwt(statement));
    return { id, type, receivedAt, fields: (record.fields ?? {}) as JsonObject };
  } catch (error) {
    if (hasCode(error, 'CONTENT_ERASED')) return { id, type, receivedAt, fields: null };
    throw error;
  }
}
