/** From what a client stated, and the files it sent, to the whole record that is signed on its behalf. */
import { documentClaims, recordFromClaims } from '../../core/evidence/claims.ts';
import { documentType } from '../../core/evidence/document-types.ts';
import type { SchemaProblem } from '../../core/evidence/problem.ts';
import { type EvidenceRecord, RECORD_VERSION } from '../../core/evidence/record.ts';
import { problemLines, validateClaims } from '../../core/evidence/validate.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { ReceivedDocument } from './types.ts';

/** At most this many problems are told at once. */
const TOLD = 20;

/** @throws ServiceError `UNKNOWN_DOCUMENT_TYPE` or `SCHEMA_INVALID` when there are problems */
export function refuseProblems(type: Json | undefined, problems: readonly SchemaProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (typeof type === 'string' && documentType(type) === undefined) {
    const { allowed } = problems.find(({ path }) => path === '/type') ?? first;
    throw new ServiceError('UNKNOWN_DOCUMENT_TYPE', 'the record is of a document type that is not known', {
      facts: { received: type.slice(0, 64), allowed: allowed.split(', ') },
    });
  }
  throw new ServiceError('SCHEMA_INVALID', `${first.path} does not follow the schema of the record`, {
    facts: { problems: problemLines(problems.slice(0, TOLD)), count: problems.length },
  });
}

/**
 * @param stated claims without `version` and `filing`. @param received files that came along
 * @throws ServiceError `SCHEMA_INVALID`, `UNKNOWN_DOCUMENT_TYPE`, `DIGEST_MISMATCH`
 */
export function assembleRecord(
  organisation: string,
  stated: JsonObject,
  received: readonly ReceivedDocument[],
): { readonly record: EvidenceRecord; readonly claims: JsonObject } {
  const claims: JsonObject = {
    actors: [],
    fields: {},
    ...stated,
    documents: mergeDocuments(stated.documents ?? [], received),
    version: RECORD_VERSION,
    filing: { organisation, signed_by: 'service' },
  };
  refuseProblems(claims.type, validateClaims(claims));
  return { record: recordFromClaims(claims) as EvidenceRecord, claims };
}

/** Files and stated documents are brought together by name; whatever both say must agree. */
function mergeDocuments(stated: Json, received: readonly ReceivedDocument[]): Json {
  if (!Array.isArray(stated)) return stated;
  if (stated.length === 0) return received.map(documentClaims);
  const files = new Map(received.map((file) => [file.name, file]));
  const merged = (stated as readonly Json[]).map((claims) => {
    const file = isObject(claims) ? files.get(claims.name as string) : undefined;
    return file === undefined ? claims : { ...documentClaims(file), ...agreed(claims as JsonObject, file) };
  });
  const names = new Set((stated as readonly Json[]).map((claims) => isObject(claims) && claims.name));
  refuseUnnamed(received, (name) => names.has(name));
  return merged;
}

/** @throws ServiceError `DIGEST_MISMATCH`. @returns the claims, none of which contradicts the file */
function agreed(claims: JsonObject, file: ReceivedDocument): JsonObject {
  for (const name of ['size', 'sha256', 'sm3'] as const) {
    if (claims[name] === undefined || claims[name] === file[name]) continue;
    throw mismatch(file.name, name, claims[name], file[name]);
  }
  return claims;
}

function mismatch(document: string, property: string, stated: Json, found: string | number): ServiceError {
  return new ServiceError(
    'DIGEST_MISMATCH',
    `the file ${JSON.stringify(document)} has another ${property} than stated`,
    {
      facts: { document, property, stated: String(stated).slice(0, 64), found },
    },
  );
}

function refuseUnnamed(received: readonly ReceivedDocument[], isNamed: (name: string) => boolean): void {
  const unnamed = received.find(({ name }) => !isNamed(name));
  if (unnamed === undefined) return;
  throw new ServiceError(
    'DIGEST_MISMATCH',
    `the file ${JSON.stringify(unnamed.name)} is not among the record's documents`,
    {
      facts: { document: unnamed.name, property: 'name' },
      remedy: 'Name every file that is sent in `documents`, or leave `documents` out.',
    },
  );
}

/** Holds the files against the documents of a record that is signed already. @throws ServiceError `DIGEST_MISMATCH` */
export function matchDocuments(record: EvidenceRecord, received: readonly ReceivedDocument[]): void {
  const stated = new Map(record.documents.map((document) => [document.name, document]));
  refuseUnnamed(received, (name) => stated.has(name));
  for (const file of received) {
    const document = stated.get(file.name)!;
    for (const name of ['size', 'sha256', 'sm3'] as const) {
      if (document[name] !== file[name]) throw mismatch(file.name, name, document[name], file[name]);
    }
  }
}
