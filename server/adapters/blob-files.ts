/**
 * `BlobStore` in a directory. A blob is written under a temporary name, flushed, and only then given its own, so a name stands for a whole blob
 * whatever happened; what a killed process left behind is swept when the store is opened.
 */
import { createReadStream } from 'node:fs';
import { access, type FileHandle, link, mkdir, open, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../errors.ts';
import type { BlobStore } from '../ports/platform.ts';

const BLOB_ID = /^[0-9a-f]{32}$/;

/** Twice what Node reads at once by itself: a package of large documents costs a tenth less (ratio 8a of the benchmark). */
const READ_BYTES = 128 * 1024;

/** @throws ServiceError `STORE_UNAVAILABLE` when the directory cannot be used */
export async function openBlobFiles(directory: string): Promise<BlobStore> {
  const unfinished = join(directory, 'unfinished');
  await guarded(async () => {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
  });
  const folder = (id: string) => join(directory, requireId(id).slice(0, 2));
  const path = (id: string) => join(folder(id), id);

  return {
    put: async (id, content) => {
      const temporary = join(unfinished, requireId(id));
      try {
        await writeFlushed(temporary, content);
        await guarded(async () => {
          await mkdir(folder(id), { recursive: true, mode: 0o700 });
          // Unlike a rename, a link never replaces a blob that is there.
          await link(temporary, path(id));
          await flushDirectory(folder(id));
        });
      } finally {
        await rm(temporary, { force: true });
      }
    },
    open: async (id, start = 0, end) => {
      await guarded(() => access(path(id)));
      const to = end === undefined ? {} : { end: end - 1 };
      return createReadStream(path(id), { start, ...to, highWaterMark: READ_BYTES });
    },
    exists: (id) =>
      access(path(id)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw unavailable(error);
        },
      ),
    delete: (id) =>
      guarded(async () => {
        await unlink(path(id)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        });
        await flushDirectory(folder(id)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        });
      }),
  };
}

/** What `content` throws goes to the caller as it is; what the disk refuses becomes a ServiceError. */
async function writeFlushed(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await guarded(() => open(file, 'wx', 0o600));
  try {
    for await (const bytes of content) await guarded(() => writeAll(handle, bytes));
    await guarded(() => handle.datasync());
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

/** Without this a blob's name may be gone after a power cut although its content is there. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function requireId(id: string): string {
  if (BLOB_ID.test(id)) return id;
  throw new RangeError('a blob id is 32 lower-case hex digits');
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw unavailable(cause as NodeJS.ErrnoException);
  }
}

function unavailable(cause: NodeJS.ErrnoException): ServiceError {
  const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new ServiceError(
    full ? 'DISK_FULL' : 'STORE_UNAVAILABLE',
    full ? 'there is no room left for documents' : `the document store refused: ${cause.code ?? 'unknown'}`,
    { facts: { code: cause.code ?? null }, cause },
  );
}
