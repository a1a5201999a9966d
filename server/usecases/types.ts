/** What the edges ask of the service, in its own words: no HTTP in, no HTTP out. */
import type { Json, JsonObject } from '../../core/json.ts';
import type { Party } from '../../core/party.ts';
import type { ContentKey } from '../vault/vault.ts';

/** A document that has been received, encrypted and hashed, and waits for its filing. */
export interface ReceivedDocument {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes of the plain content. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Hex. */
  readonly sm3: string;
  readonly crc32: number;
  readonly blob: string;
}

/** One filing on its way in, with the documents received for it. */
export interface Draft {
  /** Id that the item will have. */
  readonly id: string;
  /** Key of the item's content. */
  readonly key: ContentKey;
  /**
   * Encrypts a document into the blob store while hashing it.
   * @throws what the stream throws, and then nothing of the document remains
   */
  receive(name: string, mediaType: string, content: AsyncIterable<Uint8Array>): Promise<ReceivedDocument>;
  /** From now on the documents belong to an item that is, or may be, in the log. */
  keep(): void;
  /** Deletes what was received, unless it is kept. Harmless when repeated. */
  discard(): Promise<void>;
}

export interface FilingRequest {
  /** Whose loan it is: the item goes into that loan's stream, and belongs to this organisation. */
  readonly organisation: string;
  /** Who files, and for whom the service signs, when it is another: the user side, the commission. */
  readonly filer?: string;
  readonly idempotencyKey: string | undefined;
  /** The record's claims without `version` and `filing`, or a ready-made SD-JWT with all its disclosures. */
  readonly content: { readonly record: JsonObject } | { readonly statement: string };
  /** With the documents that came along. */
  readonly upload?: { readonly draft: Draft; readonly documents: readonly ReceivedDocument[] };
  /** Asked once it is known that this is no repetition; what it throws refuses the filing. */
  readonly admit?: () => Promise<void>;
}

export type Stage = 'logged' | 'witnessed' | 'sealed';

export interface StateTime {
  readonly event: 'received' | 'witnessed' | 'quorum' | 'timestamped' | 'sealed';
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly source: 'log' | 'witness' | 'tsa' | 'chain' | 'service';
  readonly party?: Party;
}

/** How far an item has come. */
export interface EvidenceState {
  readonly stage: Stage;
  /** `logged`, `witnessed 2/3`, `sealed`. */
  readonly label: string;
  readonly witnesses: number;
  readonly of: number;
  readonly times: readonly StateTime[];
}

/** What items say of one another, by id. */
export interface Links {
  readonly supersedes?: string;
  readonly supersededBy?: string;
  readonly annotates?: string;
  /** In the order in which they were filed; absent where there are none. */
  readonly annotatedBy?: readonly string[];
}

export interface Summary extends Links {
  readonly id: string;
  readonly type: string;
  readonly index: number;
  readonly sequence: number;
  readonly receivedAt: string;
  readonly state: EvidenceState;
}

export interface Inclusion {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: string;
}

export interface Filed extends Summary {
  readonly leafHash: Uint8Array;
  readonly entry: Uint8Array;
  readonly inclusion: Inclusion;
  /** The same content had been filed under this key before. */
  readonly replayed: boolean;
}

export interface EvidenceDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly sm3: string;
  readonly stored: boolean;
}

export interface Evidence extends Summary {
  readonly organisation: string;
  readonly loan: string;
  readonly signedBy: 'filer' | 'service';
  /** The record's claims as on the wire. */
  readonly record: JsonObject;
  readonly documents: readonly EvidenceDocument[];
}

/** An item of a loan, and whether its content was erased while the proof stands. */
export interface LoanItem extends Summary {
  readonly erased: boolean;
}

export interface EvidencePage {
  readonly items: readonly LoanItem[];
  /** Sequence after which the next page begins; undefined on the last page. */
  readonly next: number | undefined;
}

export interface DocumentContent {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface PackageRequest {
  readonly organisation: string;
  readonly loan: string;
  /** The least state that every item must have reached. */
  readonly stage: Stage;
  /** Names of structured fields to leave out. */
  readonly withhold: readonly string[];
  /** Whether the documents themselves go in. */
  readonly documents: boolean;
  /** What else is left out. */
  readonly redaction?: PackageRedaction;
}

export interface PackageRedaction {
  /** As `Redaction`, in every item. */
  readonly personal?: 'sensitive' | 'all';
  readonly items?: readonly ItemRedaction[];
}

export interface ItemRedaction {
  /** Number of the item in the loan. */
  readonly sequence: number;
  /** The whole item: its entry and proof alone go in. */
  readonly whole?: boolean;
  /** Names of fields and of members of the record, numbers of documents. */
  readonly fields?: readonly string[];
  readonly members?: readonly string[];
  readonly documents?: readonly number[];
}

export interface PackageStream {
  /** Proposed file name, ASCII. */
  readonly fileName: string;
  /** Bytes of the whole. */
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** What anybody may have verified: a package or a receipt, with the file that a receipt is about. */
export interface VerifyRequest {
  readonly subject: Uint8Array;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** The service's use cases. Each throws `ServiceError` alone for what it refuses; items of other organisations are `NOT_FOUND`. */
export interface UseCases {
  /** Opens a draft for documents to be received into. */
  begin(): Promise<Draft>;
  fileEvidence(request: FilingRequest): Promise<Filed>;
  getEvidence(organisation: string, id: string): Promise<Evidence>;
  listLoan(organisation: string, loan: string, after: number, limit: number): Promise<EvidencePage>;
  /** The receipt as docs/spec/receipt.md describes it. */
  receipt(organisation: string, id: string): Promise<JsonObject>;
  /** The receipt's proof alone, C2SP tlog-proof. */
  tlogProof(organisation: string, id: string): Promise<string>;
  /** @param n number of the document in the record, from 1 */
  document(organisation: string, id: string, n: number): Promise<DocumentContent>;
  /** Answers once the package can be built; its bytes are made while they are read. */
  buildPackage(request: PackageRequest): Promise<PackageStream>;
  /** @returns the report (docs/spec/report.md) */
  verify(request: VerifyRequest): Promise<Json>;
}
