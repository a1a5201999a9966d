/** Where the installation's own files lie, alike for sources run directly and for the emitted `dist/`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(from: string): string {
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dir === dirname(dir))
      throw new Error(`no package.json above ${from}: the installation is incomplete`);
  }
}

export const projectRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));
