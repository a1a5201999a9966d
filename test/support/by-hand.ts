/** Runs the commands of docs/verify-by-hand.md as they stand there, on a package. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../server/paths.ts';

export const BY_HAND_TOOLS = [
  'unzip',
  'sha256sum',
  'openssl',
  'jq',
  'python3',
  'pdfsig',
  'pdfdetach',
] as const;

export function missingTools(): string[] {
  return BY_HAND_TOOLS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
}

/** @returns what all steps printed, in order */
export function verifyByHand(zip: string): string {
  const text = readFileSync(join(projectRoot, 'docs/verify-by-hand.md'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'triseal-by-hand-'));
  try {
    cpSync(zip, join(folder, 'evidence.zip'));
    const steps = [...text.matchAll(/^```(sh|python)\n(.*?)^```$/gms)].map(([, language, body]) => {
      if (language === 'sh') return body!;
      writeFileSync(join(folder, 'walk.py'), body!);
      return 'python3 "$FOLDER/walk.py" proof/items/0001.tlog-proof proof/entries/0001.json';
    });
    // One shell for all, since the first step changes the directory.
    const { stdout, stderr } = spawnSync('bash', ['-uc', steps.join('\n')], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, FOLDER: folder, LC_ALL: 'C.UTF-8' },
    });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
