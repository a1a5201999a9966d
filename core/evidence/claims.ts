/** The record's wire form: a JSON object with snake_case members (docs/spec/record.md section 2), and the way there and back. */
import type { Json, JsonObject } from '../json.ts';
import type { Actor, ClockState, DocumentDigest, EvidenceRecord, Filing, Provenance } from './record.ts';

/** Leaves out what is undefined: JSON has no such value. */
function present(members: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}

export function documentClaims(document: DocumentDigest): JsonObject {
  const { name, mediaType, size, sha256, sm3 } = document;
  return { name, media_type: mediaType, size, sha256, sm3 };
}

function provenanceClaims(provenance: Provenance): JsonObject {
  if (provenance.class === 'bare-hash') return { class: 'bare-hash' };
  const { system, version, generator, upstreamReference, clock, transferPath, selfCheck } = provenance;
  return present({
    class: 'sourced',
    system,
    version,
    generator,
    upstream_reference: upstreamReference,
    clock: present({ state: clock.state, source: clock.source, offset_ms: clock.offsetMs }),
    transfer_path: transferPath,
    self_check: selfCheck && { time: selfCheck.time, result: selfCheck.result, tool: selfCheck.tool },
  });
}

const actorClaims = ({ role, id, name, authority }: Actor): JsonObject =>
  present({ role, id, name, authority });

/** The record's claims, in no particular order; what is absent stays absent. Values are passed on unchecked: see `validateRecord`. */
export function recordToClaims(record: Partial<EvidenceRecord>): JsonObject {
  const { version, type, loan, reference, supersedes, annotates, documents, event, provenance, actors } =
    record;
  const { fields, filing } = record;
  return present({
    version,
    type,
    loan,
    reference,
    supersedes: supersedes && { id: supersedes.id, sequence: supersedes.sequence },
    annotates: annotates && { id: annotates.id, sequence: annotates.sequence },
    documents: documents?.map(documentClaims),
    event: event && present({ time: event.time, source: event.source, zone: event.zone }),
    provenance: provenance && provenanceClaims(provenance),
    actors: actors?.map(actorClaims),
    fields,
    filing: filing && { organisation: filing.organisation, signed_by: filing.signedBy },
  });
}

// The casts below rest on `checkClaims` having found no problem with the member.

function documentOf(claims: Json): DocumentDigest {
  const { media_type: mediaType, ...rest } = claims as JsonObject;
  return { ...rest, mediaType } as unknown as DocumentDigest;
}

function clockOf(claims: Json): ClockState {
  const { offset_ms: offsetMs, ...rest } = claims as JsonObject;
  return present({ ...rest, offsetMs }) as unknown as ClockState;
}

function provenanceOf(claims: Json): Provenance {
  const { upstream_reference, clock, transfer_path, self_check, ...rest } = claims as JsonObject;
  if (rest.class === 'bare-hash') return { class: 'bare-hash' };
  const sourced = {
    ...rest,
    upstreamReference: upstream_reference,
    clock: clockOf(clock as Json),
    transferPath: transfer_path,
  };
  return {
    ...sourced,
    ...(self_check === undefined ? {} : { selfCheck: self_check }),
  } as unknown as Provenance;
}

function filingOf(claims: Json): Filing {
  const { organisation, signed_by: signedBy } = claims as JsonObject;
  return { organisation, signedBy } as unknown as Filing;
}

const READERS: { readonly [name: string]: (claims: Json) => unknown } = {
  documents: (list) => (list as readonly Json[]).map(documentOf),
  provenance: provenanceOf,
  filing: filingOf,
};

/**
 * The record of claims that `checkClaims` has passed. Members that are absent (withheld) are absent in the result; unknown ones are dropped.
 * To take over a whole record from outside: `validateClaims` first.
 */
export function recordFromClaims(claims: JsonObject): Partial<EvidenceRecord> {
  const members = Object.entries(claims).filter(([name]) => CLAIM_NAMES.has(name));
  return Object.fromEntries(members.map(([name, value]) => [name, READERS[name]?.(value) ?? value]));
}

export const CLAIM_NAMES: ReadonlySet<string> = new Set([
  'version',
  'type',
  'loan',
  'reference',
  'supersedes',
  'annotates',
  'documents',
  'event',
  'provenance',
  'actors',
  'fields',
  'filing',
]);
