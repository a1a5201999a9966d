/** Whether a record follows the schema of its document type. */
import { isObject, type Json, type JsonObject } from '../json.ts';
import { checkClaims } from './check-claims.ts';
import { type Completeness, checkFields } from './check-value.ts';
import { recordToClaims } from './claims.ts';
import { DOCUMENT_TYPES, documentType } from './document-types.ts';
import { follows } from './formats.ts';
import { describe, type SchemaProblem } from './problem.ts';
import type { EvidenceRecord } from './record.ts';

function validate(claims: JsonObject): SchemaProblem[] {
  return [...checkClaims(claims, 'whole'), ...typeProblems(claims, 'whole')];
}

/** What is asked of the members of this document type; a type that has not the form of one is for `checkClaims`. */
function typeProblems(
  { type, fields = {} }: { readonly type?: Json; readonly fields?: Json },
  completeness: Completeness,
): SchemaProblem[] {
  if (!follows(type, 'code')) return [];
  const known = documentType(type as string);
  if (known === undefined)
    return [
      { path: '/type', found: describe(type), allowed: DOCUMENT_TYPES.map(({ code }) => code).join(', ') },
    ];
  return isObject(fields) ? checkFields(fields, known.fields, '/fields', completeness) : [];
}

/** A whole record in its wire form, of unknown origin. @returns every problem; none when it may be filed */
export function validateClaims(claims: JsonObject): SchemaProblem[] {
  return validate(claims);
}

/** @returns every problem; none when the record may be filed */
export function validateRecord(record: EvidenceRecord): SchemaProblem[] {
  return validate(recordToClaims(record));
}

/** What `openRecord` gives of a record, whose other members it has checked; an absent type or field is no problem. */
export function validateDisclosed(record: Pick<Partial<EvidenceRecord>, 'type' | 'fields'>): SchemaProblem[] {
  return typeProblems(record, 'disclosed');
}

/** Problems as one line each, for messages. */
export function problemLines(problems: readonly SchemaProblem[]): string[] {
  return problems.map(({ path, found, allowed }) => `${path}: found ${found}, allowed is ${allowed}`);
}
