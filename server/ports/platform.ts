/** The shell's small ports to the outside world; each has one or two methods and a fixed twin in `test/support`. */
import type { Readable } from 'node:stream';

export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(length: number): Uint8Array;
}

/** Ciphertext of documents. A blob is written once and read whole or in ranges. */
export interface BlobStore {
  /** Durable when it resolves; a failed or aborted write leaves nothing behind. */
  put(id: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** @throws when there is no such blob. @param start byte offset of the first byte, @param end of the first byte not wanted */
  open(id: string, start?: number, end?: number): Promise<Readable>;
  exists(id: string): Promise<boolean>;
  delete(id: string): Promise<void>;
}

/** Wraps content keys with a key-encryption key that may sit in an HSM. */
export interface KeyWrapper {
  /** Name of the key that wraps now. */
  readonly keyId: string;
  /** Whether the key of this name can unwrap. */
  holds(keyId: string): boolean;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** @param keyId of the key that wrapped; the present one when not given. @throws when the wrapped key is not authentic */
  unwrap(wrapped: Uint8Array, keyId?: string): Promise<Uint8Array>;
}

/** A wrapper whose key can be changed: for a while there are two. */
export interface RotatingKeys extends KeyWrapper {
  /** From now on a new key wraps; both unwrap. A change that was begun before goes on with the same keys. */
  begin(): Promise<{ readonly from: string; readonly to: string }>;
  /** Destroys the old key. Whatever it still wrapped is lost. */
  finish(): Promise<void>;
}

/** RFC 3161. */
export interface Timestamper {
  /** @param digest SHA-256 of the data, or SHA-512: told apart by their length. @returns the DER TimeStampToken, already verified against the digest */
  stamp(digest: Uint8Array): Promise<Uint8Array>;
}

/** The part of pino that is used. Facts are sizes, digests, names and errors; never an entry's or a document's content. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
