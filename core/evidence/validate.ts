/** Whether a record follows the schema of its document type. */
import { isObject, type JsonObject } from '../json.ts';
import { checkClaims } from './check-claims.ts';
import { type Completeness, checkFields } from './check-value.ts';
import { recordToClaims } from './claims.ts';
import { DOCUMENT_TYPES, documentType } from './document-types.ts';
import { follows } from './formats.ts';
import { describe, type SchemaProblem } from './problem.ts';
import type { EvidenceRecord } from './record.ts';

function validate(claims: JsonObject, completeness: Completeness): SchemaProblem[] {
  const problems = checkClaims(claims, completeness);
  const { type, fields = {} } = claims;
  if (!follows(type, 'code')) return problems;
  const known = documentType(type as string);
  if (known === undefined)
    return [
      ...problems,
      { path: '/type', found: describe(type), allowed: DOCUMENT_TYPES.map(({ code }) => code).join(', ') },
    ];
  return isObject(fields)
    ? [...problems, ...checkFields(fields, known.fields, '/fields', completeness)]
    : problems;
}

/** A whole record in its wire form, of unknown origin. @returns every problem; none when it may be filed */
export function validateClaims(claims: JsonObject): SchemaProblem[] {
  return validate(claims, 'whole');
}

/** @returns every problem; none when the record may be filed */
export function validateRecord(record: EvidenceRecord): SchemaProblem[] {
  return validate(recordToClaims(record), 'whole');
}

/** What was disclosed of a record; absent members and fields are no problem. */
export function validateDisclosed(record: Partial<EvidenceRecord>): SchemaProblem[] {
  return validate(recordToClaims(record), 'disclosed');
}

/** Problems as one line each, for messages. */
export function problemLines(problems: readonly SchemaProblem[]): string[] {
  return problems.map(({ path, found, allowed }) => `${path}: found ${found}, allowed is ${allowed}`);
}
