/** Random records that follow their document types to the letter and mean nothing: what a hostile filer may have signed and logged. */
import fc from 'fast-check';
import { documentType } from '../../core/evidence/document-types.ts';
import type { FieldSpec, ValueSpec } from '../../core/evidence/field-spec.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Filing } from './sample-package.ts';

const DATES = [
  '0001-01-01',
  '1970-01-01',
  '2024-02-29',
  '2025-01-15',
  '2025-02-15',
  '2025-03-31',
  '9999-12-31',
];
const TIMES = [
  '0001-01-01T00:00:00+23:59',
  '2024-02-29T23:59:59.999999999+08:00',
  '2025-01-15T10:00:00+08:00',
  '2025-02-15T10:00:00Z',
  '9999-12-31T23:59:59-23:59',
];
const AMOUNTS = ['0', '0.01', '0.0001', '100.00', '1000.00', '50000.00', '999999999999999.9999'];
const DECIMALS = ['0', '0.108', '-1', '1', '0.000000000001', '999999999999999.999999999999'];
const REFERENCES = ['A-1', 'A-2', 'A-3', 'REPAY-01', 'REPAY-02', '7', '第9'];

function valuesOf(spec: ValueSpec): fc.Arbitrary<Json> {
  switch (spec.type) {
    case 'string':
      return fc.constantFrom(
        '甲',
        '乙',
        'session',
        '广州仲裁委员会',
        '广州',
        '__proto__',
        'constructor',
        'x'.repeat(50),
        '9'.repeat(20),
      );
    case 'integer':
      return fc.constantFrom(spec.min ?? 0, 1, spec.max ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.keys(spec.values));
    case 'amount':
      return fc
        .tuple(fc.constantFrom(...AMOUNTS), fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'))
        .map(([amount, currency]) => ({ amount, currency }));
    case 'decimal':
      return fc.constantFrom(...DECIMALS);
    case 'date':
      return fc.constantFrom(...DATES);
    case 'time':
      return fc.constantFrom(...TIMES);
    case 'digest':
      return fc.constantFrom('0'.repeat(64), 'a'.repeat(64));
    case 'reference':
      return fc.constantFrom(...REFERENCES);
    case 'list':
      return fc.array(valuesOf(spec.items), {
        minLength: spec.minItems ?? 0,
        maxLength: Math.max(spec.minItems ?? 0, 4),
      });
    case 'object':
      return fieldsOf(spec.fields, false);
  }
}

/** @param drop whether any field may be left out, as if it were withheld */
function fieldsOf(fields: Readonly<Record<string, FieldSpec>>, drop: boolean): fc.Arbitrary<JsonObject> {
  const members = Object.fromEntries(Object.entries(fields).map(([name, spec]) => [name, valuesOf(spec)]));
  const required = Object.entries(fields).filter(([, spec]) => spec.required === true && !drop);
  return fc.record(members, { requiredKeys: required.map(([name]) => name) }) as fc.Arbitrary<JsonObject>;
}

/** Filings of the given types, each with fields of its type, some left out. */
export function randomFilings(types: readonly string[], like: Filing): fc.Arbitrary<Filing[]> {
  const one = fc.constantFrom(...types).chain((type) =>
    fc
      .record({
        fields: fieldsOf(documentType(type)!.fields, true),
        reference: fc.constantFrom(...REFERENCES),
      })
      .map(
        ({ fields, reference }): Filing => ({
          documents: [],
          record: { ...like.record, type, reference, fields },
        }),
      ),
  );
  return fc.array(one, { maxLength: 25 });
}

/** One field of a type, of any value that the type allows. */
export function randomField(type: string): fc.Arbitrary<readonly [string, Json]> {
  return fc
    .constantFrom(...Object.entries(documentType(type)!.fields))
    .chain(([name, spec]) => valuesOf(spec).map((value) => [name, value] as const));
}
