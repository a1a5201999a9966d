/** Packages of any size as the command line meets them: an archive read from its file in one pass, or the files of an unpacked one. */
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { hex } from '../core/bytes.ts';
import type { Crypto } from '../core/crypto.ts';
import { MAX_ZIP_BYTES } from '../core/package/zip-layout.ts';
import type { ByteSource, MeasuredContent } from '../core/package/zip-scan.ts';
import type { Report } from '../core/verify/report.ts';
import { isLookedInto } from '../core/verify/scan.ts';
import { isArchive } from '../core/verify/subject.ts';
import {
  type ReadOptions,
  type VerifyOptions,
  verifyPackage,
  verifyPackageFrom,
} from '../core/verify/verify.ts';
import type { CliIo } from './io.ts';
import { readTree, unreadable } from './read-input.ts';
import { startSm3Thread } from './sm3-thread.ts';

export interface OpenArchive {
  readonly source: ByteSource;
  /** For messages. */
  readonly path: string;
  close(): Promise<void>;
}

/** Longest end record and header that tell an archive. */
const ENDS = 64;

/** @returns undefined for a file that is none. @throws (from the promise) CliError `noInput` */
export async function openArchive(io: Pick<CliIo, 'cwd'>, path: string): Promise<OpenArchive | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(resolve(io.cwd, path), 'r');
    const { size } = await handle.stat();
    if (size > MAX_ZIP_BYTES)
      throw new RangeError(`it has ${size} bytes; a package has at most ${MAX_ZIP_BYTES}`);
    const source = sourceOf(handle, size);
    if (isArchive(await source.read(0, ENDS), await source.read(Math.max(0, size - ENDS), size))) {
      const file = handle;
      return { source, path, close: () => file.close() };
    }
    await handle.close();
    return undefined;
  } catch (cause) {
    await handle?.close();
    throw unreadable(path, cause);
  }
}

function sourceOf(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    },
  };
}

/** Below this a thread costs more than it saves. */
const WORTH_A_THREAD = 8 << 20;

/** @throws (from the promise) CliError `noInput` when the file cannot be read to its end */
export async function verifyArchive(
  c: Crypto,
  { source, path, close }: OpenArchive,
  options: VerifyOptions & ReadOptions,
): Promise<Report> {
  const thread = source.size >= WORTH_A_THREAD && availableParallelism() > 1 ? startSm3Thread() : undefined;
  try {
    return await verifyPackageFrom(c, source, { ...options, ...(thread && { sm3: thread.digester }) });
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    thread?.stop();
    await close();
  }
}

/** The files that the checks look into are read, of the others the digests alone are taken. */
export async function verifyTree(
  io: CliIo,
  c: Crypto,
  path: string,
  options: VerifyOptions,
): Promise<Report> {
  const measured = new Map<string, MeasuredContent>();
  const files = await readTree(io, path, isLookedInto, async (name, file) => {
    measured.set(name, await measure(c, file));
  });
  return verifyPackage(c, files, { ...options, measured });
}

async function measure(c: Crypto, file: string): Promise<MeasuredContent> {
  const digests = [c.digester('sha-256'), c.digester('sm3')] as const;
  const handle = await open(file, 'r');
  let size = 0;
  try {
    for await (const chunk of handle.createReadStream({
      highWaterMark: 1 << 20,
    }) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      for (const digest of digests) digest.update(chunk);
    }
  } finally {
    await handle.close();
  }
  const [sha256, sm3] = digests.map((digest) => hex(digest.digest()));
  return { size, sha256: sha256!, sm3: sm3! };
}
