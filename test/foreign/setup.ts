/**
 * `npx tsx test/foreign/setup.ts [dss|pyhanko]...`: fetches validators that we did not write, pinned, into `.cache/engines`. DSS needs a JDK of 17 and
 * Maven (Debian: `apt-get install openjdk-17-jdk-headless maven`), pyHanko Python 3; `pdfsig` comes with poppler-utils.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { DSS, hasDss, hasPyHanko, PYHANKO } from './tools.ts';

function run(command: string, ...args: string[]): boolean {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) stderr.write(`${command} cannot be run: ${error.message}\n`);
  return status === 0;
}

function setUpDss(): boolean {
  const [lib, classes] = [join(DSS.home, 'lib'), join(DSS.home, 'classes')];
  mkdirSync(classes, { recursive: true });
  const libraries =
    hasDss() ||
    run(
      'mvn',
      '-q',
      '-f',
      join(DSS.project, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${lib}`,
    );
  // Compiled each time: the checker is ours and may have changed.
  const source = join(DSS.project, 'src/main/java/DssCheck.java');
  return libraries && run('javac', '-cp', join(lib, '*'), '-d', classes, source);
}

function setUpPyHanko(): boolean {
  if (hasPyHanko()) return true;
  rmSync(PYHANKO.home, { recursive: true, force: true });
  const made =
    run('python3', '-m', 'venv', PYHANKO.home) &&
    run(join(PYHANKO.home, 'bin', 'pip'), 'install', '--quiet', `pyHanko==${PYHANKO.version}`);
  // A half-made installation must not look like one.
  if (made) writeFileSync(join(PYHANKO.home, 'done'), '');
  return made;
}

const TOOLS: Readonly<Record<string, () => boolean>> = { dss: setUpDss, pyhanko: setUpPyHanko };

const names = argv.length > 2 ? argv.slice(2) : Object.keys(TOOLS);
const failed = names.filter((name) => {
  const done = TOOLS[name]?.() ?? false;
  stdout.write(`${name}: ${done ? 'ready' : 'not to be had here'}\n`);
  return !done;
});
exit(failed.length === 0 ? 0 : 1);
