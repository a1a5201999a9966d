#!/usr/bin/env node
/** The command line's process: arguments in, exit code out. */
import { run } from './run.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

// A node that the service started must not outlive it: their channel closes however the service ends.
process.once('disconnect', () => stop.abort());
process.channel?.unref();

// Output into a pipe that was closed, such as `| head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ...(process.stderr.isTTY && { progress: (line = '') => void process.stderr.write(`\r\x1b[2K${line}`) }),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  now: () => Date.now(),
  signal: stop.signal,
});
