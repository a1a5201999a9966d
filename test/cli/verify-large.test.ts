/** Packages are read piece by piece: nothing of that shows in the report, and a terminal sees how far it has come. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../../cli/run.ts';
import { PATHS } from '../../core/package/layout.ts';
import { isLookedInto } from '../../core/verify/scan.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES, zipOf } from '../support/package-fixture.ts';
import { type CliSandbox, sandbox } from './support.ts';

const MB = 1 << 20;

describe('cli verify, of large packages', function () {
  this.timeout(60_000);
  let fixture: Fixture;
  let box: CliSandbox;
  /** A document that no list names, longer than what is read at a time. */
  let large: ReadonlyMap<string, Uint8Array>;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    box = sandbox(TIMES.produced);
    const filler = Uint8Array.from({ length: 17 * MB + 3 }, (_, i) => (i * 31) >> 8);
    large = new Map([...fixture.files, ['data/items/0001-DRAW/large.bin', filler]]);
    box.write('large.zip', zipOf(large));
    for (const [path, bytes] of large) box.write(join('unpacked', path), bytes);
  });
  after(() => box.remove());

  const reported = async (subject: string) =>
    JSON.parse((await box.run(['verify', subject, '--json', '--trust', 'none'])).out);
  const inMemory = async (input: Uint8Array | ReadonlyMap<string, Uint8Array>) =>
    JSON.parse(JSON.stringify(await verifyPackage(c, input, { at: TIMES.produced })));

  it('gives the report that the same bytes give in memory', async () => {
    expect(await reported('large.zip')).to.deep.equal(await inMemory(zipOf(large)));
  });

  it('gives it for unpacked files as well, their documents unread', async () => {
    expect([...large.keys()].filter((path) => !isLookedInto(path))).to.include(
      'data/items/0001-DRAW/large.bin',
    );
    expect(await reported('unpacked')).to.deep.equal(await inMemory(large));
  });

  it('refuses further files beside a package, and what cannot be read', async () => {
    expect((await box.run(['verify', 'large.zip', join('unpacked', PATHS.package)])).code).to.equal(64);
    expect(existsSync(join(box.directory, 'missing.zip'))).to.equal(false);
    expect((await box.run(['verify', 'missing.zip'])).code).to.equal(66);
  });

  for (const [lang, reading, checking] of [
    ['en', 'reading: 1 of 17 MB', 'check 1 of '],
    ['zh', '读取中：1 / 17 MB', '核验第 1 项'],
  ] as const) {
    it(`shows how far it has come where somebody watches, and takes it away (${lang})`, async () => {
      const lines: (string | undefined)[] = [];
      let now = TIMES.produced;
      await run(['verify', 'large.zip', '--trust', 'none', '--lang', lang], {
        out: () => undefined,
        err: () => undefined,
        progress: (line) => void lines.push(line),
        env: {},
        cwd: box.directory,
        now: () => (now += 1000),
        signal: new AbortController().signal,
      });
      expect(lines[0]).to.equal(reading);
      expect(lines.some((line) => line?.startsWith(checking))).to.equal(true);
      expect(lines.at(-1)).to.equal(undefined);
    });
  }
});
