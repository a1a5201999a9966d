/** The `openssl` program, for checks by a tool that we did not write. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** @returns exit status, and output and messages together */
export function openssl(args: readonly string[]): { status: number | null; text: string; stdout: Buffer } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { timeout: 15_000 });
  return { status, stdout, text: `${stdout}${stderr}` };
}

export interface Workshop {
  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  path(name: string): string;
  remove(): void;
}

/** A directory of its own for one test file. */
export function workshop(): Workshop {
  const dir = mkdtempSync(join(tmpdir(), 'triseal-test-'));
  const path = (name: string) => join(dir, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), content, { mode: 0o600 });
      return path(name);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
