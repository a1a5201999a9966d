/** What every `BlobStore` promises. Run over each adapter. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { BlobStore } from '../../server/ports/platform.ts';

const ID = '00112233445566778899aabbccddeeff';
const OTHER = 'ffeeddccbbaa99887766554433221100';

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function read(store: BlobStore, id: string, start?: number, end?: number): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await store.open(id, start, end)) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('hex');
}

/** @param open a store without content */
export function blobStoreSuite(open: () => Promise<BlobStore>): void {
  let store: BlobStore;
  beforeEach(async () => {
    store = await open();
  });

  it('gives back what was put, whole and in ranges', async () => {
    const content = randomBytes(200_000);
    await store.put(
      ID,
      chunks(content.subarray(0, 1), content.subarray(1, 150_000), content.subarray(150_000)),
    );
    expect(await read(store, ID)).to.equal(content.toString('hex'));
    expect(await read(store, ID, 100, 250)).to.equal(content.toString('hex', 100, 250));
    expect(await read(store, ID, 199_999)).to.equal(content.toString('hex', 199_999));
    expect(await store.exists(ID)).to.equal(true);
  });

  it('keeps an empty blob', async () => {
    await store.put(ID, chunks());
    expect(await store.exists(ID)).to.equal(true);
    expect(await read(store, ID)).to.equal('');
  });

  it('never replaces a blob', async () => {
    await store.put(ID, chunks(Buffer.from('first')));
    const error = await store.put(ID, chunks(Buffer.from('second'))).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).to.be.instanceOf(Error);
    expect(await read(store, ID)).to.equal(Buffer.from('first').toString('hex'));
  });

  it('leaves nothing of a write that failed, throws its error on, and can be tried again', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(100_000);
      throw new RangeError('the upload was cut off');
    }
    const error = await store.put(ID, broken()).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect((error as Error).message).to.equal('the upload was cut off');
    expect(await store.exists(ID)).to.equal(false);
    await store.put(ID, chunks(Buffer.from('whole')));
    expect(await read(store, ID)).to.equal(Buffer.from('whole').toString('hex'));
  });

  it('deletes one blob and no other, and does not mind when there is none', async () => {
    await store.put(ID, chunks(Buffer.from('a')));
    await store.put(OTHER, chunks(Buffer.from('b')));
    await store.delete(ID);
    await store.delete(ID);
    expect(await store.exists(ID)).to.equal(false);
    expect(await read(store, OTHER)).to.equal(Buffer.from('b').toString('hex'));
  });

  it('refuses to open what is not there', async () => {
    const error = await store.open(OTHER).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).to.be.instanceOf(Error);
  });

  it('takes ids of one form only', async () => {
    for (const id of ['', 'short', '../../etc/passwd', `${ID}00`, ID.toUpperCase()]) {
      const error = await store.put(id, chunks(Buffer.from('x'))).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect((error as Error | undefined)?.message, id).to.equal('a blob id is 32 lower-case hex digits');
    }
  });
}
