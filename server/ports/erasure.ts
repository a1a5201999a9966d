/** How a store forgets: single private parts and keys for erasure, and all wrapped keys for a change of the key-encryption key. */
import type { WrappedKey } from './evidence-store.ts';

export interface ReplacedPart {
  /** As `EvidenceRow`. */
  readonly sealed: Uint8Array;
  readonly blobs: readonly string[];
  readonly key: WrappedKey;
}

/** What an erasure took away, to make sure of with `forget`. */
export interface Erased {
  readonly key: WrappedKey;
  /** Digest of the filed request: a guess at its content could be checked against it. 32 bytes. */
  readonly fingerprint: Uint8Array;
}

export interface Rewrapped {
  readonly from: WrappedKey;
  readonly to: WrappedKey;
}

export interface EvidenceErasure {
  /**
   * Deletes an item's key and empties its private part and its fingerprint; the row keeps its place, type and times. Durable when it resolves,
   * harmless when repeated.
   * @returns what was taken away; undefined when it was gone already
   */
  erase(id: string): Promise<Erased | undefined>;
  /** As `erase`, but puts another private part under another key in its place: what of the item is not erased. */
  replacePart(id: string, part: ReplacedPart): Promise<Erased | undefined>;
  /**
   * Sees to it that the engine's files keep no copy of these bytes, or of anything that was deleted, as far as the engine lets itself be asked: SQLite empties its write-ahead log
   * and, where a copy is left in free space, rewrites the file. What MongoDB does is in docs/privacy.md.
   */
  forget(remnants: readonly Uint8Array[] | 'everything'): Promise<void>;
  /** Committed or not, keys that another key-encryption key than this one wrapped, by id. @param after id of the last one of the page before */
  keysNotWrappedBy(keyId: string, after: string, limit: number): Promise<readonly WrappedKey[]>;
  countKeysNotWrappedBy(keyId: string): Promise<number>;
  /** Replaces wrapped forms, each only where it still stands as given. Durable when it resolves. @returns how many were replaced */
  rewrap(keys: readonly Rewrapped[]): Promise<number>;
}
