import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const CHILD = fileURLToPath(new URL('package-child.ts', import.meta.url));

interface Said {
  readonly started?: string;
  readonly planned?: string;
  readonly written?: number;
  readonly state?: string;
  readonly attempt?: number;
  readonly jobs?: number;
  readonly result?: { readonly package: string; readonly sha256: string; readonly size: number };
}

interface Run {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly said: readonly Said[];
  readonly errors: string;
}

/** @param until kills the child, with SIGKILL, at the first line for which it holds */
function run(
  home: string,
  args: readonly string[],
  until: (line: Said) => boolean = () => false,
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, home, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Said[] = [];
    let errors = '';
    child.stderr.on('data', (bytes: Buffer) => {
      errors += bytes.toString();
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Said;
      said.push(line);
      if (until(line)) child.kill('SIGKILL');
    });
    child.on('close', (code, signal) => resolve({ code, signal, said, errors }));
  });
}

describe('a package whose builder is killed with SIGKILL', function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'triseal-package-kill-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const blobs = () =>
    readdirSync(join(home, 'blobs'), { recursive: true })
      .map(String)
      .filter((name) => /[0-9a-f]{32}$/.test(name));

  it('in the middle of writing: goes on from its plan, and is the package that was planned', async () => {
    const first = await run(home, ['start', 'slow'], ({ written = 0 }) => written >= 10 * 16 * 1024);
    expect(first.signal, first.errors).to.equal('SIGKILL');
    expect(first.said.some(({ state }) => state !== undefined)).to.equal(false);
    const planned = first.said.find((line) => line.planned)?.planned;
    const second = await run(home, ['resume']);
    expect(second.code, second.errors).to.equal(0);
    expect(
      second.said.some((line) => line.planned),
      'planned once',
    ).to.equal(false);
    const end = second.said.at(-1);
    expect(end).to.include({ state: 'done', attempt: 2, jobs: 1 });
    expect(end?.result?.sha256).to.equal(planned);
    expect(end?.result?.package).to.equal(first.said[0]?.started);
    expect(blobs(), 'the package alone: no plan, nothing half written').to.have.length(1);
  });

  it('again and again, it is still that package', async () => {
    const runs = [await run(home, ['start', 'slow'], ({ written = 0 }) => written > 0)];
    for (let death = 0; death < 2; death++) {
      runs.push(await run(home, ['resume', 'slow'], ({ written = 0 }) => written > death * 64 * 1024));
    }
    for (const { signal, errors } of runs) expect(signal, errors).to.equal('SIGKILL');
    const last = await run(home, ['resume']);
    expect(last.said.at(-1)).to.include({ state: 'done', attempt: 4 });
    expect(last.said.at(-1)?.result?.sha256).to.equal(runs[0]?.said.find((line) => line.planned)?.planned);
  });
});
