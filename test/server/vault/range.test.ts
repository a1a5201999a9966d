import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { decryptRange, encryptBlob } from '../../../server/vault/chunked-cipher.ts';
import { serviceError } from '../../support/service-error.ts';

const CHUNK = 65_536;
const BLOB = 'f'.repeat(32);
const secret = new Uint8Array(randomBytes(32));

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sealed = (plain: Uint8Array) =>
  collect(
    encryptBlob(
      secret,
      new Uint8Array(randomBytes(16)),
      BLOB,
      (async function* () {
        yield plain;
      })(),
    ),
  );

describe('vault: ranges of a document', () => {
  const read: [number, number][] = [];
  const range = (cipher: Buffer, size: number, start: number, end: number) => {
    read.length = 0;
    const open = async (from: number, to: number) => {
      read.push([from, to]);
      return Readable.from([cipher.subarray(from, to)]);
    };
    return collect(decryptRange(secret, BLOB, size, [start, end], open));
  };

  for (const size of [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]) {
    it(`gives every part of ${size} bytes as the whole has it`, async () => {
      const plain = randomBytes(size);
      const cipher = await sealed(plain);
      const edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, size - 1, size].filter(
        (at) => at >= 0 && at <= size,
      );
      for (const start of edges) {
        for (const end of edges.filter((at) => at > start)) {
          const part = await range(cipher, size, start, end);
          expect(part.equals(plain.subarray(start, end)), `${start}-${end}`).to.equal(true);
        }
      }
    });
  }

  it('reads no more than the chunks that it touches', async () => {
    const size = 10 * CHUNK;
    const cipher = await sealed(randomBytes(size));
    await range(cipher, size, 3 * CHUNK + 5, 3 * CHUNK + 6);
    const chunk = CHUNK + 16;
    expect(read).to.deep.equal([
      [0, 17],
      [17 + 3 * chunk, 17 + 4 * chunk],
    ]);
    expect((await range(cipher, size, 5, 5)).length).to.equal(0);
    expect(read).to.deep.equal([]);
  });

  it('hands out nothing of a chunk that was changed, exchanged or cut off', async () => {
    const size = 3 * CHUNK;
    const cipher = await sealed(randomBytes(size));
    const changed = Buffer.from(cipher);
    changed[17 + CHUNK + 16 + 9]! ^= 1;
    expect((await range(changed, size, 0, CHUNK)).length, 'the chunk before is whole').to.equal(CHUNK);
    const chunk = CHUNK + 16;
    const swapped = Buffer.concat([
      cipher.subarray(0, 17),
      cipher.subarray(17 + chunk, 17 + 2 * chunk),
      cipher.subarray(17, 17 + chunk),
      cipher.subarray(17 + 2 * chunk),
    ]);
    const short = cipher.subarray(0, 17 + 2 * chunk);
    for (const bad of [range(changed, size, CHUNK, CHUNK + 1), range(swapped, size, 0, 1)]) {
      const error = await serviceError(bad);
      expect(error.code).to.equal('CONTENT_CORRUPT');
    }
    expect((await serviceError(range(short, size, 2 * CHUNK, size))).code).to.equal('CONTENT_CORRUPT');
    // A size that is not the document's does not open its last chunk.
    expect((await serviceError(range(cipher, 2 * CHUNK, 0, 2 * CHUNK))).code).to.equal('CONTENT_CORRUPT');
  });
});
