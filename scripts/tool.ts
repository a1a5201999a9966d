/** Runs the project's own tools by their files: npm's shims differ between systems. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** Path of a file in an installed package, whether the package exports it or not. */
export function toolFile(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

/** Runs Node with these arguments; ends this process with the same code when it fails. */
export function runNode(label: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`${label} failed`);
  process.exit(status ?? 1);
}
