/**
 * Reads an archive of any size from where it lies, from its first byte to its last: what is small or needed is kept, of all else only size and digests are taken.
 * Finds the very problems that `readZip` finds in the same bytes.
 */
import { hex } from '../bytes.ts';
import type { Crypto, Digester } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { crc32Of } from './crc32.ts';
import { END_RECORD_BYTES, type ZipEntry, type ZipLayout, type ZipPart, zipLayout } from './zip-layout.ts';
import type { ZipContents } from './zip-reader.ts';
import {
  Broken,
  crcProblem,
  demandHeader,
  demandSize,
  demandTrailer,
  problemOf,
  readDirectory,
  readEndRecord,
  type ZipProblem,
} from './zip-structure.ts';

/** Bytes that can be read at any place, such as a file's. */
export interface ByteSource {
  readonly size: number;
  /**
   * @returns the bytes from `start` to `end`, fewer only where the source ends; nobody changes them afterwards
   * @throws (from the promise) when they cannot be read
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What was measured of content that is not kept. */
export interface MeasuredContent {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sm3: string;
}

export interface ScannedZip extends ZipContents {
  /** Of the whole archive: lower-case hex. */
  readonly sha256: string;
  /** Contents that were not kept, by name; each has an empty array in `files`. */
  readonly measured: ReadonlyMap<string, MeasuredContent>;
}

/** A digest that may be computed elsewhere than here. */
export interface RemoteDigester {
  /** Has read the bytes when it returns. The promise, where there is one, holds the caller back while too much is under way. */
  update(bytes: Uint8Array): Promise<void> | void;
  digest(): Promise<Uint8Array> | Uint8Array;
}

export interface ScanOptions {
  /** Whether the bytes of a content are asked for, and not its digests alone. */
  readonly keep: (name: string, size: number) => boolean;
  /** Where SM3 is computed, the slowest digest by far; here when not given. */
  readonly sm3?: () => RemoteDigester;
  /** Called as it goes: bytes read so far. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Read at a time. */
const CHUNK = 1 << 20;

/** @throws (from the promise) what `source.read` throws; never for what the bytes hold */
export async function scanZip(c: Crypto, source: ByteSource, options: ScanOptions): Promise<ScannedZip> {
  const layout = await structureOf(source);
  const scan = new Scan(c, source, options);
  if (!('parts' in layout)) {
    await scan.pass(source.size);
    return { files: undefined, problems: [layout], sha256: scan.sha256(), measured: new Map() };
  }
  for (const part of layout.parts) await scan.part(part);
  await scan.pass(source.size);
  const { files, problems } = scan;
  return { files, problems, sha256: scan.sha256(), measured: new Map(await Promise.all(scan.measuring)) };
}

/** @returns the first problem where there is one. @throws (from the promise) what the source throws */
async function structureOf(source: ByteSource): Promise<ZipLayout | ZipProblem> {
  try {
    const place = readEndRecord(
      await source.read(Math.max(0, source.size - END_RECORD_BYTES), source.size),
      source.size,
    );
    const directory = place.start < place.end ? await source.read(place.start, place.end) : new Uint8Array(0);
    const layout = zipLayout(readDirectory(directory, place));
    const window = windowed(source);
    for (const part of layout.parts) {
      demandHeader(part, await window(part.offset, part.offset + part.header.length));
    }
    demandSize(layout, source.size);
    demandTrailer(layout, await source.read(layout.size - layout.trailer.length, layout.size));
    return layout;
  } catch (error) {
    if (error instanceof Broken || error instanceof CoreError) return problemOf(error);
    throw error;
  }
}

/** Small reads that follow one another, out of larger ones. */
function windowed(source: ByteSource): (start: number, end: number) => Promise<Uint8Array> {
  let from = 0;
  let held: Uint8Array = new Uint8Array(0);
  return async (start, end) => {
    if (start < from || end > from + held.length) {
      held = await source.read(start, Math.min(source.size, Math.max(end, start + WINDOW)));
      from = start;
    }
    return held.subarray(start - from, end - from);
  };
}

const WINDOW = 1 << 16;

/** One pass over the archive; whatever is read goes into its digest. */
class Scan {
  readonly files = new Map<string, Uint8Array>();
  readonly problems: ZipProblem[] = [];
  /** Under way, where SM3 is computed elsewhere. */
  readonly measuring: Promise<readonly [string, MeasuredContent]>[] = [];
  private readonly c: Crypto;
  private readonly source: ByteSource;
  private readonly options: ScanOptions;
  private readonly whole: Digester;
  /** What was read last, where it begins, and what comes after it. */
  private window: Uint8Array = new Uint8Array(0);
  private start = 0;
  private ahead: Promise<Uint8Array> | undefined;
  /** Place reached. */
  private at = 0;

  constructor(c: Crypto, source: ByteSource, options: ScanOptions) {
    this.c = c;
    this.source = source;
    this.options = options;
    this.whole = c.digester('sha-256');
  }

  sha256(): string {
    return hex(this.whole.digest());
  }

  /** Reads on to the place given, or to the end. */
  async pass(to: number, visit?: (chunk: Uint8Array) => Promise<void> | void): Promise<void> {
    while (this.at < to) {
      if (this.at === this.start + this.window.length && !(await this.next())) return;
      const chunk = this.window.subarray(this.at - this.start, to - this.start);
      this.at += chunk.length;
      const busy = visit?.(chunk);
      if (busy !== undefined) await busy;
    }
  }

  /** The next one is read while this one is worked on. @returns false at the end */
  private async next(): Promise<boolean> {
    const { source, options } = this;
    this.start = this.at;
    this.window = await (this.ahead ?? source.read(this.at, this.at + CHUNK));
    const end = this.start + this.window.length;
    this.ahead = end < source.size ? source.read(end, end + CHUNK) : undefined;
    // Thrown where it is waited for.
    this.ahead?.catch(() => undefined);
    this.whole.update(this.window);
    options.onProgress?.(end, source.size);
    return this.window.length > 0;
  }

  async part({ entry, header, offset }: ZipPart): Promise<void> {
    await this.pass(offset + header.length);
    const crc32 = crc32Of(this.c);
    let sum = 0;
    const sink = this.options.keep(entry.name, entry.size) ? this.keeper(entry) : this.meter(entry);
    await this.pass(this.at + entry.size, (chunk) => {
      sum = crc32(chunk, sum);
      return sink.take(chunk);
    });
    sink.end();
    const problem = crcProblem(entry, sum);
    if (problem !== undefined) this.problems.push(problem);
  }

  private keeper({ name, size }: ZipEntry): Sink {
    const content = new Uint8Array(size);
    let at = 0;
    return {
      take: (chunk) => {
        content.set(chunk, at);
        at += chunk.length;
      },
      end: () => void this.files.set(name, content),
    };
  }

  private meter({ name, size }: ZipEntry): Sink {
    const sha256 = this.c.digester('sha-256');
    const sm3 = this.options.sm3?.() ?? this.c.digester('sm3');
    return {
      take: (chunk) => {
        sha256.update(chunk);
        return sm3.update(chunk);
      },
      end: () => {
        this.files.set(name, new Uint8Array(0));
        const digests = async () => ({ size, sha256: hex(sha256.digest()), sm3: hex(await sm3.digest()) });
        const measured = digests().then((found) => [name, found] as const);
        // Thrown where all are waited for.
        measured.catch(() => undefined);
        this.measuring.push(measured);
      },
    };
  }
}

interface Sink {
  take(chunk: Uint8Array): Promise<void> | void;
  end(): void;
}
