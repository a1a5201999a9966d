/** The report's tables: what the checks of content laid out, for people to follow with a finger on the records. */
import type { Context } from './context.ts';
import type { CheckResult, ReportTable } from './report.ts';
import { legalTable } from './tables/legal.ts';
import { accountTable, claimTable, formulaTable } from './tables/money.ts';
import { objectionTable } from './tables/objections.ts';
import { serviceTable } from './tables/service.ts';
import { signerTable } from './tables/signer.ts';

/** In the order in which a tribunal asks; those that would be empty are left out. */
export function reportTables(context: Context, results: readonly CheckResult[]): ReportTable[] {
  if (context.kind !== 'package') return [];
  const makers = [signerTable, accountTable, claimTable, formulaTable, serviceTable, objectionTable];
  const tables = [...makers.map((make) => () => make(context)), () => legalTable(context, results)];
  return tables.map(quietly).filter((table) => table !== undefined && table.rows.length > 0) as ReportTable[];
}

/** A table that faults has failed the check that lays the same out; the report goes on without it. */
function quietly(make: () => ReportTable): ReportTable | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
