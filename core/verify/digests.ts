/** SHA-256 and SM3 of a container's files, each computed once however many checks ask. */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { once } from './opened.ts';

export interface FileDigests {
  /** Lower-case hex. */
  sha256(): string;
  sm3(): string;
}

export function fileDigests(
  c: Crypto,
  files: ReadonlyMap<string, Uint8Array>,
): (path: string) => FileDigests | undefined {
  const known = new Map<string, FileDigests>();
  return (path) => {
    const bytes = files.get(path);
    if (bytes === undefined) return undefined;
    const digests = known.get(path) ?? {
      sha256: once(() => hex(c.sha256(bytes))),
      sm3: once(() => hex(c.sm3(bytes))),
    };
    known.set(path, digests);
    return digests;
  };
}
