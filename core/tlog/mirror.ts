/** Bodies of the C2SP tlog-mirror protocol (`add-entries`), written and read as streams: no side ever holds more than one package. */
import { base64, base64Decode, concat, readUintBE, uintBE, utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { ByteQueue } from './byte-queue.ts';
import { parseDecimal } from './decimal.ts';
import { MAX_PROOF_LINES } from './witness.ts';

/** Packages are aligned at entry bundles. */
export const PACKAGE_ENTRIES = 256;
/** tlog-mirror: clients SHOULD send at most 32 packages (8,192 entries) a request. */
export const MAX_PACKAGES_PER_REQUEST = 32;
/** Content type of the bodies that answer with `202` and `409`. */
export const MIRROR_INFO_CONTENT_TYPE = 'text/x.tlog.mirror-info';

export interface AddEntriesHeader {
  readonly origin: string;
  /** First index uploaded. */
  readonly start: number;
  /** Tree size of the pending checkpoint to which the proofs lead. */
  readonly end: number;
  /** The mirror's opaque value, or empty. */
  readonly ticket: Uint8Array;
}

/** One package of the canonical sequence: entries [start, end), proven through the subtree [subtreeStart, end). */
export interface PackageRange {
  readonly subtreeStart: number;
  readonly start: number;
  readonly end: number;
}

export interface EntryPackage extends PackageRange {
  readonly entries: readonly Uint8Array[];
  /** Subtree consistency proof from [subtreeStart, end) to the checkpoint of the header's `end`. */
  readonly proof: readonly Uint8Array[];
}

export interface MirrorInfo {
  /** Tree size of a valid pending checkpoint. */
  readonly size: number;
  readonly nextEntry: number;
  readonly ticket: Uint8Array;
}

/** The canonical sequence of packages for [start, end), in order. */
export function* packageRanges(start: number, end: number): Generator<PackageRange> {
  let at = start;
  while (at < end) {
    const subtreeStart = at - (at % PACKAGE_ENTRIES);
    const stop = Math.min(end, subtreeStart + PACKAGE_ENTRIES);
    yield { subtreeStart, start: at, end: stop };
    at = stop;
  }
}

/** @throws CoreError `RANGE` */
export function encodeAddEntriesHeader({ origin, start, end, ticket }: AddEntriesHeader): Uint8Array {
  const name = utf8(origin);
  return concat(
    uintBE(name.length, 2),
    name,
    uintBE(start, 8),
    uintBE(end, 8),
    uintBE(ticket.length, 2),
    ticket,
  );
}

/** @throws CoreError `RANGE` for an entry over 65,535 bytes, `FORMAT` for a proof of more than 63 hashes */
export function encodeEntryPackage(entries: readonly Uint8Array[], proof: readonly Uint8Array[]): Uint8Array {
  if (proof.length > MAX_PROOF_LINES) throw bad(`a package has at most ${MAX_PROOF_LINES} hashes`);
  const parts = entries.flatMap((entry) => [uintBE(entry.length, 2), entry]);
  return concat(...parts, uintBE(proof.length, 1), ...proof);
}

/**
 * Reads a body as it arrives. The header is read at once; the packages are read when they are asked for, each only when it is complete.
 * The generator ends at the end of the canonical sequence, or where the body ends before, so that a strict prefix and an interrupted
 * upload look alike, as the specification wants.
 * @throws CoreError `FORMAT` or `ENCODING` for a malformed header, and from the generator for a package of more than 63 hashes
 */
export async function readAddEntries(
  body: AsyncIterable<Uint8Array>,
): Promise<{ header: AddEntriesHeader; packages: AsyncGenerator<EntryPackage, void, void> }> {
  const queue = new ByteQueue(body);
  const header = await readHeader(queue);
  return { header, packages: readPackages(queue, header) };
}

async function readHeader(queue: ByteQueue): Promise<AddEntriesHeader> {
  const field = async (length: number): Promise<Uint8Array> => {
    if (!(await queue.fill(length))) throw bad('the header is truncated');
    return queue.take(length);
  };
  const uint = async (width: number) => Number(readUintBE(await field(width)));
  const origin = utf8Decode(await field(await uint(2)), 'log origin');
  // A size beyond 2^53 loses precision here and stays what it was: unknown to every mirror.
  const start = await uint(8);
  const end = await uint(8);
  const ticket = await field(await uint(2));
  if (start > end) throw bad('the upload starts after its end');
  return { origin, start, end, ticket };
}

async function* readPackages(
  queue: ByteQueue,
  header: AddEntriesHeader,
): AsyncGenerator<EntryPackage, void, void> {
  for (const range of packageRanges(header.start, header.end)) {
    const entries = await readEntries(queue, range.end - range.start);
    const proof = entries && (await readProof(queue));
    if (entries === undefined || proof === undefined) return;
    yield { ...range, entries, proof };
  }
}

async function readEntries(queue: ByteQueue, count: number): Promise<Uint8Array[] | undefined> {
  const entries: Uint8Array[] = [];
  while (entries.length < count) {
    if (!queue.has(2) && !(await queue.fill(2))) return undefined;
    const length = Number(readUintBE(queue.take(2)));
    if (!queue.has(length) && !(await queue.fill(length))) return undefined;
    entries.push(queue.take(length));
  }
  return entries;
}

async function readProof(queue: ByteQueue): Promise<Uint8Array[] | undefined> {
  if (!(await queue.fill(1))) return undefined;
  const count = queue.take(1)[0]!;
  if (count > MAX_PROOF_LINES) throw bad(`a package has at most ${MAX_PROOF_LINES} hashes`);
  if (!(await queue.fill(32 * count))) return undefined;
  return Array.from({ length: count }, () => queue.take(32));
}

export function formatMirrorInfo({ size, nextEntry, ticket }: MirrorInfo): string {
  return `${size}\n${nextEntry}\n${base64(ticket)}\n`;
}

/** @throws CoreError `FORMAT`, `RANGE` or `ENCODING` */
export function parseMirrorInfo(text: string): MirrorInfo {
  const lines = text.split('\n');
  if (lines.length !== 4 || lines[3] !== '') throw bad('the answer has three lines, each ended by a newline');
  const [size, nextEntry, ticket] = lines as [string, string, string];
  return {
    size: parseDecimal(size, 'the tree size'),
    nextEntry: parseDecimal(nextEntry, 'the next entry'),
    ticket: base64Decode(ticket, 'ticket'),
  };
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `tlog-mirror: ${rule}`);
}
