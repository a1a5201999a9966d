/** `npm test [-- mocha options or files]`: build, types, lint, then mocha over `test/`. Exits with mocha's own code. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

function run(name: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`${name} failed`);
  process.exit(status ?? 1);
}

const extra = process.argv.slice(2);
const files = extra.filter((arg) => arg.endsWith('.ts'));
if (files.length === 0) {
  run('build', ['--import', 'tsx', 'scripts/build.ts']);
  run('types', [require.resolve('typescript/bin/tsc'), '--noEmit']);
  run('lint', [require.resolve('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']);
}
run('tests', [
  '--import',
  'tsx',
  require.resolve('mocha/bin/mocha.js'),
  '--reporter',
  'test/support/reporter.cjs',
  '--timeout',
  '20000',
  '--forbid-only',
  '--exit',
  ...(files.length > 0 ? extra : [...extra, 'test/**/*.test.ts']),
]);
