/**
 * Content off the ledgers: one key per item encrypts its documents and the private part of its record. The key is kept wrapped; deleting it
 * erases both, and the proofs stay valid.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { concat, hex, uintBE, utf8 } from '../../core/bytes.ts';
import type { Json } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { WrappedKey } from '../ports/evidence-store.ts';
import type { BlobStore, Clock, KeyWrapper, Random } from '../ports/platform.ts';
import { decryptBlob, decryptRange, encryptBlob } from './chunked-cipher.ts';
import { type StreamDigests, tapDigests } from './digests.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An item's key, in the clear for as long as the request that needs it. */
export interface ContentKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** As it is stored. */
  readonly wrapped: WrappedKey;
}

export interface StoredDocument extends StreamDigests {
  /** Id of the blob that holds the ciphertext. */
  readonly blob: string;
}

export interface Vault {
  newKey(): Promise<ContentKey>;
  /** @throws ServiceError `KEY_UNAVAILABLE` when the key was wrapped by another key or is not authentic */
  openKey(wrapped: WrappedKey): Promise<ContentKey>;
  /** The key as it is to be stored now: wrapped by the present key-encryption key, which may have changed since it was made. */
  wrapped(key: ContentKey): Promise<WrappedKey>;
  /** @param purpose what the value is; bound to the ciphertext, so a value cannot be passed off as another of the same item */
  sealJson(key: ContentKey, purpose: string, value: Json): Uint8Array;
  /** @throws ServiceError `CONTENT_CORRUPT` when it is not authentic, or was sealed under another key or for another purpose */
  openJson(key: ContentKey, purpose: string, sealed: Uint8Array): Json;
  /** As `sealJson`, for bytes such as a stream's blinding value. */
  sealBytes(key: ContentKey, purpose: string, plain: Uint8Array): Uint8Array;
  /** @throws as `openJson` */
  openBytes(key: ContentKey, purpose: string, sealed: Uint8Array): Uint8Array;
  /**
   * Encrypts a document into blob storage while hashing it; holds one chunk of it at a time. What `content` throws (truncated, too large) is
   * thrown on, and nothing is stored.
   */
  storeDocument(key: ContentKey, content: AsyncIterable<Uint8Array>): Promise<StoredDocument>;
  /**
   * Encrypts a part of something, without digests, and as `storeDocument` otherwise.
   * @param blob id, 32 hex digits, that the caller has written down first: a blob that nobody came to know of can be found and dropped
   */
  storePart(key: ContentKey, blob: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The document's bytes. @throws ServiceError `CONTENT_CORRUPT` or `CONTENT_ERASED` from the iteration */
  openDocument(key: ContentKey, blob: string): AsyncIterable<Uint8Array>;
  /**
   * A range of the document's bytes. @param size bytes of the whole. @param start first byte, @param end first byte not wanted
   * @throws as `openDocument`
   */
  openDocumentRange(
    key: ContentKey,
    blob: string,
    size: number,
    start: number,
    end: number,
  ): AsyncIterable<Uint8Array>;
  /** For a document whose filing was refused. */
  dropDocument(blob: string): Promise<void>;
  /** Keyed hash (HMAC-SHA-256, hex) of a loan's number, by which its rows are found without keeping the number in plain text. */
  loanIndex(organisation: string, loan: string): string;
  /** The same for the filer's own number of an item. */
  referenceIndex(organisation: string, reference: string): string;
}

export interface VaultOptions {
  readonly blobs: BlobStore;
  readonly keys: KeyWrapper;
  readonly random: Random;
  readonly clock: Clock;
  /** Secret of `loanIndex`, 32 bytes. */
  readonly indexKey: Uint8Array;
}

export function createVault({ blobs, keys, random, clock, indexKey }: VaultOptions): Vault {
  const sealBytes: Vault['sealBytes'] = (key, purpose, plain) =>
    seal(key, purpose, plain, random.bytes(NONCE_BYTES));
  return {
    async newKey() {
      const secret = random.bytes(32);
      // Ids that rise with time are written side by side; random ones would touch a page of the index each.
      const id = hex(concat(uintBE(clock.now(), 6), random.bytes(10)));
      return { id, secret, wrapped: await wrap(keys, id, secret) };
    },
    openKey: (wrapped) => unwrap(keys, wrapped),
    wrapped: async ({ id, secret, wrapped }) =>
      wrapped.wrappedBy === keys.keyId ? wrapped : wrap(keys, id, secret),
    sealBytes,
    openBytes: open,
    sealJson: (key, purpose, value) => sealBytes(key, purpose, utf8(JSON.stringify(value))),
    openJson: (key, purpose, sealed) =>
      JSON.parse(Buffer.from(open(key, purpose, sealed)).toString()) as Json,
    async storeDocument(key, content) {
      const blob = hex(random.bytes(16));
      const tap = tapDigests(content);
      await blobs.put(blob, encryptBlob(key.secret, random.bytes(16), blob, tap.content));
      return { blob, ...tap.digests() };
    },
    storePart: (key, blob, content) =>
      blobs.put(blob, encryptBlob(key.secret, random.bytes(16), blob, content)),
    openDocument: (key, blob) => openDocument(blobs, key, blob),
    openDocumentRange: (key, blob, size, start, end) =>
      decryptRange(key.secret, blob, size, [start, end], (from, to) => blobs.open(blob, from, to)),
    dropDocument: (blob) => blobs.delete(blob),
    loanIndex: (organisation, loan) =>
      createHmac('sha256', indexKey).update(`triseal/loan/v1\n${organisation}\n${loan}`).digest('hex'),
    referenceIndex: (organisation, reference) =>
      createHmac('sha256', indexKey)
        .update(`triseal/reference/v1\n${organisation}\n${reference}`)
        .digest('hex'),
  };
}

async function* openDocument(blobs: BlobStore, key: ContentKey, blob: string): AsyncGenerator<Uint8Array> {
  if (!(await blobs.exists(blob))) {
    throw new ServiceError('CONTENT_ERASED', 'the document is no longer kept', { facts: { blob } });
  }
  yield* decryptBlob(key.secret, blob, await blobs.open(blob));
}

async function wrap(keys: KeyWrapper, id: string, secret: Uint8Array): Promise<WrappedKey> {
  // Read before, since the key may be changed while it wraps; a wrapper takes the key at the call.
  const wrappedBy = keys.keyId;
  return { id, wrapped: await keys.wrap(secret), wrappedBy };
}

async function unwrap(keys: KeyWrapper, wrapped: WrappedKey): Promise<ContentKey> {
  const facts = { key: wrapped.id, wrappedBy: wrapped.wrappedBy, available: keys.keyId };
  if (!keys.holds(wrapped.wrappedBy)) {
    throw new ServiceError('KEY_UNAVAILABLE', 'the content key was wrapped by a key that is not at hand', {
      facts,
      remedy: 'Start the service with the key-encryption key that this store was written with.',
    });
  }
  try {
    return { id: wrapped.id, secret: await keys.unwrap(wrapped.wrapped, wrapped.wrappedBy), wrapped };
  } catch (cause) {
    throw new ServiceError('KEY_UNAVAILABLE', 'the wrapped content key is not authentic', { facts, cause });
  }
}

/** Version 0x01, nonce, ciphertext, tag. */
function seal({ id, secret }: ContentKey, purpose: string, plain: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  cipher.setAAD(Buffer.from(`triseal/sealed/v1\n${id}\n${purpose}`));
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(VERSION), nonce, text, cipher.getAuthTag()]);
}

function open({ id, secret }: ContentKey, purpose: string, sealed: Uint8Array): Uint8Array {
  try {
    if (sealed[0] !== VERSION) throw new RangeError(`format version ${sealed[0]} is not known`);
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + NONCE_BYTES));
    decipher.setAAD(Buffer.from(`triseal/sealed/v1\n${id}\n${purpose}`));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return plain;
  } catch (cause) {
    throw new ServiceError('CONTENT_CORRUPT', `sealed content (${purpose}) is not authentic`, {
      facts: { key: id, purpose },
      cause,
    });
  }
}
