/** The loan's stream as a case looks at it: which types are there, and what single items say. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { isObject } from '../../../core/json.ts';
import { hasCode } from '../../errors.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import type { CaseDeps } from './deps.ts';

const PAGE = 500;

type StreamDeps = Pick<CaseDeps, 'store' | 'useCases'>;

export async function rowsOf(
  { store }: Pick<CaseDeps, 'store'>,
  organisation: string,
  loanIndex: string,
): Promise<readonly EvidenceRow[]> {
  const rows: EvidenceRow[] = [];
  for (;;) {
    const after = rows.at(-1)?.sequence ?? 0;
    const page = await store.rowsOfLoan({ organisation, loanIndex, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

/** The item's record as on the wire; undefined when its content was erased. */
export async function claimsOf(
  { useCases }: StreamDeps,
  { organisation, id }: Pick<EvidenceRow, 'organisation' | 'id'>,
): Promise<JsonObject | undefined> {
  try {
    return (await useCases.getEvidence(organisation, id)).record;
  } catch (error) {
    if (hasCode(error, 'CONTENT_ERASED')) return undefined;
    throw error;
  }
}

export async function fieldsOf(
  deps: StreamDeps,
  row: Pick<EvidenceRow, 'organisation' | 'id'>,
): Promise<JsonObject> {
  const fields: Json | undefined = (await claimsOf(deps, row))?.fields;
  return isObject(fields) ? fields : {};
}

/** Whether an item of one of the types has fields that satisfy `holds`; newest first, since the last word mostly decides. */
export async function someItem(
  deps: StreamDeps,
  rows: readonly EvidenceRow[],
  types: readonly string[],
  holds: (fields: JsonObject) => boolean,
): Promise<boolean> {
  for (const row of rows.toReversed()) {
    if (types.includes(row.type) && holds(await fieldsOf(deps, row))) return true;
  }
  return false;
}
