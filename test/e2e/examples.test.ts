/** The examples of the documents, run as they stand against a service that was just started: whoever pastes them gets what the text says. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../server/paths.ts';
import { hasProgram } from '../foreign/tools.ts';
import { type RunningService, startService } from '../support/service.ts';

const EXAMPLES = join(projectRoot, 'docs/examples');

const javaVersion = (): number => {
  const { stdout } = spawnSync('java', ['--version'], { encoding: 'utf8' });
  return Number(/^\w+ (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
};

/** Fenced blocks of one language, in order. */
function blocks(file: string, language: string): string[] {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , code]) => code!);
}

describe('examples of the documents, end to end', function () {
  this.timeout(180_000);
  let home: string;
  /** Inside the project, as for a newcomer: `npx triseal` and `triseal/client` are found from here. */
  let folder: string;
  let service: RunningService;
  before(async () => {
    home = join(mkdtempSync(join(tmpdir(), 'triseal-examples-')), 'home');
    mkdirSync(join(projectRoot, '.cache'), { recursive: true });
    folder = mkdtempSync(join(projectRoot, '.cache', 'examples-'));
    service = await startService(home);
  });
  after(async () => {
    await service?.stop();
    for (const path of [join(home, '..'), folder]) rmSync(path, { recursive: true, force: true });
  });

  function run(command: string, ...args: string[]): SpawnSyncReturns<string> {
    const env = { ...process.env, TRISEAL_HOME: home, TRISEAL_URL: service.info.url };
    return spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 });
  }
  function filed(done: SpawnSyncReturns<string>) {
    expect(done.status, done.stderr).to.equal(0);
    return JSON.parse(done.stdout) as { id: string; replayed?: boolean; receipt: Record<string, unknown> };
  }

  it('Python files an item and fetches its receipt, and twice the same (python3 and openssl)', function () {
    if (!hasProgram('python3', '--version') || !hasProgram('openssl', 'version')) return this.skip();
    const first = filed(run('python3', join(EXAMPLES, 'file_evidence.py'), 'LN-PY'));
    expect(first.receipt).to.include({ id: first.id, origin: 'triseal.local/demo-bank' });
    const again = filed(run('python3', join(EXAMPLES, 'file_evidence.py'), 'LN-PY'));
    expect([first.replayed, again.replayed, again.id]).to.deep.equal([false, true, first.id]);
  });

  it('Java files an item and fetches its receipt, and twice the same (a JDK of 17 or newer)', function () {
    if (javaVersion() < 17 || !hasProgram('javac', '-version')) return this.skip();
    const first = filed(run('java', join(EXAMPLES, 'FileEvidence.java'), 'LN-JAVA'));
    expect(first.receipt).to.include({ id: first.id, origin: 'triseal.local/demo-bank' });
    expect(filed(run('java', join(EXAMPLES, 'FileEvidence.java'), 'LN-JAVA')).id).to.equal(first.id);
  });

  it('curl of the quick start files an item with its document, and fetches its receipt (curl)', function () {
    if (!hasProgram('curl', '--version')) return this.skip();
    const done = run('bash', '-euo', 'pipefail', '-c', blocks('docs/quickstart.md', 'sh')[0]!);
    expect(done.status, done.stderr).to.equal(0);
    expect(done.stdout).to.contain('Integrity: passed');
  });

  it('TypeScript of the quick start files an item and checks its receipt', () => {
    writeFileSync(join(folder, 'quickstart.mts'), blocks('docs/quickstart.md', 'ts')[0]!);
    const done = run(process.execPath, '--import', 'tsx', 'quickstart.mts');
    expect(done.status, done.stderr).to.equal(0);
    expect(done.stdout).to.contain('integrity passed');
  });

  it('the spool of the client’s page files what was put there', function () {
    if (!hasProgram('curl', '--version')) return this.skip();
    const sh = blocks('docs/client.md', 'sh')[0]!;
    const done = run('bash', '-euo', 'pipefail', '-c', sh);
    expect(done.status, done.stderr).to.equal(0);
    expect(done.stdout).to.match(/^filed\s+88123\s+[0-9a-f-]{36}$/m);
  });

  it('a bank’s system goes from the contract to the package of the case, which verifies', () => {
    const done = run(process.execPath, join(EXAMPLES, 'as-a-bank.mjs'));
    expect(done.status, done.stderr).to.equal(0);
    expect(done.stdout).to.match(/receipt: integrity passed, origin passed, time passed/);
    expect(done.stdout).to.match(/case [0-9a-f-]{36} is opened/);
    const cli = join(projectRoot, 'dist/cli/main.js');
    for (const subject of [['receipt.json', 'contract.txt'], ['case.zip']]) {
      const verified = run(process.execPath, cli, 'verify', ...subject, '--json');
      const { verdicts } = JSON.parse(verified.stdout) as { verdicts: { group: string; outcome: string }[] };
      const passed = verdicts.filter(({ outcome }) => outcome === 'passed').map(({ group }) => group);
      const wanted = ['integrity', 'origin', 'time'];
      expect(passed).to.deep.equal(subject.length === 1 ? [...wanted, 'completeness'] : wanted);
      expect(verified.status).to.equal(0);
    }
  });
});
