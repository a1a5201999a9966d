/** What the operating system knows about processes and ports, as far as the embedded chain needs it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { ServiceError } from '../../errors.ts';

const POLL_MS = 20;

/** The command line of a process; empty when there is none, when it has ended and only waits to be collected, or when it cannot be told. */
export function processCommand(pid: number): string {
  if (existsSync('/proc/self/cmdline')) {
    const file = `/proc/${pid}/cmdline`;
    return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Whether `condition` came true within the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/**
 * Makes sure of a port before a process is told to take it, so that the answers of a stranger there are not taken for its own.
 *
 * @param wished 0 for any @throws ServiceError `CHAIN_UNAVAILABLE` when it is taken
 */
export function freePort(wished: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause) =>
      reject(
        new ServiceError('CHAIN_UNAVAILABLE', `port ${wished} is taken`, { facts: { port: wished }, cause }),
      ),
    );
    server.listen({ port: wished, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wished;
      server.close(() => resolve(port));
    });
  });
}
