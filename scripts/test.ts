/** `npm test [-- mocha options or files]`: build, types, lint, then mocha over `test/`. Exits with mocha's own code. */
import { runNode, toolFile } from './tool.ts';

const extra = process.argv.slice(2);
const some = extra.some((arg) => arg.endsWith('.ts'));
if (!some) {
  runNode('build', ['--import', 'tsx', 'scripts/build.ts']);
  runNode('types', [toolFile('typescript', 'bin/tsc'), '--noEmit']);
  runNode('lint', [toolFile('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']);
}
runNode('tests', [
  '--import',
  'tsx',
  toolFile('mocha', 'bin/mocha.js'),
  '--reporter',
  'test/support/reporter.cjs',
  '--timeout',
  '20000',
  '--forbid-only',
  '--exit',
  ...extra,
  ...(some ? [] : ['test/**/*.test.ts']),
]);
