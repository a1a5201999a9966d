/** The built service as a process of its own, as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/paths.ts';

export interface ServiceInfo {
  readonly pid: number;
  readonly url: string;
  readonly processes: Readonly<Record<string, number>>;
}

export interface RunningService {
  readonly home: string;
  readonly info: ServiceInfo;
  readonly output: () => string;
  /** Sends the signal and waits for the end. @returns milliseconds it took, and the exit code */
  stop(signal?: NodeJS.Signals): Promise<{ ms: number; code: number | null }>;
}

const environment = (home: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TRISEAL_HOME: home,
  TRISEAL_PORT: '0',
  ...extra,
});

function spawnService(home: string, extra: NodeJS.ProcessEnv): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(projectRoot, 'dist/server/main.js')], {
    cwd: projectRoot,
    env: environment(home, extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (data) => (text += String(data)));
  return { child, output: () => text };
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

/** Starts and waits for the line `Ready.`; throws with all output when the process ends before. */
export async function startService(home: string, extra: NodeJS.ProcessEnv = {}): Promise<RunningService> {
  const { child, output } = spawnService(home, extra);
  let over = false;
  void ended(child).then(() => {
    over = true;
  });
  while (!/^Ready\.$/m.test(output())) {
    if (over) throw new Error(`the service ended before it was ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    home,
    info: JSON.parse(readFileSync(join(home, 'service.json'), 'utf8')) as ServiceInfo,
    output,
    stop: async (signal = 'SIGTERM') => {
      const begin = Date.now();
      child.kill(signal);
      const code = await ended(child);
      return { ms: Date.now() - begin, code };
    },
  };
}

/** Starts a service that is expected to refuse. @returns its exit code and output */
export async function refusedStart(home: string, extra: NodeJS.ProcessEnv = {}) {
  const { child, output } = spawnService(home, extra);
  const code = await ended(child);
  return { code, output: output() };
}
