/** Runs the command line in process: arguments and environment in, exit code and output out. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../cli/run.ts';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliSandbox {
  readonly directory: string;
  /** Writes a file into the directory. @returns its name */
  write(name: string, content: Uint8Array | string): string;
  run(
    argv: readonly string[],
    over?: {
      readonly env?: Record<string, string>;
      readonly signal?: AbortSignal;
      readonly now?: () => number;
    },
  ): Promise<CliResult>;
  remove(): void;
}

export function sandbox(now = Date.UTC(2026, 2, 15, 13)): CliSandbox {
  const directory = mkdtempSync(join(tmpdir(), 'triseal-cli-'));
  return {
    directory,
    write: (name, content) => {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content, { mode: 0o600 });
      return name;
    },
    run: async (argv, { env = {}, signal = new AbortController().signal, now: clock = () => now } = {}) => {
      const output = { out: '', err: '' };
      const code = await run(argv, {
        out: (text) => {
          output.out += text;
        },
        err: (text) => {
          output.err += text;
        },
        env,
        cwd: directory,
        now: clock,
        signal,
      });
      return { code, ...output };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
