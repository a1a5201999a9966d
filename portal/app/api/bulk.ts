/** Opening many cases as one job, and what came of each row. */
import type { CustodyPage, FoundPage, Job, JobLine } from '../../../client/api.generated.ts';
import { type BulkRow, caseOf } from '../cases/bulk-rows.ts';
import { getJson, request } from './http.ts';

export type { CustodyPage, JobLine };

/** What was found of a row's loan. */
export interface LoanCheck {
  readonly known: boolean;
  readonly agreement: string | undefined;
}

/** Look-ups at once. */
const WIDTH = 6;

/** @param onProgress told how many loans are looked up */
export async function checkLoans(
  loans: readonly string[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<ReadonlyMap<string, LoanCheck>> {
  const found = new Map<string, LoanCheck>();
  const waiting = [...new Set(loans)];
  const worker = async () => {
    for (let loan = waiting.pop(); loan !== undefined; loan = waiting.pop()) {
      found.set(loan, await checkLoan(loan, signal));
      onProgress(found.size);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return found;
}

async function checkLoan(loan: string, signal: AbortSignal): Promise<LoanCheck> {
  const first = (type: object) => {
    const query = new URLSearchParams({ loan, limit: '1', order: 'descending', ...type });
    return getJson<FoundPage>(`v1/evidence?${query}`, signal);
  };
  const agreement = (await first({ type: 'ARBAG' })).items[0]?.id;
  const known = agreement !== undefined || (await first({})).items.length > 0;
  return { known, agreement };
}

/** Sends the rows in their order. @returns the job */
export async function openMany(
  rows: readonly BulkRow[],
  checks: ReadonlyMap<string, LoanCheck>,
): Promise<Job> {
  const lines = rows.map((row) => JSON.stringify(caseOf(row, checks.get(row.cells.loan)?.agreement)));
  const response = await request('v1/cases/bulk', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', Accept: 'application/json' },
    body: lines.join('\n'),
  });
  return (await response.json()) as Job;
}

/** @param after line behind which to begin */
export async function bulkResults(
  id: string,
  after: number,
  signal: AbortSignal,
): Promise<readonly JobLine[]> {
  const response = await request(`v1/jobs/${id}/results?after=${after}`, { signal });
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JobLine);
}

/** Loans of the rows that this window has sent, by job: results name rows by their number alone. */
const sent = new Map<string, readonly string[]>();

export function rememberRows(job: string, rows: readonly BulkRow[]): void {
  sent.set(
    job,
    rows.map(({ cells }) => cells.loan),
  );
}

export const loanOfLine = (job: string, line: number): string | undefined => sent.get(job)?.[line - 1];

/** Nothing of one person's may be left for the next. */
export const forgetRows = (): void => sent.clear();
