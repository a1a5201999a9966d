/**
 * `npx tsx test/engines/setup.ts [NAME...]`: fetches and builds servers and tools that we did not write, pinned, into `.cache/engines/`. Tests that
 * need one look for it there and are skipped by name without it. Needs Go.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { argv, env, exit, stderr, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { ENGINES, type EngineName, engineDirectory, enginePath } from './engine.ts';

function build(name: EngineName): boolean {
  if (enginePath(name) !== undefined) {
    stdout.write(`${name}: there already\n`);
    return true;
  }
  const { module, version } = ENGINES[name];
  const target = engineDirectory(name);
  const draft = `${target}.new`;
  mkdirSync(draft, { recursive: true });
  const { status } = spawnSync('go', ['install', `${module}@${version}`], {
    stdio: 'inherit',
    env: { ...env, GOBIN: draft, CGO_ENABLED: '0' },
  });
  if (status !== 0) {
    stderr.write(`${name}: go install failed\n`);
    return false;
  }
  renameSync(draft, target);
  stdout.write(`${name}: ${target}\n`);
  return true;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const names = argv.length > 2 ? argv.slice(2) : Object.keys(ENGINES);
  const unknown = names.filter((name) => !Object.hasOwn(ENGINES, name));
  if (unknown.length > 0) {
    stderr.write(`unknown: ${unknown.join(', ')}; known: ${Object.keys(ENGINES).join(', ')}\n`);
    exit(2);
  }
  exit(names.map((name) => build(name as EngineName)).every(Boolean) ? 0 : 1);
}
