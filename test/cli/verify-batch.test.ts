import { join } from 'node:path';
import { expect } from 'chai';
import type { Report } from '../../core/verify/report.ts';
import { encodeTrust } from '../../core/verify/trust.ts';
import { loadSample } from '../../samples/index.ts';
import { buildFixture, createWorld, rebag, type World, zipOf } from '../support/package-fixture.ts';
import { filingsOf, packageOf } from '../support/sample-package.ts';
import { type CliSandbox, sandbox } from './support.ts';

interface Line {
  readonly file: string;
  readonly exit: number;
  readonly report?: Report;
  readonly error?: string;
}

describe('cli verify --batch', function () {
  this.timeout(60_000);
  let world: World;
  let box: CliSandbox;
  before(async () => {
    world = await createWorld();
    box = sandbox();
    const { zip, files } = await buildFixture(world);
    box.write('trust.json', encodeTrust(world.trust));
    box.write('all/a-good.zip', zip);
    box.write('all/b-torn.zip', zip.subarray(0, zip.length - 100));
    const short = new Map([...files].filter(([name]) => name !== 'proof/entries/0002.json'));
    box.write('all/c-gap.zip', rebag(short));
    box.write('all/d-none.zip', zipOf(new Map()));
    box.write('all/notes.txt', 'not a subject');
    box.write('text.txt', 'neither package nor receipt');
  });
  after(() => box.remove());

  const run = async (...args: string[]) => {
    const { code, out, err } = await box.run(['verify', '--batch', '--trust', 'trust.json', ...args]);
    const lines = out.split('\n').filter((line) => line !== '');
    return { code, err, lines: lines.map((line) => JSON.parse(line) as Line) };
  };

  it('verifies a folder file by file, one JSON line each, and one bad package does not touch the next', async () => {
    const { code, lines, err } = await run('all');
    expect(err).to.equal('');
    expect(lines.map(({ file, exit }) => [file, exit])).to.deep.equal([
      [join('all', 'a-good.zip'), 0],
      [join('all', 'b-torn.zip'), 1],
      [join('all', 'c-gap.zip'), 1],
      [join('all', 'd-none.zip'), 1],
    ]);
    expect(lines[0]!.report).to.include({ kind: 'package' });
    expect(lines[2]!.report!.checks.find(({ id }) => id === 'sequence')!.code).to.equal('GAP_IN_SEQUENCE');
    expect(code).to.equal(1);
  });

  it('takes several subjects, and says of each that it cannot read why', async () => {
    const { code, lines } = await run('all/a-good.zip', 'missing.zip', 'text.txt');
    expect(lines.map(({ exit }) => exit)).to.deep.equal([0, 66, 66]);
    expect(lines[1]!.error).to.include('cannot read missing.zip');
    expect(lines[2]!.error).to.equal('text.txt is neither a package nor a receipt nor a tlog-proof');
    expect(code).to.equal(66);
  });

  it('exits 0 when every one is genuine', async () => {
    expect((await run('all/a-good.zip', 'all/a-good.zip')).code).to.equal(0);
  });

  it('refuses a subject above the limit of bytes before reading it', async () => {
    const { code, lines } = await run('all/a-good.zip', '--max-bytes', '1000');
    expect(lines[0]!.error).to.match(/^all\/a-good\.zip has \d+ bytes; the limit is 1000$/);
    expect(code).to.equal(66);
  });

  it('makes no further check once the time of a subject is up, and gives the next one its own', async () => {
    // A clock that leaps two seconds at each look.
    let now = Date.parse('2026-11-23T00:00:00Z');
    const slow = () => {
      now += 2000;
      return now;
    };
    const { out } = await box.run(
      [
        'verify',
        '--batch',
        '--trust',
        'trust.json',
        '--max-seconds',
        '5',
        'all/a-good.zip',
        'all/a-good.zip',
      ],
      { now: slow },
    );
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    for (const { report, exit } of lines) {
      expect(exit).to.equal(2);
      expect(report!.checks[0]!.outcome).to.equal('passed');
      expect(report!.checks.at(-1)).to.deep.include({ outcome: 'not-checked', code: 'LIMIT_REACHED' });
      expect(report!.checks.at(-1)!.sentence.en).to.equal('Not checked: the limit of 5 s was reached.');
    }
  });

  it('refuses limits that are none, and limits without --batch', async () => {
    for (const flag of ['--max-bytes', '--max-seconds'])
      for (const value of ['0', '-1', 'many', '1.5'])
        expect((await run('all', flag, value)).code).to.equal(64);
    const alone = await box.run(['verify', 'all/a-good.zip', '--max-bytes', '5']);
    expect(alone.code).to.equal(64);
  });
});

describe('cli verify, of a sample loan', function () {
  this.timeout(60_000);
  let box: CliSandbox;
  before(async () => {
    const world = await createWorld();
    const loan = await loadSample('defective-loan');
    box = sandbox();
    box.write('trust.json', encodeTrust(world.trust));
    box.write('defective.zip', (await packageOf(world, loan.loan, filingsOf(loan))).zip);
  });
  after(() => box.remove());

  const run = async (lang: string) =>
    (await box.run(['verify', 'defective.zip', '--trust', 'trust.json', '--lang', lang])).out;

  it('shows the five verdicts, what is missing, the account, the claim and its formula', async () => {
    const out = await run('en');
    for (const line of [
      'Completeness: FAILED',
      'Legal check list: FAILED',
      'Missing or withheld',
      '  Item REPAY-03 of the loan is missing. [GAP_IN_SEQUENCE]',
      'Account of the loan',
      'Claim beside the recomputed sums',
      '    Principal = 28920.00 lent − 9335.71 repaid = 19584.29',
      "The borrower's objections",
    ])
      expect(out.split('\n'), line).to.include(line);
    expect(out).to.match(/principal +20473\.18 +19584\.29 +888\.89\n/);
  });

  it('sets Chinese columns by the width that a terminal gives them', async () => {
    const lines = (await run('zh')).split('\n');
    const start = lines.indexOf('请求金额与重算对照');
    expect(lines.slice(start + 1, start + 3)).to.deep.equal([
      '    项目                    请求      重算     差额',
      '    本金                20473.18  19584.29   888.89',
    ]);
  });
});
