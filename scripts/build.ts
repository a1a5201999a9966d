/** `npm run build`: compiles the contracts with solc and emits the rooms as JavaScript into `dist/`, the portal and the offline verifier with them, without type checks (`npm run types`). */
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPortal } from './build-portal.ts';
import { writeVerifier } from './build-verifier.ts';
import { root, runNode, toolFile } from './tool.ts';

for (const room of ['core', 'client', 'server', 'certs', 'cli', 'samples']) {
  // A file that was renamed must not live on as stale output.
  rmSync(join(root, 'dist', room), { recursive: true, force: true });
}
runNode('contracts', ['--import', 'tsx', 'scripts/build-contracts.ts']);
await writeVerifier(join(root, 'dist/verifier'));
await buildPortal();
runNode('emit', [toolFile('typescript', 'bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck']);
const cli = join(root, 'dist/cli/main.js');
if (existsSync(cli)) chmodSync(cli, 0o755);
