/** Runs the commands of docs/verify-by-hand.md as they stand there, on a package. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../server/paths.ts';
import { BAGIT, DSS, hasBagit, hasDss, hasSdJwt, SD_JWT } from '../foreign/tools.ts';

export const BY_HAND_TOOLS = [
  'unzip',
  'sha256sum',
  'openssl',
  'jq',
  'python3',
  'pdfsig',
  'pdfdetach',
] as const;

/** Programs by others that some steps need: named behind the `sh` of the step, with the folder whose programs it then finds first. */
const FOREIGN_TOOLS = {
  bagit: { there: hasBagit, path: join(BAGIT.home, 'bin') },
  'sd-jwt': { there: hasSdJwt, path: join(SD_JWT.home, 'bin') },
  dss: { there: hasDss, path: '' },
} as const;
export type ForeignTool = keyof typeof FOREIGN_TOOLS;

/** Of these the steps are left out. */
export function missingForeignTools(): ForeignTool[] {
  return (Object.keys(FOREIGN_TOOLS) as ForeignTool[]).filter((name) => !FOREIGN_TOOLS[name].there());
}

export function missingTools(): string[] {
  return BY_HAND_TOOLS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
}

function foreignStep(tool: ForeignTool, body: string): string {
  const { there, path } = FOREIGN_TOOLS[tool];
  if (!there()) return '';
  // A shell of its own, so that no other step finds the tool's programs.
  return path === '' ? body : `(\nPATH='${path}':$PATH\n${body})`;
}

/** @returns what all steps printed, in order */
export function verifyByHand(zip: string): string {
  const text = readFileSync(join(projectRoot, 'docs/verify-by-hand.md'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'triseal-by-hand-'));
  try {
    cpSync(zip, join(folder, 'evidence.zip'));
    const steps = [...text.matchAll(/^```(sh|python)(?: (\S+))?\n(.*?)^```$/gms)].map(
      ([, language, tool, body]) => {
        if (tool !== undefined) return foreignStep(tool as ForeignTool, body!);
        if (language === 'sh') return body!;
        writeFileSync(join(folder, 'walk.py'), body!);
        return 'python3 "$FOLDER/walk.py" proof/items/0001.tlog-proof proof/entries/0001.json';
      },
    );
    // One shell for all, since the first step changes the directory.
    const { stdout, stderr } = spawnSync('bash', ['-uc', steps.join('\n')], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, FOLDER: folder, DSS: DSS.home, LC_ALL: 'C.UTF-8' },
    });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
