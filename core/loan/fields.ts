/** Disclosed fields by kind. Records in a loan file follow their type, so a field that is there has the shape that the type gives it. */
import { documentType } from '../evidence/document-types.ts';
import type { Label } from '../evidence/field-spec.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Decimal, decimal, ZERO } from '../money/decimal.ts';
import type { LoanItem } from './loan-file.ts';

type Fields = Pick<LoanItem, 'fields'>;

export function text({ fields }: Fields, name: string): string | undefined {
  const value = member(fields, name);
  return typeof value === 'string' ? value : undefined;
}

export function flag({ fields }: Fields, name: string): boolean | undefined {
  const value = member(fields, name);
  return typeof value === 'boolean' ? value : undefined;
}

export function integer({ fields }: Fields, name: string): number | undefined {
  const value = member(fields, name);
  return typeof value === 'number' ? value : undefined;
}

export function texts({ fields }: Fields, name: string): readonly string[] | undefined {
  const value = member(fields, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

export function objects({ fields }: Fields, name: string): readonly JsonObject[] | undefined {
  const value = member(fields, name);
  return Array.isArray(value) ? value.filter(isObject) : undefined;
}

export function object({ fields }: Fields, name: string): JsonObject | undefined {
  const value = member(fields, name);
  return isObject(value) ? value : undefined;
}

/** A decimal field, such as a rate. */
export function rate(item: Fields, name: string): Decimal | undefined {
  const value = text(item, name);
  return value === undefined ? undefined : decimal(value);
}

export function money(item: Fields, name: string): Decimal | undefined {
  return moneyOf(member(item.fields, name));
}

/** The value of an amount object; undefined for anything else. */
export function moneyOf(value: Json | undefined): Decimal | undefined {
  if (!isObject(value)) return undefined;
  const amount = member(value, 'amount');
  return typeof amount === 'string' ? decimal(amount) : undefined;
}

export function moneyOrNothing(value: Json | undefined): Decimal {
  return moneyOf(value) ?? ZERO;
}

/** What a value of a closed list is called in both languages; the value itself where its type does not know it. */
export function label(item: Pick<LoanItem, 'fields' | 'type'>, name: string): Label | null {
  const value = text(item, name);
  if (value === undefined) return null;
  const spec = documentType(item.type)?.fields[name];
  return (spec?.type === 'enum' ? spec.values[value] : undefined) ?? { en: value, zh: value };
}

/** Every currency that the fields name, nested ones too. */
export function currencies(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(currencies);
  if (!isObject(value)) return [];
  const own = member(value, 'currency');
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(currencies)];
}

function member(fields: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
