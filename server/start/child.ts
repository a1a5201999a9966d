/** A local process that belongs to the service: started, waited for, restarted when it dies, stopped in order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ServiceError } from '../errors.ts';

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** File that takes what the process prints. */
  readonly logFile: string;
  /** Resolves when the process serves; rejects or resolves false while it does not yet. */
  readonly ready: () => Promise<boolean>;
  readonly readyTimeoutMs: number;
  /** Told of each unexpected end. */
  readonly onExit?: (detail: { name: string; code: number | null; signal: string | null }) => void;
}

export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const RESTART_DELAY_MS = 1000;
const POLL_MS = 50;
const KILL_AFTER_MS = 3000;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function waitUntilReady(options: ChildOptions, alive: () => boolean): Promise<void> {
  const deadline = Date.now() + options.readyTimeoutMs;
  while (Date.now() < deadline && alive()) {
    if (await options.ready().catch(() => false)) return;
    await sleep(POLL_MS);
  }
  throw new ServiceError('INTERNAL', `${options.name} did not come up within ${options.readyTimeoutMs} ms`, {
    facts: { process: options.name, log: options.logFile },
    remedy: `Read ${options.logFile}; triseal doctor may tell more.`,
  });
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  process.kill('SIGTERM');
  const kill = setTimeout(() => process.kill('SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(kill);
}

function launch({ command, args, env, logFile }: ChildOptions): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    // The IPC channel is the child's sign of life of its parent: it ends itself when the channel closes.
    const stdio = ['ignore', log, log, 'ipc'] as const;
    // In a group of its own, so that Ctrl-C reaches the service alone, which stops its children in order.
    return spawn(command, args, { env: { ...process.env, ...env }, stdio: [...stdio], detached: true });
  } finally {
    closeSync(log);
  }
}

/** @throws ServiceError `INTERNAL` when the process does not serve in time; it is stopped then */
export async function startChild(options: ChildOptions): Promise<Child> {
  let stopping = false;
  let current = launch(options);
  const watch = (child: ChildProcess) => {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      options.onExit?.({ name: options.name, code, signal });
      setTimeout(() => {
        if (stopping) return;
        current = launch(options);
        watch(current);
      }, RESTART_DELAY_MS).unref();
    });
  };
  try {
    await waitUntilReady(options, () => current.exitCode === null && current.signalCode === null);
  } catch (error) {
    stopping = true;
    await end(current);
    throw error;
  }
  watch(current);
  return {
    name: options.name,
    get pid() {
      return current.pid;
    },
    stop: () => {
      stopping = true;
      return end(current);
    },
  };
}
