/** Packages opened by programs that others wrote, where the machine has them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildFixture, createWorld, type Fixture } from '../../support/package-fixture.ts';

const has = (program: string) => spawnSync(program, ['--help']).error === undefined;
const UNPACKERS = has('unzip') && has('sha256sum');

describe('core/package read by others', () => {
  let directory: string;
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    directory = mkdtempSync(join(tmpdir(), 'triseal-package-'));
    writeFileSync(join(directory, 'package.zip'), fixture.zip);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const run = (program: string, argv: readonly string[], cwd = directory) => {
    const { status, stdout, stderr } = spawnSync(program, argv, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return { status, output: stdout + stderr };
  };

  it('Info-ZIP unpacks it and sha256sum finds every manifest right (needs unzip and sha256sum)', function () {
    if (!UNPACKERS) return this.skip();
    expect(run('unzip', ['-q', 'package.zip', '-d', 'bag'])).to.deep.equal({ status: 0, output: '' });
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      const { status, output } = run('sha256sum', ['-c', '--quiet', manifest], join(directory, 'bag'));
      expect(output, manifest).to.equal('');
      expect(status, manifest).to.equal(0);
    }
  });

  it("Python's zipfile finds it sound (needs python3)", function () {
    if (!has('python3')) return this.skip();
    const script = "import zipfile,sys;z=zipfile.ZipFile('package.zip');print(z.testzip(),len(z.namelist()))";
    expect(run('python3', ['-c', script]).output.trim()).to.equal(`None ${fixture.files.size}`);
  });
});
