/** Where the servers and tools that we did not write are kept once `setup.ts` has built them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../.cache/engines/', import.meta.url));

export const ENGINES = {
  /** RFC 3161 server of the sigstore project. */
  'timestamp-server': {
    module: 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server',
    version: 'v2.1.0',
  },
} as const;

export type EngineName = keyof typeof ENGINES;

export function engineDirectory(name: EngineName): string {
  return join(CACHE, `${name}-${ENGINES[name].version}`);
}

/** The program, or undefined when it was not set up. */
export function enginePath(name: EngineName): string | undefined {
  const path = join(engineDirectory(name), name);
  return existsSync(path) ? path : undefined;
}
