/** Digests of a stream, taken in one pass while it flows by. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface StreamDigests {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Lower-case hex. */
  readonly sm3: string;
  /** CRC-32 as zip files use it, so that a package can be streamed without a second pass. */
  readonly crc32: number;
}

export interface DigestTap {
  /** The content itself, unchanged. */
  readonly content: AsyncIterable<Uint8Array>;
  /** To be called once the content has been read to its end. */
  digests(): StreamDigests;
}

export function tapDigests(source: AsyncIterable<Uint8Array>): DigestTap {
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  let size = 0;
  let crc = 0;
  async function* content() {
    for await (const bytes of source) {
      sha256.update(bytes);
      sm3.update(bytes);
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
  }
  return {
    content: content(),
    digests: () => ({ size, sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), crc32: crc }),
  };
}
