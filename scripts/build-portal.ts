/** Builds the portal. `--watch` is for working on it: it builds again at each change. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { portalConfig } from '../portal/vite.config.ts';

/** Below this a header is longer than what is saved. */
const WORTH_BYTES = 1024;

export async function buildPortal(watch = false): Promise<void> {
  const { build: options } = portalConfig;
  await build({ ...portalConfig, build: { ...options, watch: watch ? {} : null } });
  // While it is being worked on, files change under their name.
  if (!watch) compress(join(options!.outDir!, 'assets'));
}

/** Puts a `.gz` beside each file that is worth it: done once here, and not at each request. */
function compress(folder: string): void {
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length < WORTH_BYTES || name.endsWith('.gz')) continue;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

if (import.meta.url === `file://${process.argv[1]}`) await buildPortal(process.argv.includes('--watch'));
