/** Bodies of C2SP tlog-mirror `add-entries`, built from the log. The three parties ask for the same packages at about the same time. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  encodeAddEntriesHeader,
  encodeEntryPackage,
  MAX_PACKAGES_PER_REQUEST,
  type PackageRange,
  packageRanges,
} from '../../core/tlog/mirror.ts';
import type { LogReader } from './log-reader.ts';

/** About 200 KiB each. */
const REMEMBERED_PACKAGES = 64;
const FAST = { level: 1 };

const compressed = promisify(gzip) as (bytes: Uint8Array, options: { level: number }) => Promise<Buffer>;

export interface EntryPackages {
  /** The request's body for [start, end): its header and the first packages, as many as one request should have. */
  body(start: number, end: number, ticket: Uint8Array): Promise<Uint8Array>;
}

export function createEntryPackages(reader: LogReader): EntryPackages {
  const recent = new Map<string, Promise<Uint8Array>>();
  const packageOf = (range: PackageRange, size: number): Promise<Uint8Array> => {
    const key = `${range.start}-${range.end}@${size}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const made = makePackage(reader, range, size);
    recent.set(key, made);
    made.catch(() => recent.delete(key));
    if (recent.size > REMEMBERED_PACKAGES) recent.delete(recent.keys().next().value as string);
    return made;
  };
  return {
    async body(start, end, ticket) {
      const parts = [encodeAddEntriesHeader({ origin: reader.origin, start, end, ticket })];
      for (const range of packageRanges(start, end)) {
        if (parts.length > MAX_PACKAGES_PER_REQUEST) break;
        parts.push(await packageOf(range, end));
      }
      return Buffer.concat(parts);
    },
  };
}

async function makePackage(reader: LogReader, range: PackageRange, size: number): Promise<Uint8Array> {
  const { subtreeStart, start, end } = range;
  const [entries, proof] = await Promise.all([
    reader.entries(start, end),
    reader.subtreeConsistencyProof(subtreeStart, end, size),
  ]);
  return encodeEntryPackage(
    entries.map(({ bytes }) => bytes),
    proof,
  );
}

/** Entries are mostly base64 and shrink by a third; within one machine that is not worth its time. */
export async function encodeBody(
  url: string,
  body: Uint8Array,
): Promise<{ readonly headers: Record<string, string>; readonly body: Uint8Array }> {
  const headers = { 'content-type': 'application/octet-stream' };
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'))
    return { headers, body };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: await compressed(body, FAST) };
}
