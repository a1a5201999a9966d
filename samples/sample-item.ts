/** One filing of a sample, ready for the service's API: all of the record but what the filer's client adds. */
import type { Actor, EvidenceRecord, RecordEvent, SourcedProvenance } from '../core/evidence/record.ts';
import type { Json } from '../core/json.ts';

export interface SampleDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface SampleItem {
  readonly type: string;
  readonly reference: string;
  /** Who files it; `third-party` items are filed by the bank that obtained them. */
  readonly filedBy: 'bank' | 'user' | 'third-party' | 'commission';
  readonly event: RecordEvent;
  readonly provenance: SourcedProvenance;
  readonly actors: readonly Actor[];
  readonly fields: EvidenceRecord['fields'];
  readonly documents: readonly SampleDocument[];
}

export interface SampleLoan {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** The loan's number. */
  readonly loan: string;
  /** In the order in which a bank would have filed them. */
  readonly items: readonly SampleItem[];
}

const encoder = new TextEncoder();

export function textDocument(name: string, text: string): SampleDocument {
  return { name, mediaType: 'text/plain', bytes: encoder.encode(`${text}\n`) };
}

export function jsonDocument(name: string, value: Json): SampleDocument {
  return {
    name,
    mediaType: 'application/json',
    bytes: encoder.encode(`${JSON.stringify(value, null, 2)}\n`),
  };
}
