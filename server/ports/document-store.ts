/**
 * Small versioned JSON documents beside the log: organisations, people, cases, jobs, deliveries. One document is the unit of change, and a change
 * is a compare-and-swap, so nothing here needs a transaction across documents (MongoDB without a replica set has none).
 * Personal data goes in sealed (see `vault`); keys and index values are stored in plain text and hold none.
 */
import type { JsonObject } from '../../core/json.ts';

export interface StoredDocument {
  /** Unique in its collection; at most 200 characters. */
  readonly key: string;
  /** 1 when created, one more with each change. */
  readonly version: number;
  readonly value: JsonObject;
}

export interface DocumentWrite {
  readonly key: string;
  readonly value: JsonObject;
  /** Under which names and values the document is listed; a name may be left out. Values sort by code point. */
  readonly indexes?: Readonly<Record<string, string>>;
  /** Values that no other document of the collection may have under the same name. */
  readonly unique?: Readonly<Record<string, string>>;
}

export type PutOutcome =
  | { readonly ok: true; readonly version: number }
  /** `version`: another version stands (0: none). `unique`: the named value belongs to another document. */
  | { readonly ok: false; readonly reason: 'version' | 'unique'; readonly conflict: string };

export interface DocumentQuery {
  readonly index: string;
  /** Documents whose index value begins with this; all that have the index when empty. */
  readonly prefix?: string;
  /** Inclusive and exclusive bounds of the index value, besides the prefix. */
  readonly from?: string;
  readonly before?: string;
  readonly order?: 'ascending' | 'descending';
  /** `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

export interface DocumentPage {
  /** By index value, then key. */
  readonly documents: readonly StoredDocument[];
  /** Stands still while documents come and go: it names the last value and key. Undefined on the last page. */
  readonly next: string | undefined;
}

export interface DocumentStore {
  get(collection: string, key: string): Promise<StoredDocument | undefined>;
  /** Durable when it resolves. @param expected version that is to be replaced, 0: the document must not exist yet */
  put(collection: string, write: DocumentWrite, expected: number): Promise<PutOutcome>;
  /** @returns whether that version stood and is now gone */
  delete(collection: string, key: string, expected: number): Promise<boolean>;
  list(collection: string, query: DocumentQuery): Promise<DocumentPage>;
  findUnique(collection: string, name: string, value: string): Promise<StoredDocument | undefined>;
}

export interface CollectedDocument extends StoredDocument {
  readonly collection: string;
}

/** As an adapter opens it. What is deleted is gone from its files too: a deleted document is not recoverable from the store itself. */
export interface OpenDocumentStore extends DocumentStore {
  /** Every document of every collection, by collection and key; for upkeep. @param after the last one of the page before */
  scan(after: CollectedDocument | undefined, limit: number): Promise<readonly CollectedDocument[]>;
  /** Replaces a value and leaves key, indexes and unique values as they are. @returns whether that version stood */
  rewrite(document: CollectedDocument, value: JsonObject): Promise<boolean>;
  close(): Promise<void>;
}
