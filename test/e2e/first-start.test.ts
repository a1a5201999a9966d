/** The promise of the README, as a newcomer meets it: one command, evidence, a package, an offline check. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../server/paths.ts';
import { missingForeignTools, missingTools, verifyByHand } from '../support/by-hand.ts';
import { type RunningService, refusedStart, startService } from '../support/service.ts';

const CLI = join(projectRoot, 'dist/cli/main.js');

/** A network namespace without any interface, where the machine allows one. */
const cutOff: readonly string[] =
  spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

function triseal(...args: readonly string[]) {
  const [command, ...rest] = [...cutOff, process.execPath, CLI, ...args] as [string, ...string[]];
  return spawnSync(command, rest, { encoding: 'utf8', env: { PATH: process.env.PATH } });
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const missing = missingTools();
/** What the steps that need programs by others print. */
const FOREIGN_LINES = {
  bagit: 'a valid bag',
  dss: '"format":"JAdES-BASELINE-B","intact":true',
  'sd-jwt': /^\d+ records as signed$/m,
} as const;
const without = missingForeignTools();
const leftOut = [
  ...(missing.length === 0 ? [] : [`skipped: no ${missing.join(', ')}`]),
  ...(without.length === 0 ? [] : [`without the steps of ${without.join(', ')}: test/foreign/setup`]),
];

interface CheckLine {
  readonly id: string;
  readonly group: string;
  readonly outcome: string;
  readonly subject?: string;
  readonly code: string;
}

const checksOf = (json: string) => (JSON.parse(json) as { checks: CheckLine[] }).checks;

describe('first start, end to end', function () {
  this.timeout(180_000);
  let home: string;
  let service: RunningService | undefined;

  before(async () => {
    home = join(mkdtempSync(join(tmpdir(), 'triseal-e2e-')), 'home');
    service = await startService(home);
  });
  after(async () => {
    await service?.stop();
    rmSync(join(home, '..'), { recursive: true, force: true });
  });

  const sound = () => join(home, 'samples/sound-loan.zip');

  it(`is verified by hand, by the commands of docs/verify-by-hand.md${leftOut.map((note) => ` (${note})`).join('')}`, function () {
    if (missing.length > 0) return this.skip();
    const said = verifyByHand(sound());
    for (const expected of [
      'files as packed',
      /^included$/m,
      'Verification: OK',
      'signers.pem: OK',
      'Total document signed',
      'Signature is Valid',
      'same report',
      'CAdES Verification successful',
      /^\d+ files as signed$/m,
      'block and transaction as sealed',
      ...Object.entries(FOREIGN_LINES).flatMap(([tool, line]) =>
        without.includes(tool as never) ? [] : [line],
      ),
    ]) {
      if (typeof expected === 'string') expect(said).to.contain(expected);
      else expect(said).to.match(expected);
    }
    expect(said).to.not.contain('NOT included').and.not.contain('Traceback');
  });

  it('ends with the addresses, the package and the next command', () => {
    const text = service!.output();
    expect(text).to.contain(service!.info.url);
    expect(text).to.contain('samples/sound-loan.zip');
    expect(text).to.match(/npx triseal verify \S+sound-loan\.zip/);
    expect(text).to.match(/for trying and testing/);
  });

  it('has three parties and a chain running as processes of their own', () => {
    expect(Object.keys(service!.info.processes).sort()).to.deep.equal([
      'bank',
      'chain',
      'commission',
      'user',
    ]);
    for (const pid of Object.values(service!.info.processes)) expect(alive(pid)).to.equal(true);
  });

  it(`verifies the sample package ${cutOff.length > 0 ? 'with the network cut off' : 'offline (no network namespaces here)'}`, () => {
    const { status, stdout, stderr } = triseal(
      'verify',
      sound(),
      '--json',
      '--trust',
      join(home, 'trust.json'),
    );
    const failed = checksOf(stdout).filter((check) => check.outcome === 'failed');
    expect(failed, stderr).to.deep.equal([]);
    const { verdicts } = JSON.parse(stdout) as { verdicts: { group: string; outcome: string }[] };
    for (const { group, outcome } of verdicts) expect(outcome, group).to.equal('passed');
    expect(status).to.equal(0);
  });

  it('catches the defective sample on every planted defect', () => {
    const file = join(home, 'samples/defective-loan.zip');
    const { status, stdout } = triseal('verify', file, '--json', '--trust', join(home, 'trust.json'));
    expect(status).to.equal(1);
    const failed = checksOf(stdout).filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ id, code }) => `${id} ${code}`)).to.deep.equal([
      'repayments GAP_IN_SEQUENCE',
      'prompting TICK_BOX_ONLY',
      'arbitration COMMISSION_NAME',
      'disbursement DEDUCTED_IN_ADVANCE',
      'notice NOTICE_BOUNCED',
      'claim CLAIM_EXCEEDS',
      'service SERVICE_NOT_SHOWN',
    ]);
  });

  it('fails by name after one byte of a document is changed', () => {
    const bytes = readFileSync(sound());
    const at = bytes.indexOf('%PDF-') + 20;
    bytes[at]! ^= 1;
    const file = join(home, '..', 'changed.zip');
    writeFileSync(file, bytes);
    const { status, stdout } = triseal('verify', file, '--json');
    expect(status).to.equal(1);
    const failed = checksOf(stdout).filter((check) => check.outcome === 'failed');
    expect(failed.some((check) => /data\/items\/.*\.pdf/.test(check.subject ?? ''))).to.equal(true);
  });

  it('refuses a second start on the same directory', async () => {
    const { code, output } = await refusedStart(home);
    expect(code).to.equal(1);
    expect(output).to.contain('is in use by another TriSeal process');
  });

  it('stops everything within five seconds, and goes on from the same data', async () => {
    const { processes, url } = service!.info;
    const checkpoint = await (await fetch(`${url}/log/checkpoint`)).text();
    const { ms, code } = await service!.stop();
    expect(code).to.equal(0);
    expect(ms).to.be.below(5000);
    for (const [name, pid] of Object.entries(processes)) expect(alive(pid), name).to.equal(false);
    service = await startService(home);
    const again = await (await fetch(`${service.info.url}/log/checkpoint`)).text();
    expect(again.split('\n').slice(0, 3)).to.deep.equal(checkpoint.split('\n').slice(0, 3));
    expect(service.output()).to.not.contain('first start');
  });

  it('survives kill -9 of the service: nothing is left running, the next start goes on', async () => {
    const { processes } = service!.info;
    await service!.stop('SIGKILL');
    const deadline = Date.now() + 15_000;
    while (Object.values(processes).some(alive) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(Object.entries(processes).filter(([, pid]) => alive(pid))).to.deep.equal([]);
    service = await startService(home);
    expect((await fetch(`${service.info.url}/readyz`)).status).to.equal(200);
  });

  it('keeps no secret readable by others', () => {
    const listing = spawnSync(
      'find',
      [
        home,
        '-type',
        'f',
        '-perm',
        '/077',
        '(',
        '-name',
        '*.key*',
        '-o',
        '-name',
        '*kek*',
        '-o',
        '-name',
        '*.p12',
        ')',
      ],
      { encoding: 'utf8' },
    );
    expect(listing.stdout).to.equal('');
  });

  it('refuses a data directory that was made for another origin', async () => {
    const copy = join(home, '..', 'copy');
    await service!.stop();
    cpSync(home, copy, { recursive: true });
    const { code, output } = await refusedStart(copy, { TRISEAL_LOG_ORIGIN: 'other.example/log' });
    expect(code).to.equal(1);
    expect(output).to.contain('TRISEAL_LOG_ORIGIN');
    expect(existsSync(join(copy, 'service.json'))).to.equal(false);
  });
});
