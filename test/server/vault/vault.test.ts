import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { sm3 } from '../../../core/sm3.ts';
import { createFileKeyWrapper } from '../../../server/adapters/key-wrapper-file.ts';
import { hasCode } from '../../../server/errors.ts';
import type { BlobStore, KeyWrapper } from '../../../server/ports/platform.ts';
import { loadOrCreateSecret } from '../../../server/secret-file.ts';
import { type ContentKey, createVault, type Vault } from '../../../server/vault/vault.ts';
import { systemRandom } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

const CHUNK = 65_536;
const TAG = 16;
const HEADER = 17;

/** Blobs in memory, so that a test can change their bytes. */
function memoryBlobs(): BlobStore & { readonly content: Map<string, Buffer> } {
  const content = new Map<string, Buffer>();
  return {
    content,
    put: async (id, bytes) => {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      content.set(id, Buffer.concat(parts));
    },
    open: async (id, start, end) => Readable.from([content.get(id)!.subarray(start, end)]),
    exists: async (id) => content.has(id),
    delete: async (id) => {
      content.delete(id);
    },
  };
}

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

describe('the vault', () => {
  let directory: string;
  let blobs: ReturnType<typeof memoryBlobs>;
  let keys: KeyWrapper;
  let vault: Vault;
  let key: ContentKey;
  const create = (wrapper: KeyWrapper) =>
    createVault({
      blobs,
      keys: wrapper,
      random: systemRandom,
      clock: { now: () => 1_700_000_000_000 },
      indexKey: new Uint8Array(32).fill(7),
    });
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-vault-'));
    keys = createFileKeyWrapper(join(directory, 'kek'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    blobs = memoryBlobs();
    vault = create(keys);
    key = await vault.newKey();
  });

  describe('documents', () => {
    for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1_000_000]) {
      it(`of ${size} bytes come back as they were, with their digests taken on the way`, async () => {
        const content = randomBytes(size);
        const stored = await vault.storeDocument(key, pieces(content, 50_000));
        expect(stored).to.deep.equal({
          blob: stored.blob,
          size,
          sha256: createHash('sha256').update(content).digest('hex'),
          sm3: hex(sm3(content)),
          crc32: crc32(content),
        });
        expect((await collect(vault.openDocument(key, stored.blob))).equals(content)).to.equal(true);
        const sealed = blobs.content.get(stored.blob)!;
        expect(sealed).to.have.length(size + HEADER + TAG * Math.max(1, Math.ceil(size / CHUNK)));
        if (size > 100) expect(sealed.includes(content.subarray(0, 64))).to.equal(false);
      });
    }

    it('do not open after any change: a bit, an order, an end', async () => {
      const content = randomBytes(3 * CHUNK);
      const { blob } = await vault.storeDocument(key, pieces(content, 10_000));
      const sealed = Buffer.from(blobs.content.get(blob)!);
      const step = CHUNK + TAG;
      const chunk = (i: number) => sealed.subarray(HEADER + i * step, HEADER + (i + 1) * step);
      const head = sealed.subarray(0, HEADER);
      const flipped = (at: number) => {
        const copy = Buffer.from(sealed);
        copy[at]! ^= 1;
        return copy;
      };
      const damaged: Record<string, [Buffer, string]> = {
        'a bit of the salt': [flipped(5), 'chunk 0 is not authentic'],
        'a bit of the first chunk': [flipped(HEADER + 3), 'chunk 0 is not authentic'],
        'a bit of the last tag': [flipped(sealed.length - 1), 'chunk 2 is not authentic'],
        'the version': [flipped(0), 'format version 0 is not known'],
        'chunks exchanged': [Buffer.concat([head, chunk(1), chunk(0), chunk(2)]), 'chunk 0 is not authentic'],
        'the last chunk cut off': [Buffer.concat([head, chunk(0), chunk(1)]), 'chunk 1 is not authentic'],
        'a chunk left out': [Buffer.concat([head, chunk(0), chunk(2)]), 'chunk 1 is not authentic'],
        'bytes cut off': [sealed.subarray(0, -10), 'chunk 2 is not authentic'],
        'bytes added': [Buffer.concat([sealed, Buffer.alloc(3)]), 'chunk 2 is not authentic'],
        'nothing but a header': [head, 'chunk 0 is not authentic'],
        'a part of the header': [head.subarray(0, 9), 'the header is cut off'],
        'nothing at all': [Buffer.alloc(0), 'the header is cut off'],
      };
      for (const [what, [bytes, why]] of Object.entries(damaged)) {
        blobs.content.set(blob, bytes);
        const error = await serviceError(collect(vault.openDocument(key, blob)));
        expect([error.code, error.message], what).to.deep.equal([
          'CONTENT_CORRUPT',
          `a stored document cannot be read: ${why}`,
        ]);
      }
    });

    it('of one item cannot be exchanged, nor opened with the key of another', async () => {
      const [a, b] = [
        await vault.storeDocument(key, pieces(utf8('a'), 9)),
        await vault.storeDocument(key, pieces(utf8('b'), 9)),
      ];
      blobs.content.set(a.blob, blobs.content.get(b.blob)!);
      expect((await serviceError(collect(vault.openDocument(key, a.blob)))).code).to.equal('CONTENT_CORRUPT');
      const other = await vault.newKey();
      expect((await serviceError(collect(vault.openDocument(other, b.blob)))).code).to.equal(
        'CONTENT_CORRUPT',
      );
    });

    it('that are erased say so; what their source throws is thrown on', async () => {
      const { blob } = await vault.storeDocument(key, pieces(utf8('x'), 9));
      await vault.dropDocument(blob);
      const erased = await serviceError(collect(vault.openDocument(key, blob)));
      expect([erased.code, erased.message]).to.deep.equal([
        'CONTENT_ERASED',
        'the document is no longer kept',
      ]);
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield utf8('x');
        throw new RangeError('too large');
      }
      const error = await vault.storeDocument(key, broken()).catch((cause: unknown) => cause);
      expect((error as Error).message).to.equal('too large');
    });
  });

  describe('sealed values', () => {
    const value = { name: '张三', list: [1, 2, { deep: true }] };

    it('come back under the same key and purpose, and never look alike', () => {
      const sealed = vault.sealJson(key, 'private', value);
      expect(vault.openJson(key, 'private', sealed)).to.deep.equal(value);
      expect(hex(vault.sealJson(key, 'private', value))).not.to.equal(hex(sealed));
      expect(hex(vault.openBytes(key, 'blind', vault.sealBytes(key, 'blind', utf8('b'))))).to.equal('62');
    });

    it('do not open for another purpose, with another key, or after a change', async () => {
      const sealed = vault.sealJson(key, 'private', value);
      const other = await vault.newKey();
      const changed = Buffer.from(sealed);
      changed[20]! ^= 1;
      for (const open of [
        () => vault.openJson(key, 'blind', sealed),
        () => vault.openJson(other, 'private', sealed),
        () => vault.openJson({ ...other, secret: key.secret }, 'private', sealed),
        () => vault.openJson(key, 'private', changed),
        () => vault.openJson(key, 'private', sealed.subarray(0, 20)),
        () => vault.openJson(key, 'private', new Uint8Array(0)),
        () => vault.openJson(key, 'private', Buffer.concat([Buffer.of(2), sealed.subarray(1)])),
      ]) {
        expect(open).to.throw(/^sealed content \((private|blind)\) is not authentic$/);
      }
    });
  });

  describe('keys', () => {
    it('are stored wrapped and opened again, also after a restart', async () => {
      const { wrapped } = key;
      expect(wrapped.wrapped).to.have.length(40);
      expect(Buffer.from(wrapped.wrapped).includes(Buffer.from(key.secret))).to.equal(false);
      const restarted = create(createFileKeyWrapper(join(directory, 'kek')));
      const again = await restarted.openKey(wrapped);
      expect(hex(again.secret)).to.equal(hex(key.secret));
      expect(again.id).to.equal(key.id);
    });

    it('have ids that rise with time and do not repeat', async () => {
      const ids = await Promise.all(Array.from({ length: 50 }, async () => (await vault.newKey()).id));
      expect(new Set(ids).size).to.equal(50);
      for (const id of ids) expect(id).to.match(/^018bcfe56800[0-9a-f]{20}$/);
    });

    it('do not open with another wrapping key, nor when they were changed', async () => {
      const other = createFileKeyWrapper(join(directory, 'other-kek'));
      const foreign = await serviceError(create(other).openKey(key.wrapped));
      expect([foreign.code, foreign.message]).to.deep.equal([
        'KEY_UNAVAILABLE',
        'the content key was wrapped by a key that is not at hand',
      ]);
      const forged = await serviceError(create(other).openKey({ ...key.wrapped, wrappedBy: other.keyId }));
      expect([forged.code, forged.message]).to.deep.equal([
        'KEY_UNAVAILABLE',
        'the wrapped content key is not authentic',
      ]);
      const wrapped = Uint8Array.from(key.wrapped.wrapped);
      wrapped[3]! ^= 1;
      expect((await serviceError(vault.openKey({ ...key.wrapped, wrapped }))).code).to.equal(
        'KEY_UNAVAILABLE',
      );
    });

    it('wrap as RFC 3394 section 4.6 has it', async () => {
      const file = join(directory, 'rfc-kek');
      const kek = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
      writeFileSync(file, Buffer.from(kek, 'hex'), { mode: 0o600 });
      const data = '00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f';
      const wrapped = await createFileKeyWrapper(file).wrap(Buffer.from(data, 'hex'));
      expect(hex(wrapped)).to.equal(
        '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
      );
    });
  });

  describe('secret files', () => {
    const refusal = (file: string) => {
      try {
        loadOrCreateSecret(file);
        return undefined;
      } catch (error) {
        expect(hasCode(error, 'KEY_UNAVAILABLE')).to.equal(true);
        return (error as Error).message;
      }
    };

    it('are made once, for their owner alone', () => {
      const file = join(directory, 'deep', 'secret');
      const secret = loadOrCreateSecret(file);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(hex(loadOrCreateSecret(file))).to.equal(hex(secret));
      expect(readFileSync(file)).to.have.length(32);
    });

    it('are refused when others can read them or they are not 32 bytes', () => {
      const file = join(directory, 'open-secret');
      loadOrCreateSecret(file);
      chmodSync(file, 0o640);
      expect(refusal(file)).to.equal(`the key file ${file} cannot be used: others can read it (mode 640)`);
      chmodSync(file, 0o600);
      expect(refusal(file)).to.equal(undefined);
      writeFileSync(file, 'short');
      expect(refusal(file)).to.equal(`the key file ${file} cannot be used: it has 5 bytes, not 32`);
    });
  });

  it('finds rows of a loan by a keyed hash that depends on organisation, loan and key', () => {
    const index = vault.loanIndex('demo-bank', 'L-1');
    expect(index).to.match(/^[0-9a-f]{64}$/);
    expect(vault.loanIndex('demo-bank', 'L-1')).to.equal(index);
    expect(vault.loanIndex('demo-bank', 'L-2')).not.to.equal(index);
    expect(vault.loanIndex('other-bank', 'L-1')).not.to.equal(index);
    const other = createVault({
      blobs,
      keys,
      random: systemRandom,
      clock: { now: () => 0 },
      indexKey: new Uint8Array(32).fill(8),
    });
    expect(other.loanIndex('demo-bank', 'L-1')).not.to.equal(index);
  });
});
