/** SHA-256 and SM3 of a container's files, each computed once however many checks ask. */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { once } from './opened.ts';

export interface FileDigests {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  sha256(): string;
  /** The digest itself; undefined where the caller measured the file and did not take this one. */
  sha512(): Uint8Array | undefined;
  sm3(): string;
}

/** What the caller measured of a file whose bytes it does not hold here, such as the maker of a package that streams its documents. */
export interface MeasuredFile {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sm3: string;
}

export type MeasuredFiles = ReadonlyMap<string, MeasuredFile>;

/** @param measured believed for the paths that it names, whose bytes are not looked at */
export function fileDigests(
  c: Crypto,
  files: ReadonlyMap<string, Uint8Array>,
  measured: MeasuredFiles = new Map(),
): (path: string) => FileDigests | undefined {
  const known = new Map<string, FileDigests>();
  return (path) => {
    const bytes = files.get(path);
    if (bytes === undefined) return undefined;
    const digests = known.get(path) ?? digestsOf(c, bytes, measured.get(path));
    known.set(path, digests);
    return digests;
  };
}

function digestsOf(c: Crypto, bytes: Uint8Array, measured: MeasuredFile | undefined): FileDigests {
  if (measured !== undefined) {
    const { size, sha256, sm3 } = measured;
    return { size, sha256: () => sha256, sm3: () => sm3, sha512: () => undefined };
  }
  return {
    size: bytes.length,
    sha256: once(() => hex(c.sha256(bytes))),
    sm3: once(() => hex(c.sm3(bytes))),
    sha512: once(() => c.sha512(bytes)),
  };
}
