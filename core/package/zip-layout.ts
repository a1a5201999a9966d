/**
 * The one zip form of a package (docs/spec/package.md section 2): entries stored, `mimetype` first and the others in byte order of their names, sizes and CRC-32 in the local
 * header, no extra fields, no data descriptors, no comments, one fixed date. Everything that is not content follows from the list of
 * (name, size, CRC-32), so the writer can stream and the reader can compare byte for byte. Section numbers are those of PKWARE's APPNOTE 6.3.10.
 */
import { compare, concat, utf8 } from '../bytes.ts';
import { CoreError } from '../error.ts';

export interface ZipEntry {
  /** Path with `/`, as `pathProblem` allows it. */
  readonly name: string;
  /** Bytes of content. */
  readonly size: number;
  readonly crc32: number;
}

export interface ZipPart {
  readonly entry: ZipEntry;
  /** Local header; the content follows it at once. */
  readonly header: Uint8Array;
  /** Offset of the header in the archive. */
  readonly offset: number;
}

export interface ZipLayout {
  readonly parts: readonly ZipPart[];
  /** Central directory and its end record, after the last content. */
  readonly trailer: Uint8Array;
  /** Length of the whole archive. */
  readonly size: number;
}

/** The classic format's bounds; beyond them zip64 would be needed, which this form does not have. */
export const MAX_ZIP_ENTRIES = 0xfffe;
export const MAX_ZIP_BYTES = 0xffff_fffe;

export const LOCAL_HEADER_BYTES = 30;
export const CENTRAL_HEADER_BYTES = 46;
export const END_RECORD_BYTES = 22;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const END_SIGNATURE = 0x06054b50;

const LOCAL_SIGNATURE = 0x04034b50;
const VERSION_NEEDED = 20;
/** Upper byte 3: UNIX attributes, so that unpacked files get the mode below. */
const VERSION_MADE_BY = (3 << 8) | 20;
const REGULAR_FILE_0644 = 0o100644 * 0x10000;
/** 4.4.4 bit 11: the name is UTF-8. Set only where it matters, for the sake of old programs. */
const UTF8_FLAG = 1 << 11;
/** 1980-01-01 00:00: the earliest DOS time, the same for every entry, so equal content makes equal archives. */
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;

const SURROGATE = /[\ud800-\udfff]/;

/** Order of the entries: unsigned bytes of the UTF-8 names. */
export function compareNames(a: string, b: string): number {
  // Only surrogates make the order of UTF-16 units another one.
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : Number(a > b);
  return compare(utf8(a), utf8(b));
}

/** Names the container's type, and stands first so that it can be read without the directory (ETSI EN 319 162-1 Annex A). */
const FIRST = 'mimetype';

/** Order of the entries in the archive: `mimetype`, then by name. */
export function compareEntries(a: string, b: string): number {
  return Number(b === FIRST) - Number(a === FIRST) || compareNames(a, b);
}

/** @throws CoreError as `zipAppender` */
export function zipLayout(entries: readonly ZipEntry[]): ZipLayout {
  if (entries.length > MAX_ZIP_ENTRIES) throw tooLarge('entries', entries.length, MAX_ZIP_ENTRIES);
  const zip = zipAppender();
  const parts = entries.map((entry) => zip.add(entry));
  const trailer = zip.trailer();
  const last = parts.at(-1);
  const size = (last === undefined ? 0 : last.offset + last.header.length + last.entry.size) + trailer.length;
  return { parts, trailer, size };
}

/** The same form entry by entry, for contents that are made one after the other. */
export interface ZipAppender {
  /** The entry's header, after which its content follows. @throws CoreError `RANGE` when the archive would need zip64, `MISUSE` for a name out of order */
  add(entry: ZipEntry): ZipPart;
  /** What follows the last content. */
  trailer(): Uint8Array;
}

export function zipAppender(): ZipAppender {
  const parts: ZipPart[] = [];
  let offset = 0;
  return {
    add(entry) {
      const previous = parts.at(-1)?.entry.name;
      if (previous !== undefined && compareEntries(previous, entry.name) >= 0) {
        throw new CoreError('MISUSE', 'zip entries must be distinct and in byte order of their names', {
          facts: { previous, name: entry.name },
        });
      }
      if (parts.length >= MAX_ZIP_ENTRIES) throw tooLarge('entries', parts.length + 1, MAX_ZIP_ENTRIES);
      const part = { entry, header: localHeader(entry), offset };
      parts.push(part);
      offset += part.header.length + entry.size;
      if (offset > MAX_ZIP_BYTES) throw tooLarge('bytes', offset, MAX_ZIP_BYTES);
      return part;
    },
    trailer() {
      const directory = concat(...parts.map((part) => centralHeader(part.entry, part.offset)));
      const size = offset + directory.length + END_RECORD_BYTES;
      if (size > MAX_ZIP_BYTES) throw tooLarge('bytes', size, MAX_ZIP_BYTES);
      return concat(directory, endRecord(parts.length, directory.length, offset));
    },
  };
}

/** Puts little-endian integers one after the other. */
class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  two(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
    return this;
  }

  four(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true);
      this.#at += 4;
    }
    return this;
  }

  /** What both headers say of an entry, from the version needed to the length of the extra field. @param name its bytes */
  shared({ name: text, size, crc32 }: ZipEntry, name: Uint8Array): this {
    // As many bytes as UTF-16 units: nothing beyond ASCII.
    const flags = name.length === text.length ? 0 : UTF8_FLAG;
    return this.two(VERSION_NEEDED, flags, 0, DOS_TIME, DOS_DATE).four(crc32, size, size).two(name.length, 0);
  }

  /** The whole, which ends with these bytes. */
  end(name: Uint8Array): Uint8Array {
    this.bytes.set(name, this.#at);
    return this.bytes;
  }
}

/** 4.3.7. */
function localHeader(entry: ZipEntry): Uint8Array {
  const name = utf8(entry.name);
  return new Fields(LOCAL_HEADER_BYTES + name.length).four(LOCAL_SIGNATURE).shared(entry, name).end(name);
}

/** 4.3.12. */
function centralHeader(entry: ZipEntry, offset: number): Uint8Array {
  const name = utf8(entry.name);
  return new Fields(CENTRAL_HEADER_BYTES + name.length)
    .four(CENTRAL_SIGNATURE)
    .two(VERSION_MADE_BY)
    .shared(entry, name)
    .two(0, 0, 0)
    .four(REGULAR_FILE_0644, offset)
    .end(name);
}

/** 4.3.16. */
function endRecord(count: number, directorySize: number, directoryOffset: number): Uint8Array {
  return new Fields(END_RECORD_BYTES)
    .four(END_SIGNATURE)
    .two(0, 0, count, count)
    .four(directorySize, directoryOffset)
    .two(0).bytes;
}

function tooLarge(what: string, found: number, limit: number): CoreError {
  return new CoreError('RANGE', `a package holds at most ${limit} ${what}`, { facts: { found, limit } });
}
