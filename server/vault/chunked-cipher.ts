/**
 * Documents at rest: AES-256-GCM in chunks of 64 KiB, the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015). Each blob has its own
 * key, derived from the item's content key, so chunk numbers may serve as nonces; the last chunk says so in its nonce, so a blob cut off at a
 * chunk's end does not decrypt. Nothing of a chunk is handed out before it is authentic.
 *
 * Layout: version 0x01, 16 bytes of salt, then per chunk ciphertext and 16 bytes of tag. An empty document has one empty chunk.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { ServiceError } from '../errors.ts';

const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const VERSION = 1;

type Bytes = AsyncIterable<Uint8Array>;

function blobKey(secret: Uint8Array, salt: Uint8Array, blob: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, `triseal/blob/v1\n${blob}`, 32));
}

/** 7 zero bytes, the chunk's number, 1 for the last chunk. */
function nonce(counter: number, last: boolean): Buffer {
  const out = Buffer.alloc(12);
  out.writeUInt32BE(counter, 7);
  out[11] = last ? 1 : 0;
  return out;
}

/** Bytes in pieces of exactly `size`; the last is shorter, or the only one and empty. Each is good until the next is asked for: they share their memory. */
async function* pieces(content: Bytes, size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  const held = Buffer.allocUnsafe(size);
  let length = 0;
  for await (const bytes of content) {
    for (let at = 0; at < bytes.length; ) {
      if (length === size) {
        yield { piece: held, last: false };
        length = 0;
      }
      const part = bytes.subarray(at, at + size - length);
      held.set(part, length);
      length += part.length;
      at += part.length;
    }
  }
  yield { piece: held.subarray(0, length), last: true };
}

/**
 * @param secret the item's content key, 32 bytes. @param salt 16 random bytes
 * @param blob id of the blob; bound to the content, so two blobs of an item cannot be exchanged
 */
export async function* encryptBlob(
  secret: Uint8Array,
  salt: Uint8Array,
  blob: string,
  content: Bytes,
): AsyncGenerator<Uint8Array> {
  const key = blobKey(secret, salt, blob);
  let counter = 0;
  for await (const { piece, last } of pieces(content, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(counter, last));
    const parts = [cipher.update(piece), cipher.final(), cipher.getAuthTag()];
    // One write for a small document: the header travels with the first chunk.
    yield Buffer.concat(counter === 0 ? [Buffer.of(VERSION), salt, ...parts] : parts);
    counter++;
  }
}

/** @throws ServiceError `CONTENT_CORRUPT` from the generator at the first chunk that is not authentic, and for a blob that is cut off */
export async function* decryptBlob(
  secret: Uint8Array,
  blob: string,
  content: Bytes,
): AsyncGenerator<Uint8Array> {
  const { header, rest } = await splitHeader(content, blob);
  const key = blobKey(secret, header.subarray(1), blob);
  let counter = 0;
  for await (const { piece, last } of pieces(rest, CHUNK_BYTES + TAG_BYTES)) {
    yield openChunk(key, counter, last, piece, blob);
    counter++;
  }
}

function openChunk(key: Uint8Array, counter: number, last: boolean, chunk: Buffer, blob: string): Buffer {
  const cut = chunk.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter, last));
    decipher.setAuthTag(chunk.subarray(cut));
    const plain = decipher.update(chunk.subarray(0, cut));
    decipher.final();
    return plain;
  } catch (cause) {
    throw corrupt(blob, `chunk ${counter} is not authentic`, cause);
  }
}

/** Opens a part of a blob: bytes of the ciphertext from `start` up to `end`, exclusive. */
export type OpenCiphertext = (start: number, end: number) => Promise<Bytes>;

/**
 * Decrypts a range alone: the chunks that it touches, each authentic before any of it is handed out.
 * @param size bytes of the whole plain content. @param start first byte, @param end first byte not wanted
 * @throws ServiceError as `decryptBlob`
 */
export async function* decryptRange(
  secret: Uint8Array,
  blob: string,
  size: number,
  [start, end]: readonly [start: number, end: number],
  open: OpenCiphertext,
): AsyncGenerator<Uint8Array> {
  if (start >= end) return;
  const { header } = await splitHeader(await open(0, 1 + SALT_BYTES), blob);
  const key = blobKey(secret, header.subarray(1), blob);
  const last = Math.max(0, Math.ceil(size / CHUNK_BYTES) - 1);
  const sealed = CHUNK_BYTES + TAG_BYTES;
  let counter = Math.floor(start / CHUNK_BYTES);
  const from = 1 + SALT_BYTES + counter * sealed;
  const to = 1 + SALT_BYTES + Math.min(Math.ceil(end / CHUNK_BYTES) * sealed, size + (last + 1) * TAG_BYTES);
  for await (const { piece } of pieces(await open(from, to), sealed)) {
    const plain = openChunk(key, counter, counter === last, piece, blob);
    const at = counter * CHUNK_BYTES;
    yield plain.subarray(Math.max(0, start - at), Math.min(plain.length, end - at));
    counter++;
  }
  if (counter * CHUNK_BYTES < end && counter <= last) throw corrupt(blob, 'it is cut off');
}

async function splitHeader(content: Bytes, blob: string): Promise<{ header: Buffer; rest: Bytes }> {
  const source = content[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  while (held.length < 1 + SALT_BYTES) {
    const next = await source.next();
    if (next.done === true) throw corrupt(blob, 'the header is cut off');
    held = Buffer.concat([held, next.value]);
  }
  if (held[0] !== VERSION) throw corrupt(blob, `format version ${held[0]} is not known`);
  const first = held.subarray(1 + SALT_BYTES);
  async function* rest() {
    yield first;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  return { header: held.subarray(0, 1 + SALT_BYTES), rest: rest() };
}

function corrupt(blob: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('CONTENT_CORRUPT', `a stored document cannot be read: ${why}`, {
    facts: { blob },
    remedy: 'Restore the blob from a copy. Its digests in the record stay valid.',
    cause,
  });
}
