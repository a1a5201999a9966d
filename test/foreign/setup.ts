/**
 * `npx tsx test/foreign/setup.ts [dss|pyhanko|bagit|sd-jwt|schemathesis]...`: fetches validators that we did not write, pinned, into `.cache/engines`. DSS needs a JDK of 17 or
 * later and Maven, the others Python 3 with venv. `test/foreign/setup` installs those too, on Debian.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import {
  BAGIT,
  DSS,
  hasBagit,
  hasDss,
  hasPyHanko,
  hasSchemathesis,
  hasSdJwt,
  PYHANKO,
  SCHEMATHESIS,
  SD_JWT,
} from './tools.ts';

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

/** A package of PyPI in an environment of its own. */
function setUpPython(home: string, requirement: string, there: boolean): boolean {
  if (there) return true;
  rmSync(home, { recursive: true, force: true });
  const made =
    run('python3', '-m', 'venv', home) && run(join(home, 'bin', 'pip'), 'install', '--quiet', requirement);
  // A half-made installation must not look like one.
  if (made) writeFileSync(join(home, 'done'), '');
  return made;
}

const TOOLS: Readonly<Record<string, () => boolean>> = {
  dss: setUpDss,
  pyhanko: () => setUpPython(PYHANKO.home, `pyHanko==${PYHANKO.version}`, hasPyHanko()),
  bagit: () => setUpPython(BAGIT.home, `bagit==${BAGIT.version}`, hasBagit()),
  'sd-jwt': () => setUpPython(SD_JWT.home, `sd-jwt==${SD_JWT.version}`, hasSdJwt()),
  schemathesis: () =>
    setUpPython(SCHEMATHESIS.home, `schemathesis==${SCHEMATHESIS.version}`, hasSchemathesis()),
};

const HOMES: Readonly<Record<string, string>> = {
  dss: DSS.home,
  pyhanko: PYHANKO.home,
  bagit: BAGIT.home,
  'sd-jwt': SD_JWT.home,
  schemathesis: SCHEMATHESIS.home,
};

const names = argv.length > 2 ? argv.slice(2) : Object.keys(TOOLS);
const failed = names.filter((name) => {
  const done = TOOLS[name]?.() ?? false;
  stdout.write(`${name}: ${done ? `ready in ${HOMES[name]}` : 'not to be had here'}\n`);
  return !done;
});
exit(failed.length === 0 ? 0 : 1);
