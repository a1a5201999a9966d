/** Checks one field's value against its specification. */
import { isObject, type Json } from '../json.ts';
import type { FieldSpec, PersonalClass, ValueSpec } from './field-spec.ts';
import { FORMATS, type FormatName, follows } from './formats.ts';
import { describe, describeKind, type SchemaProblem } from './problem.ts';

const DEFAULT_MAX_LENGTH = 4096;
const DEFAULT_MAX_ITEMS = 1000;

/** Which kind of completeness is demanded: a record to be filed, or what was disclosed of one. */
export type Completeness = 'whole' | 'disclosed';

interface Place {
  readonly path: string;
  readonly personal: PersonalClass;
}

const FORMAT_OF: Partial<Record<ValueSpec['type'], FormatName>> = {
  decimal: 'decimal',
  date: 'date',
  time: 'time',
  digest: 'digest',
  reference: 'reference',
};

function wrong({ path, personal }: Place, value: Json | undefined, allowed: string): SchemaProblem[] {
  return [{ path, found: personal === 'sensitive' ? describeKind(value) : describe(value), allowed }];
}

function checkString(value: Json, maxLength: number, place: Place): SchemaProblem[] {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return [];
  return wrong(place, value, `a string of 1 to ${maxLength} characters`);
}

function checkInteger(
  value: Json,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number },
  place: Place,
): SchemaProblem[] {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return [];
  return wrong(place, value, `a whole number from ${min} to ${max}`);
}

function checkAmount(value: Json, place: Place): SchemaProblem[] {
  if (!isObject(value)) return wrong(place, value, 'an object of amount and currency');
  return [
    ...checkKeys(value, ['amount', 'currency'], place.path),
    ...(follows(value.amount, 'money')
      ? []
      : wrong(at(place, 'amount'), value.amount, FORMATS.money.allowed)),
    ...(follows(value.currency, 'currency')
      ? []
      : wrong(at(place, 'currency'), value.currency, FORMATS.currency.allowed)),
  ];
}

function checkList(value: Json, spec: ValueSpec & { type: 'list' }, place: Place): SchemaProblem[] {
  const { items, minItems = 0, maxItems = DEFAULT_MAX_ITEMS } = spec;
  if (!Array.isArray(value) || value.length < minItems || value.length > maxItems)
    return wrong(place, value, `a list of ${minItems} to ${maxItems}`);
  return value.flatMap((element, index) => checkOne(element, items, at(place, String(index))));
}

const at = ({ path, personal }: Place, step: string): Place => ({ path: `${path}/${step}`, personal });

function checkKeys(object: { readonly [name: string]: Json }, allowed: readonly string[], path: string) {
  return Object.keys(object)
    .filter((name) => !allowed.includes(name))
    .map(
      (name): SchemaProblem => ({
        path: `${path}/${name.slice(0, 64)}`,
        found: 'an unknown field',
        allowed: allowed.join(', '),
      }),
    );
}

function checkOne(value: Json, spec: ValueSpec, place: Place): SchemaProblem[] {
  switch (spec.type) {
    case 'string':
      return checkString(value, spec.maxLength ?? DEFAULT_MAX_LENGTH, place);
    case 'integer':
      return checkInteger(value, spec, place);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong(place, value, 'true or false');
    case 'enum':
      return typeof value === 'string' && Object.hasOwn(spec.values, value)
        ? []
        : wrong(place, value, `one of ${Object.keys(spec.values).join(', ')}`);
    case 'amount':
      return checkAmount(value, place);
    case 'list':
      return checkList(value, spec, place);
    case 'object':
      return isObject(value)
        ? checkFields(value, spec.fields, place.path, 'whole', place.personal)
        : wrong(place, value, 'an object');
    default: {
      const format = FORMAT_OF[spec.type] as FormatName;
      return follows(value, format) ? [] : wrong(place, value, FORMATS[format].allowed);
    }
  }
}

/**
 * Checks named fields: unknown ones, missing required ones (only when the record is whole: a missing one may be withheld), and each value.
 * Sensitive values never appear in a problem.
 */
export function checkFields(
  fields: { readonly [name: string]: Json },
  specs: { readonly [name: string]: FieldSpec },
  path: string,
  completeness: Completeness,
  inherited: PersonalClass = 'none',
): SchemaProblem[] {
  const problems = checkKeys(fields, Object.keys(specs), path);
  for (const [name, spec] of Object.entries(specs)) {
    const place = {
      path: `${path}/${name}`,
      personal: inherited === 'sensitive' ? inherited : (spec.personal ?? inherited),
    };
    if (Object.hasOwn(fields, name)) problems.push(...checkOne(fields[name]!, spec, place));
    else if (spec.required === true && completeness === 'whole')
      problems.push({ path: place.path, found: 'nothing', allowed: `a required ${spec.type}` });
  }
  return problems;
}
