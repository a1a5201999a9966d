import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServiceError } from '../../../server/errors.ts';
import { type Child, startChild } from '../../../server/start/child.ts';
import { lockDirectory } from '../../../server/start/lock.ts';
import { freePorts } from '../../../server/start/ports.ts';

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('start', () => {
  let dir: string;
  let child: Child | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'triseal-start-'));
  });
  afterEach(async () => {
    await child?.stop();
    child = undefined;
    rmSync(dir, { recursive: true });
  });

  it('locks a directory against a second holder, and frees it', () => {
    const lock = lockDirectory(dir);
    expect(() => lockDirectory(dir))
      .to.throw(ServiceError, 'is in use by another TriSeal process')
      .with.property('code', 'STORE_LOCKED');
    lock.release();
    lockDirectory(dir).release();
  });

  it('keeps wished ports that are free and replaces those that are not', async () => {
    const [first, second] = (await freePorts([0, 0])) as [number, number];
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(first, '127.0.0.1', resolve));
    const ports = await freePorts([first, second, second]);
    server.close();
    expect(ports[0]).to.not.equal(first);
    expect(ports[1]).to.equal(second);
    expect(new Set(ports).size).to.equal(3);
  });

  it('restarts a child that dies, and stops it for good', async () => {
    const logFile = join(dir, 'child.log');
    const exits: string[] = [];
    child = await startChild({
      name: 'sleeper',
      command: process.execPath,
      args: ['-e', 'console.log("up"); setInterval(() => {}, 1000)'],
      logFile,
      ready: async () => readFileSync(logFile, 'utf8').includes('up'),
      readyTimeoutMs: 10_000,
      onExit: ({ name }) => exits.push(name),
    });
    const first = child.pid!;
    process.kill(first, 'SIGKILL');
    await until(() => child!.pid !== first);
    expect(exits).to.deep.equal(['sleeper']);
    const second = child.pid!;
    await child.stop();
    expect([alive(first), alive(second)]).to.deep.equal([false, false]);
  });

  it('says which log to read when a child does not come up', async () => {
    const logFile = join(dir, 'child.log');
    const error = await startChild({
      name: 'failing',
      command: process.execPath,
      args: ['-e', 'process.exit(3)'],
      logFile,
      ready: async () => false,
      readyTimeoutMs: 10_000,
    }).then(
      () => undefined,
      (thrown: unknown) => thrown as ServiceError,
    );
    expect(error?.message).to.equal('failing did not come up within 10000 ms');
    expect(error?.remedy).to.contain(logFile);
  });
});
