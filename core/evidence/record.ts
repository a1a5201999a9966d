/** The evidence record: what a filer states about one item of a loan (docs/spec/record.md). The wire form is in `claims.ts`. */
import type { Json } from '../json.ts';

export const RECORD_VERSION = '1';

/** One filed document, by digest. The bytes stay outside the record. */
export interface DocumentDigest {
  /** File name, unique in the record; no path, no control characters, no `%`. */
  readonly name: string;
  /** RFC 6838 type and subtype. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sm3: string;
}

export const EVENT_SOURCES = ['claimed', 'system', 'device', 'third-party'] as const;

/** When the thing happened, as the filer says it. */
export interface RecordEvent {
  /** RFC 3339 with offset. */
  readonly time: string;
  readonly source: (typeof EVENT_SOURCES)[number];
  /** IANA time zone of the event. */
  readonly zone?: string;
}

export const CLOCK_STATES = ['synchronised', 'unsynchronised', 'unknown'] as const;

export interface ClockState {
  readonly state: (typeof CLOCK_STATES)[number];
  /** What the clock is set by, such as an NTP server's name. */
  readonly source?: string;
  /** Last measured offset from the source, in milliseconds. */
  readonly offsetMs?: number;
}

/** Self-check of the generating environment at the time of the event. */
export interface SelfCheck {
  /** RFC 3339 with offset. */
  readonly time: string;
  readonly result: 'passed' | 'failed';
  readonly tool: string;
}

/** Where the item came from before it was filed: what has to be shown when its earlier truth is challenged. */
export interface SourcedProvenance {
  readonly class: 'sourced';
  readonly system: string;
  readonly version: string;
  /** Generating subject and mechanism, such as `automatic: e-signature service`. */
  readonly generator: string;
  readonly upstreamReference: string;
  readonly clock: ClockState;
  /** Systems passed on the way to the filing, first to last. */
  readonly transferPath: readonly string[];
  readonly selfCheck?: SelfCheck;
}

/** Says no more than that these bytes existed; shown as such everywhere. */
export interface BareHashProvenance {
  readonly class: 'bare-hash';
}

export type Provenance = SourcedProvenance | BareHashProvenance;

/** A person, organisation or system that took part in the event. */
export interface Actor {
  /** Lower-case slug: `lender`, `borrower`, `guarantor`, `assignee`, `provider`, `agent`, `operator`, `commission`, `tribunal`, ... */
  readonly role: string;
  readonly id: string;
  readonly name?: string;
  /** On what ground the actor acts for another. */
  readonly authority?: string;
}

/** Who files, and whose key signs: the filing system's own, or the service's for that organisation. Reports never mix the two up. */
export interface Filing {
  readonly organisation: string;
  readonly signedBy: 'filer' | 'service';
}

/** Another item of the loan, as the service named and the log numbered it. */
export interface ItemLink {
  /** Id that the service answered at its filing. */
  readonly id: string;
  /** Its number in the loan's stream, by which a reader of a package finds it. */
  readonly sequence: number;
}

export interface EvidenceRecord {
  readonly version: typeof RECORD_VERSION;
  /** Document type code. */
  readonly type: string;
  /** The filer's number of the loan. */
  readonly loan: string;
  /** The filer's number of this item; other items of the loan refer to it. */
  readonly reference?: string;
  /** The earlier item that this one takes the place of. Both stay. */
  readonly supersedes?: ItemLink;
  /** The earlier item that this one says something about. */
  readonly annotates?: ItemLink;
  readonly documents: readonly DocumentDigest[];
  readonly event: RecordEvent;
  readonly provenance: Provenance;
  readonly actors: readonly Actor[];
  /** Structured fields of the document type. */
  readonly fields: { readonly [name: string]: Json };
  readonly filing: Filing;
}
