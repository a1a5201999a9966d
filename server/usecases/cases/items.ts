/** A case's items with what their records say, read once for whatever is told of them. */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { claimsOf, rowsOf } from './stream.ts';

/** One item of the loan's stream. */
export interface Item {
  readonly id: string;
  readonly type: string;
  /** The record as on the wire; undefined when its content was erased. */
  readonly claims: JsonObject | undefined;
  readonly row: { readonly sequence: number; readonly receivedAt: string; readonly organisation: string };
}

export async function itemsOf(deps: CaseDeps, { record }: OpenCase): Promise<readonly Item[]> {
  const rows = await rowsOf(deps, record.organisation, record.loanIndex);
  const items: Item[] = [];
  for (const row of rows) items.push({ id: row.id, type: row.type, claims: await claimsOf(deps, row), row });
  return items;
}

export const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined;
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
