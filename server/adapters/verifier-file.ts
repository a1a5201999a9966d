/** The one-file verifier as it was built with this installation. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { VerifierFile, VerifierSource } from '../ports/verifier-file.ts';

/** @returns a function that reads the file once; it answers undefined while it is not built */
export function createVerifierFile(path: string): VerifierSource {
  let held: VerifierFile | undefined;
  return () => {
    if (held === undefined && existsSync(path)) {
      const bytes = new Uint8Array(readFileSync(path));
      held = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    }
    return held;
  };
}
