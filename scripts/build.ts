/** `npm run build`: compiles the contracts with solc and emits the rooms as JavaScript into `dist/`, without type checks (`npm run types`). */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

function run(name: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`${name} failed`);
  process.exit(status ?? 1);
}

for (const room of ['core', 'server', 'certs', 'cli', 'samples']) {
  // A file that was renamed must not live on as stale output.
  rmSync(join(root, 'dist', room), { recursive: true, force: true });
}
run('contracts', ['--import', 'tsx', 'scripts/build-contracts.ts']);
run('emit', [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck']);
const cli = join(root, 'dist/cli/main.js');
if (existsSync(cli)) chmodSync(cli, 0o755);
