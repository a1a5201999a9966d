/**
 * A server of the MongoDB protocol for tests: SecantusDB, a WiredTiger engine from PyPI. A test engine, never a dependency of the product; passing
 * on it is not yet MongoDB, which `MONGODB_URI` is for.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../server/paths.ts';

const VERSION = '0.7.0b3';
const HOME = join(projectRoot, '.cache', 'engines', `secantusdb-${VERSION}`);
const PROGRAM = join(HOME, 'bin', 'secantusd-py');
const START_LIMIT_MS = 30_000;

export interface RunningEngine {
  readonly uri: string;
  readonly pid: number;
  /** Ends the process and removes its directory. */
  stop(): Promise<void>;
}

/** Installs it unless it is there. @returns why it cannot be had; undefined when it can */
export function setUpSecantusDb(): string | undefined {
  if (existsSync(PROGRAM)) return undefined;
  const unfinished = `${HOME}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const failed = (command: string, args: readonly string[]) => {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 180_000 });
    return status === 0
      ? undefined
      : `${command} failed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`;
  };
  const problem =
    failed('python3', ['-m', 'venv', HOME]) ??
    failed(join(HOME, 'bin', 'pip'), ['install', '--quiet', `secantusdb==${VERSION}`]);
  // A half-made installation must not look like one.
  if (problem !== undefined && existsSync(HOME)) {
    renameSync(HOME, unfinished);
    rmSync(unfinished, { recursive: true, force: true });
  }
  return problem ?? (existsSync(PROGRAM) ? undefined : 'the package has no secantusd-py');
}

/** Starts one on 127.0.0.1 with a directory of its own. */
export async function startSecantusDb(): Promise<RunningEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'triseal-mongo-'));
  const port = await freePort();
  // Without --sync-on-commit a killed server loses acknowledged writes, whatever the write concern.
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    directory,
    '--sync-on-commit',
  ];
  const child = spawn(PROGRAM, args, { stdio: 'ignore' });
  const stop = async () => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await listening(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { uri: `mongodb://127.0.0.1:${port}/`, pid: child.pid!, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await closed;
  clearTimeout(patience);
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (child.exitCode !== null) throw new Error(`secantusd-py ended with code ${child.exitCode}`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`secantusd-py did not open its port in ${START_LIMIT_MS} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
