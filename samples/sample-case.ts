/** What the bank states when it takes a sample loan to arbitration: the body of `POST /v1/cases`, but for the ids that only the service gives. */
import type { JsonObject } from '../core/json.ts';
import { at } from './calendar.ts';
import { readLoanData, type SampleName, sampleFile } from './data-file.ts';
import { facts } from './documents/default-papers.ts';
import { computeLoan } from './loan-case.ts';
import { CURRENCY, cents, decimal } from './money.ts';

/** @throws Error when the data file does not follow the schema */
export async function sampleCase(name: SampleName): Promise<JsonObject & { readonly loan: string }> {
  const data = await readLoanData(sampleFile(name));
  const loan = computeLoan(data);
  const { principal, interest, defaultInterest } = loan.claim;
  return {
    loan: data.loan,
    commission_name: data.commission,
    parties: [
      { role: 'claimant', name: data.lender.name, id: data.lender.id, contact: data.lender.email },
      { role: 'respondent', name: data.borrower.name, id: data.borrower.id, contact: data.borrower.email },
    ],
    claim: {
      currency: CURRENCY,
      principal: decimal(principal),
      interest: decimal(interest),
      default_interest: decimal(defaultInterest),
      fees: decimal(0n),
      costs: decimal(cents(data.claim.costs)),
      total: decimal(loan.total),
      cut_off: data.claim.cutOff,
    },
    dispute: {
      ground: 'non-payment',
      statement: facts(loan),
      stated_at: at(data.claim.filed, '10:12:00'),
    },
  };
}
