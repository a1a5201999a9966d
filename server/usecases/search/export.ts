/** All items that a filter finds, one after the other, for as long as somebody reads. What was in the log at the beginning is exported. */
import { hasCode } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Custody } from '../../ports/custody.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { actorOf } from '../custody/reads.ts';
import { evidenceOf, type ReadDeps, summariesOf } from '../read-evidence.ts';
import type { Evidence, Summary } from '../types.ts';
import { type EvidenceFilter, findRows, rangeOf } from './find.ts';

export interface ExportDeps extends ReadDeps {
  readonly custody: Custody;
}

/** An item whose content was erased has no record any more. */
export type ExportedItem =
  | { readonly kind: 'summary'; readonly item: Summary }
  | { readonly kind: 'record'; readonly item: Evidence }
  | { readonly kind: 'erased'; readonly item: Summary };

/** Rows held at once. */
const PAGE = 100;

/** @param records whether the records are opened; each page of them leaves custody lines, one a loan, before it is handed out */
export async function* exportEvidence(
  deps: ExportDeps,
  caller: Caller,
  filter: EvidenceFilter,
  records: boolean,
): AsyncGenerator<ExportedItem> {
  const range = await rangeOf(deps, { ...filter, order: 'ascending' });
  let after: number | undefined;
  do {
    const page = await findRows(deps, { ...filter, order: 'ascending' }, range, after, PAGE);
    const summaries = await summariesOf(deps, page.rows);
    if (records) await recordReads(deps.custody, caller, page.rows);
    for (const [i, row] of page.rows.entries()) {
      yield records ? await opened(deps, row, summaries[i]!) : { kind: 'summary', item: summaries[i]! };
    }
    after = page.next;
  } while (after !== undefined);
}

async function opened(deps: ReadDeps, row: EvidenceRow, summary: Summary): Promise<ExportedItem> {
  try {
    return { kind: 'record', item: await evidenceOf(deps, row, summary) };
  } catch (error) {
    if (hasCode(error, 'CONTENT_ERASED')) return { kind: 'erased', item: summary };
    throw error;
  }
}

async function recordReads(custody: Custody, caller: Caller, rows: readonly EvidenceRow[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { loanIndex } of rows) counts.set(loanIndex, (counts.get(loanIndex) ?? 0) + 1);
  for (const [loan, items] of counts) {
    await custody.record({
      actor: actorOf(caller),
      action: 'records.exported',
      subject: `loan/${loan}`,
      organisation: rows[0]!.organisation,
      loan,
      facts: { items },
    });
  }
}
