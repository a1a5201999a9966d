/**
 * The embedded chain: one local EVM node (anvil), for trying and testing. It listens on the loopback address only, charges no gas and keeps its state
 * in a file. One node is no consensus; production names a real one by TRISEAL_CHAIN_RPC.
 *
 * Nothing of it may stay behind: `stop` ends it in order, a watchdog ends it when this process dies without a word, and the next start ends one
 * that survived both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { ServiceError } from '../../errors.ts';
import { freePort, processCommand, waitUntil } from './process.ts';

export interface AnvilOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** The chain's state; made at the first start. `.pid`, `.log` and `.previous` stand beside it. */
  readonly stateFile: string;
  /** Seconds between blocks; without it a block is made for each transaction. */
  readonly blockTime?: number;
  readonly chainId?: number;
  /** Seconds between writes of the state, which is what a `kill -9` of the node can lose. Default: 2, and one more for each 10 MB of state. */
  readonly stateInterval?: number;
  /** Further options of the binary, such as `['--gas-limit', '300000000']`. */
  readonly args?: readonly string[];
  /** Told when the node ends without having been asked to. */
  readonly onExit?: (detail: { code: number | null; signal: string | null }) => void;
}

export interface Anvil {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly chainId: number;
  /** Writes the state and ends the node; resolves when it is gone. */
  stop(): Promise<void>;
}

export const ANVIL_CHAIN_ID = 31337;

const READY_MS = 15_000;
const STOP_MS = 4_000;

/** Ends the node when the pipe from its parent closes, however the parent ended. `read` is the shell's own, so this is one small process. */
const WATCHDOG = 'read -r _; kill -TERM "$1"';

const PLATFORM: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'win32',
};
const ARCHITECTURE: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The binary itself and not npm's wrapper, so that the process id is the node's. @throws ServiceError `CHAIN_UNAVAILABLE` */
export function anvilBinary(): string {
  const name = `@foundry-rs/anvil-${PLATFORM[process.platform]}-${ARCHITECTURE[process.arch]}`;
  const file = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
  try {
    const anvil = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json');
    return createRequire(anvil).resolve(`${name}/bin/${file}`);
  } catch (cause) {
    throw new ServiceError('CHAIN_UNAVAILABLE', 'the embedded chain has no binary for this machine', {
      facts: { package: name },
      remedy: 'Run npm ci without --omit=optional, or name a chain by TRISEAL_CHAIN_RPC.',
      cause,
    });
  }
}

/** The node writes its whole state each time (about 10 kB an anchor), so a large one is written less often. */
function stateInterval({ stateFile, stateInterval }: AnvilOptions): number {
  const size = existsSync(stateFile) ? statSync(stateFile).size : 0;
  return stateInterval ?? 2 + Math.floor(size / 10_000_000);
}

function argumentsOf(options: AnvilOptions, port: number, chainId: number): string[] {
  const free = ['--gas-price', '0', '--base-fee', '0', '--disable-min-priority-fee'];
  const quiet = ['--quiet', '--no-cors', '--accounts', '0'];
  const state = ['--state', options.stateFile, '--state-interval', String(stateInterval(options))];
  const blocks = options.blockTime === undefined ? [] : ['--block-time', String(options.blockTime)];
  const where = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)];
  return [...where, ...state, ...blocks, ...free, ...quiet, ...(options.args ?? [])];
}

/** The node writes its state in place, so a crash within a write leaves half of it; the state of the last start is better than that. */
function mendState(stateFile: string): void {
  const previous = `${stateFile}.previous`;
  if (!existsSync(stateFile)) return;
  try {
    JSON.parse(readFileSync(stateFile, 'utf8'));
    copyFileSync(stateFile, previous);
  } catch {
    renameSync(stateFile, `${stateFile}.broken`);
    if (existsSync(previous)) copyFileSync(previous, stateFile);
  }
}

/** Ends the node of an earlier start that outlived it. Its command line is compared, for process ids are used again. */
async function reap(stateFile: string): Promise<void> {
  const pidFile = `${stateFile}.pid`;
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const ours = () => processCommand(pid).includes(stateFile);
  if (Number.isSafeInteger(pid) && pid > 1 && ours()) {
    process.kill(pid, 'SIGTERM');
    if (!(await waitUntil(() => !ours(), STOP_MS))) process.kill(pid, 'SIGKILL');
    await waitUntil(() => !ours(), STOP_MS);
  }
  rmSync(pidFile, { force: true });
}

function launch(args: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'w', 0o600);
  try {
    // In a group of its own: Ctrl-C is for the service, which stops the node last.
    return spawn(anvilBinary(), args, { stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
}

function watch(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'triseal-chain-watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  return watchdog;
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function terminate(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(kill);
}

/**
 * Starts the embedded chain and resolves when its RPC answers.
 *
 * @throws ServiceError `CHAIN_UNAVAILABLE` when it does not come up; nothing is left running then
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const { stateFile, chainId = ANVIL_CHAIN_ID } = options;
  mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 });
  await reap(stateFile);
  mendState(stateFile);
  const port = await freePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const logFile = `${stateFile}.log`;
  const child = launch(argumentsOf(options, port, chainId), logFile);
  let running = child.pid !== undefined;
  let asked = false;
  let watchdog: ChildProcess | undefined;
  const gone = new Promise<void>((resolve) => {
    const end = (code: number | null, signal: string | null) => {
      running = false;
      watchdog?.kill('SIGKILL');
      rmSync(`${stateFile}.pid`, { force: true });
      if (!asked) options.onExit?.({ code, signal });
      resolve();
    };
    child.once('exit', end);
    child.once('error', () => end(null, null));
  });
  const stop = async () => {
    asked = true;
    if (running) await terminate(child, gone);
  };
  if (child.pid !== undefined) {
    writeFileSync(`${stateFile}.pid`, `${child.pid}\n`, { mode: 0o600 });
    watchdog = watch(child.pid);
  }
  const ready = await waitUntil(async () => !running || (await answers(url)), READY_MS);
  if (!ready || !running || child.pid === undefined) {
    await stop();
    throw new ServiceError('CHAIN_UNAVAILABLE', 'the embedded chain did not start', {
      facts: { port, log: logFile },
      remedy: `Read ${logFile}; is the port taken, the disk full?`,
      cause: new Error(readFileSync(logFile, 'utf8').slice(-2000)),
    });
  }
  return { url, port, pid: child.pid, chainId, stop };
}
